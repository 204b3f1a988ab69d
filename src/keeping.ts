import { keepForOffline } from './offline/register';
import { Autosave } from './share/autosave/scene';
import { ScenePast } from './state/scene-past';
import type { Studio } from './state/studio';

/** Elements with an undo of their own. */
const TYPED = 'input, textarea, [contenteditable], [role="dialog"]';

/**
 * Keeps what the visitor made: undo and redo by keys, and the scene over a reload or a crash of the page. What was
 * trained is not kept: it begins anew.
 */
export async function keep(studio: Studio): Promise<void> {
  keepForOffline(studio);
  const autosave = new Autosave();
  const isReload = performance
    .getEntriesByType('navigation')
    .some((entry) => 'type' in entry && entry.type === 'reload');
  const kept = await autosave.latest();
  const state = studio.store.getState();
  if (isReload && kept && kept.hash === location.hash && kept.text !== studio.library.toText(state.scene)) {
    await studio.openText(kept.text);
    state.notify('info', 'The scene as it was before the page was loaded again; it runs from its start.');
  }
  const past = new ScenePast(studio, (text) => void autosave.keep({ hash: location.hash, text }));
  document.addEventListener('keydown', (event) => {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
    const inText = event.target instanceof Element && event.target.closest(TYPED);
    const key = event.key.toLowerCase();
    if (!isCommand || inText || (key !== 'z' && key !== 'y')) return;
    event.preventDefault();
    void (key === 'y' || event.shiftKey ? past.redo() : past.undo());
  });
}
