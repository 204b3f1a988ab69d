import { brushIn } from '../state/brush-link';
import { IconButton } from './IconButton';
import { useStudio, useStudioState } from './studio';

const VERB = {
  dab: 'Paint into',
  push: 'Push the fluid in',
  wall: 'Draw walls into',
  sensor: 'Drop sensors into',
} as const;

/** Switches a pane between looking and painting; absent where its field cannot be painted. */
export function BrushButton({ index }: { readonly index: number }) {
  const studio = useStudio();
  const kind = useStudioState((state) => brushIn(state, index));
  const on = useStudioState((state) => state.painting === index);
  if (!kind) return null;
  return (
    <IconButton
      icon="brush"
      label={`${VERB[kind]} picture ${index + 1}`}
      keys="b"
      aria-pressed={on}
      onClick={() => studio.store.getState().setPainting(on ? null : index)}
    />
  );
}
