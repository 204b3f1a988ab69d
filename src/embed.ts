import './styles/embed.css';
import type { Studio } from './state/studio';

/** What may be hidden of an embedded studio. */
const PARTS = ['bar', 'problem', 'method', 'charts', 'transport'];
/** What changes the problem, as in embed.css. */
const LOCKED = '.parameter, .edit, .scene-title, .method .choice';
/** Messages about the state are at least this far apart, ms. */
const PULSE_MS = 250;

/**
 * The studio in a frame of another page. The address may hide parts (`?embed&hide=problem,method`) and lock what
 * changes the problem (`lock`). The page that holds the frame sends objects whose `nablab` is a command: `run`, `pause`,
 * `step`, `reset`, `state`, `set` (with `name` and `value`) or `open` (with `scene`, a scene document); it hears
 * `{nablab: 'ready'}` once, `{nablab: 'state', step, time, running, finished, code, parameters, metrics}` as it runs and
 * when asked, and `{nablab: 'error', text}`. Only the page that holds the frame is listened to.
 */
export function embed(studio: Studio, query: URLSearchParams): void {
  const { dataset } = document.documentElement;
  const hidden = (query.get('hide') ?? '').split(',').filter((part) => PARTS.includes(part));
  const isLocked = query.has('lock');
  dataset.embed = hidden.join(' ');
  if (isLocked) dataset.locked = '';
  const holder = window.parent;
  const tell = (message: object): void => holder.postMessage(message, '*');
  window.addEventListener('message', ({ source, data }) => {
    if (source !== holder || typeof data?.nablab !== 'string') return;
    obey(studio, data, isLocked).then(
      (isKnown) => (isKnown ? tell(stateOf(studio)) : tell({ nablab: 'error', text: `there is no ${data.nablab}` })),
      (error) => tell({ nablab: 'error', text: String(error) }),
    );
  });
  if (isLocked) keepOut();
  let last = 0;
  studio.store.subscribe((state, before) => {
    const isNews = state.running !== before.running || state.finished !== before.finished;
    if (state.step === before.step && !isNews) return;
    const now = performance.now();
    if (now - last < PULSE_MS && !isNews) return;
    last = now;
    tell(stateOf(studio));
  });
  tell({ nablab: 'ready' });
}

/** What is locked cannot be focused by keys either. */
function keepOut(): void {
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target.closest(LOCKED)) target.blur();
  });
}

/** Does what a message asks; false where it asks nothing that is known. */
async function obey(studio: Studio, message: Record<string, unknown>, isLocked: boolean): Promise<boolean> {
  const commands: Readonly<Record<string, () => Promise<unknown> | unknown>> = {
    run: () => studio.run(),
    pause: () => studio.pause(),
    step: () => studio.step(),
    reset: () => studio.reset(),
    state: () => {},
    set: () => set(studio, message),
    open: () => {
      if (isLocked) throw new Error('this frame is locked');
      return studio.openText(JSON.stringify(message.scene));
    },
  };
  const name = String(message.nablab);
  if (!Object.hasOwn(commands, name)) return false;
  await commands[name]!();
  return true;
}

function set(studio: Studio, { name, value }: Record<string, unknown>): void {
  if (typeof name !== 'string' || typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Error('set needs a name and a finite value');
  }
  studio.setParameter(name, value);
}

function stateOf(studio: Studio): object {
  const { step, time, running, finished, outcome, parameters, metrics } = studio.store.getState();
  const numbers = Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value]));
  return { nablab: 'state', step, time, running, finished, code: outcome.code, parameters, metrics: numbers };
}
