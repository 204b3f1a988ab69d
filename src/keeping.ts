import type { Scene } from '../scenes';
import { keepForOffline } from './offline/register';
import { Autosave, type Kept } from './share/autosave/scene';
import { claim, endedBadly, isReload } from './share/autosave/tab';
import { ScenePast } from './state/scene-past';
import type { Studio } from './state/studio';

/** From the first picture to the keeping of runs, ms. */
const REST_MS = 2000;
/** Elements with an undo of their own. */
const TYPED = 'input, textarea, [contenteditable], [role="dialog"]';

/**
 * Keeps what the visitor made: undo and redo by keys, and the scene and its run over a reload or a crash of the page.
 * Of several tabs one keeps; frames in other pages keep nothing. `?lesson=NAME` opens a lesson of the site.
 */
export async function keep(studio: Studio): Promise<void> {
  keepForOffline(studio);
  if ('getBattery' in navigator) void import('./state/battery').then(({ watchBattery }) => watchBattery(studio));
  const query = new URLSearchParams(location.search);
  const lesson = query.get('lesson');
  if (lesson !== null) void import('./ui/lessons/open').then(({ openLesson }) => openLesson(studio, lesson));
  const isFrame = query.has('embed');
  const autosave = new Autosave();
  let isKeeper = false;
  if (!isFrame) {
    isKeeper = await claim(() => {
      isKeeper = true;
      void keepRuns(studio, false, null);
    });
    const isContinued = isKeeper && (endedBadly() || isReload());
    const kept = isContinued ? await autosave.latest() : null;
    const own = kept?.hash === location.hash ? kept : null;
    const state = studio.store.getState();
    if (own && own.text !== studio.library.toText(state.scene)) {
      await studio.openText(own.text);
      state.notify('info', 'The scene as it was before the page was loaded again.');
    }
    if (isKeeper) void keepRuns(studio, isContinued, own);
    else
      state.notify('info', 'The studio is open in another tab, which keeps its run over a reload; this one does not.');
  }
  const past = new ScenePast(studio, (text) => {
    if (isKeeper) void autosave.keep({ hash: location.hash, text, at: Date.now() });
  });
  document.addEventListener('keydown', (event) => {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
    const inText = event.target instanceof Element && event.target.closest(TYPED);
    const key = event.key.toLowerCase();
    if (!isCommand || inText || (key !== 'z' && key !== 'y')) return;
    event.preventDefault();
    void (key === 'y' || event.shiftKey ? past.redo() : past.undo());
  });
}

/** Keeps the states of runs, after the first picture; one that is continued is taken up first, in its `own` scene. */
async function keepRuns(studio: Studio, isContinued: boolean, own: Kept | null): Promise<void> {
  await new Promise<void>((resolve) => {
    if (studio.store.getState().pictures > 0) return resolve();
    const stop = studio.store.subscribe(({ pictures }) => {
      if (pictures === 0) return;
      stop();
      resolve();
    });
  });
  // What begins and is not to stop soon can wait for its keeper until the page is at rest.
  const { scene } = studio.store.getState();
  if (!isContinued && (scene as Scene).stop === undefined) await new Promise((resolve) => setTimeout(resolve, REST_MS));
  const { runsOf } = await import('./state/runs/runs');
  const { keeper } = runsOf(studio);
  if (isContinued) {
    const step = await keeper.takeUp(own);
    if (step !== null) studio.store.getState().notify('info', `The run goes on from step ${step}, where it was kept.`);
  }
  keeper.watch();
}
