import { MetricHistory } from '../../state/history';
import type { Studio } from '../../state/studio';

/** Two looks are at least this far apart, ms. */
const LEAST_MS = 150;

/** All fields at one point over the run, looked at while somebody listens. */
export class Probe {
  readonly history = new MetricHistory();
  readonly #studio: Studio;
  #at: readonly [number, number];
  #isBusy = false;
  #last = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(studio: Studio, at: readonly [number, number]) {
    this.#studio = studio;
    this.#at = at;
  }

  /** Another point; what was seen at the old one goes. */
  move(at: readonly [number, number]): void {
    this.#at = at;
    this.history.clear();
    void this.#look();
  }

  /** Looks at each news of the run, until the returned function is called. */
  watch(): () => void {
    void this.#look();
    const stop = this.#studio.store.subscribe((state, before) => {
      if (state.loaded !== before.loaded || state.step < before.step) this.history.clear();
      if (state.step !== before.step) void this.#look();
    });
    return () => {
      stop();
      clearTimeout(this.#timer);
    };
  }

  async #look(): Promise<void> {
    const { loaded, past, step, time, pictures } = this.#studio.store.getState();
    const { engine } = this.#studio.ask;
    // The first picture comes first; and the past is no news.
    if (!engine || !loaded || past || pictures === 0) return;
    clearTimeout(this.#timer);
    const wait = this.#last + LEAST_MS - performance.now();
    if (this.#isBusy || wait > 0) {
      // The last of several news must not be lost.
      this.#timer = setTimeout(() => void this.#look(), Math.max(wait, LEAST_MS));
      return;
    }
    this.#isBusy = true;
    this.#last = performance.now();
    const [x, y] = this.#at;
    const values = await engine.probe(x, loaded.overTime ? time : y).catch(() => ({}));
    this.#isBusy = false;
    if (this.#studio.store.getState().loaded !== loaded || this.#at[0] !== x || this.#at[1] !== y) return;
    const told = loaded.fields.filter(({ name }) => name in values);
    const metrics = told.map(({ name, unit }) => [name, { value: (values as Record<string, number>)[name]!, unit }]);
    this.history.push(step, time, Object.fromEntries(metrics));
  }
}
