import { MOST_PANES } from '../state/slices/panes';
import { useStudio, useStudioState } from './studio';

/** How many pictures of the run are shown. */
export function PaneCount() {
  const studio = useStudio();
  const count = useStudioState((state) => state.panes.length);
  if (count === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className="segments" role="group" aria-label="Number of pictures">
      {Array.from({ length: MOST_PANES }, (_, i) => i + 1).map((wanted) => (
        <button
          key={wanted}
          type="button"
          aria-pressed={wanted === count}
          aria-label={wanted === 1 ? '1 picture' : `${wanted} pictures`}
          title={wanted === 1 ? '1 picture' : `${wanted} pictures`}
          onClick={() => studio.store.getState().setPaneCount(wanted)}
        >
          {wanted}
        </button>
      ))}
    </div>
  );
}
