import { brushIn } from '../state/brush-link';
import type { Studio } from '../state/studio';
import { resizeBrush } from './BrushGestures';

/** Elements that use the space bar and letters themselves. */
const BUSY =
  'input, textarea, select, button, a, summary, [contenteditable], [role="slider"], [role="option"], [role="menuitemcheckbox"], [role="menuitemradio"], [role="dialog"]';

/** The page's own keys: space, s, r, p, e, b, [, ] and ?. Returns how to stop listening. */
export function listenToKeys(studio: Studio, help: () => void): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : null;
    if (event.key === '?' && !target?.closest('input, textarea')) {
      help();
      return;
    }
    if (
      target?.closest(BUSY) &&
      (event.key === ' ' || target.closest('input, textarea, [role="dialog"], [role="option"]'))
    )
      return;
    const ready = studio.store.getState().loaded !== null;
    const command = COMMANDS[event.key];
    if (!command || !ready) return;
    event.preventDefault();
    command(studio);
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

const COMMANDS: Readonly<Record<string, (studio: Studio) => void>> = {
  ' ': (studio) => void studio.toggle(),
  s: (studio) => void studio.step(),
  r: (studio) => void studio.reset(),
  b: toggleBrush,
  '[': (studio) => resizeBrush(studio, -1),
  ']': (studio) => resizeBrush(studio, 1),
  p: () => press('picture'),
  e: () => press('export'),
};

function press(name: string): void {
  document.querySelector<HTMLButtonElement>(`[data-command="${name}"]`)?.click();
}

/** Takes the brush into the first picture that can be painted, or puts it away. */
function toggleBrush(studio: Studio): void {
  const state = studio.store.getState();
  const first = state.panes.findIndex((_, index) => brushIn(state, index) !== null);
  state.setPainting(state.painting === null && first >= 0 ? first : null);
}
