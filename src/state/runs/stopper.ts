import { type Scene, stopReason, stopRules } from '../../../scenes';
import type { StudioState, StudioStore } from '../store';

/** What stopping needs of the studio. */
interface StopHost {
  readonly store: StudioStore;
  pause(): Promise<void>;
  /** Tells the engine at which step to stop; null = nowhere. */
  stopAt(step: number | null): void;
  readonly now?: () => number;
}

/** Stops a run as its scene says, and says why; a run that is started again goes on. */
export class Stopper {
  readonly #host: StopHost;
  readonly #now: () => number;
  /** It has stopped this run already, or the run was ahead of it. */
  #isDone = false;
  #seconds = 0;
  #last: number | null = null;

  constructor(host: StopHost) {
    this.#host = host;
    this.#now = host.now ?? (() => performance.now());
    host.store.subscribe((state, before) => this.#look(state, before));
    this.#tell(host.store.getState());
  }

  #look(state: StudioState, before: StudioState): void {
    const isNew = (state.loaded && !before.loaded) || state.step < before.step;
    if (isNew || stopOf(state) !== stopOf(before)) {
      this.#isDone = false;
      this.#tell(state);
    }
    if (isNew) this.#seconds = 0;
    this.#count(state.running);
    // The engine stops at a step by itself, and may have stopped when the page hears of it.
    if (!state.loaded || this.#isDone || state.step === before.step) return;
    const reason = stopReason(stopRules(state.scene as Scene), { ...state, seconds: this.#seconds });
    if (reason === null) return;
    this.#isDone = true;
    if (state.running) void this.#host.pause();
    state.notify('info', `Stopped at step ${state.step}, as ${reason}. Run goes on from there.`);
  }

  #count(running: boolean): void {
    const now = this.#now();
    if (this.#last !== null) this.#seconds += (now - this.#last) / 1000;
    this.#last = running ? now : null;
  }

  #tell({ loaded, scene }: StudioState): void {
    if (loaded) this.#host.stopAt(stopRules(scene as Scene).steps);
  }
}

function stopOf({ scene }: StudioState): Scene['stop'] {
  return (scene as Scene | null)?.stop;
}
