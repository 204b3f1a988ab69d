import type { WorkerMessage } from '../worker/protocol';
import type { MetricHistory } from './history';
import type { StudioStore } from './store';

/** Takes the engine's news into the store and the series. */
export function hear(message: WorkerMessage, store: StudioStore, history: MetricHistory): void {
  const state = store.getState();
  if (message.kind === 'pulse') {
    const ended = message.finished && !state.finished;
    const failed = message.outcome.code !== 'ok' && message.outcome.code !== state.outcome.code;
    history.push(message.step, message.time, message.metrics);
    if (message.pictures > 0 && state.pictures === 0) performance.mark('first field');
    state.pulse(message);
    if (failed) state.say(`Result ${message.outcome.code}. ${message.outcome.advice}`);
    else if (ended) state.say(`Finished at step ${message.step}. ${message.outcome.advice}`);
  } else if (message.kind === 'notice') {
    state.notify(message.level, message.text);
  } else {
    state.notify(message.state === 'restored' ? 'info' : 'warning', message.text);
    // A canvas whose GPU process has crashed never shows anything again, though it can be drawn on.
    if (message.state === 'restored') state.renewCanvases();
    if (message.state === 'gone') state.engineGone('stopped', message.text);
  }
}
