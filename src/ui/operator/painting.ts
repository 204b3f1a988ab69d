import type { Studio } from '../../state/studio';

/** Shows an input field in a picture and takes the brush there; or puts it down. */
export function paintInput(studio: Studio, field: string): void {
  const { panes, painting, setPane, setPaneCount, setPainting } = studio.store.getState();
  if (painting !== null) {
    setPainting(null);
    return;
  }
  let at = panes.findIndex(({ settings }) => settings.field === field);
  if (at < 0) {
    // Beside the answer, which one wants to see change.
    if (panes.length < 2) setPaneCount(2);
    at = studio.store.getState().panes.length - 1;
    setPane(at, { field });
  }
  setPane(at, { mode: 'map' });
  setPainting(at);
}
