import { Failure } from '../../solvers/base/result';
import type { StudioStore } from './store';

/** Says what goes wrong, in one line each. */
export class Complaints {
  readonly #store: StudioStore;

  constructor(store: StudioStore) {
    this.#store = store;
  }

  report(error: unknown): void {
    const { notify } = this.#store.getState();
    if (error instanceof Failure) {
      const where = error.field && !error.message.includes(error.field) ? `${error.field}: ` : '';
      notify('error', `${where}${error.message}`);
    } else {
      notify('error', error instanceof Error ? error.message : String(error));
    }
  }

  /** Reports everything but the engine's death, which is told once, by whoever restarts it. */
  grumble(error: unknown): void {
    if (!(error instanceof Failure && error.code === 'lost')) this.report(error);
  }

  async guard(action: () => unknown): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.grumble(error);
    }
  }
}
