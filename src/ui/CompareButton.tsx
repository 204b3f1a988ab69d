import { useStudio, useStudioState } from './studio';

/** Sets a classical answer, a network's and their difference beside each other. */
export function CompareButton() {
  const studio = useStudio();
  const comparing = useStudioState((state) => state.comparing);
  const compared = useStudioState((state) => state.loaded?.compared != null);
  if (compared) return null;
  return (
    <button
      type="button"
      className="button compare-button"
      disabled={comparing}
      title="A classical answer, a network's and their difference, side by side"
      onClick={() => void studio.compare.toggle()}
    >
      {comparing ? 'Setting up' : 'Three answers'}
    </button>
  );
}
