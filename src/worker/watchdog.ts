/** Counted, not timed: a page that was frozen or a laptop that slept has not waited. */
const TICK_MS = 1_000;
const TICKS = 10;

/**
 * Says once in words when work on the GPU does not end. That is all that can be done: nothing ends a dispatch that
 * hangs, and to destroy its device or to end its worker would only hang the next one, too.
 */
export class Watchdog {
  readonly #tell: (text: string) => void;
  readonly #tick: number;
  /** Ticks that each piece of work has waited. */
  readonly #waited = new Map<object, number>();
  #timer: ReturnType<typeof setInterval> | null = null;
  #told = false;

  /** @param tick ms between two looks. */
  constructor(tell: (text: string) => void, tick = TICK_MS) {
    this.#tell = tell;
    this.#tick = tick;
  }

  /** Watches a promise that the GPU settles when the work is done. */
  watch(work: Promise<unknown>): void {
    const key = {};
    this.#waited.set(key, 0);
    this.#timer ??= setInterval(() => this.#look(), this.#tick);
    const done = (): void => {
      this.#waited.delete(key);
      if (this.#waited.size > 0) return;
      if (this.#timer !== null) clearInterval(this.#timer);
      this.#timer = null;
      this.#told = false;
    };
    work.then(done, done);
  }

  #look(): void {
    let longest = 0;
    for (const [key, ticks] of this.#waited) {
      this.#waited.set(key, ticks + 1);
      longest = Math.max(longest, ticks + 1);
    }
    if (longest < TICKS || this.#told) return;
    this.#told = true;
    this.#tell(
      `The GPU has not answered for ${TICKS} s. It may only be busy. If it stays so, share or save the scene, and restart the browser: to reload the page does not help.`,
    );
  }
}
