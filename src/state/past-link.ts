import type { Engine } from '../engine/connection';
import type { Lines } from '../engine/lines';
import type { StudioState, StudioStore } from './store';

/** What looking back needs of the studio. */
interface PastHost {
  readonly store: StudioStore;
  readonly lines: Lines;
  engine(): Engine | null;
  run(): Promise<void>;
  pause(): Promise<void>;
  guard(action: () => unknown): Promise<void>;
}

/** Looking back at the moments of a run. */
export class PastLink {
  readonly #host: PastHost;
  /** The user looks back since a run was paused for it, or stood still. */
  #looking = false;
  #wasRunning = false;

  constructor(host: PastHost) {
    this.#host = host;
    host.store.subscribe(({ running }) => {
      if (running) this.#looking = false;
    });
  }

  /** Looks at the moment of that number, or at the present where there are not so many; the run waits meanwhile. */
  look(index: number): void {
    const { running, moments } = this.#state;
    if (!this.#looking) this.#wasRunning = running;
    if (running) void this.#host.pause();
    this.#looking = true;
    this.#ask(index < moments ? index : null);
  }

  /** Looks at the present, and goes on where it ran before. */
  async toPresent(): Promise<void> {
    this.#ask(null);
    this.#looking = false;
    if (this.#wasRunning) await this.#host.run();
  }

  /** Takes the run back to the state that was kept before the moment, and goes on from there. */
  async goOn(): Promise<void> {
    await this.#host.guard(async () => {
      const from = this.#state.past?.from;
      const engine = this.#host.engine();
      if (!from || !engine) return;
      await engine.goOn();
      this.#state.setPast(null);
      await this.#host.run();
      this.#state.say(`Went back to step ${from.step}; the run goes on from there.`);
    });
  }

  get #state(): StudioState {
    return this.#host.store.getState();
  }

  #ask(index: number | null): void {
    // The newest wish only: a slider moves faster than pictures are drawn.
    this.#host.lines.line('look back', async (wanted: number | null) => {
      const moment = await this.#host.engine()?.lookBack(wanted);
      this.#state.setPast(moment ?? null);
    })(index);
  }
}
