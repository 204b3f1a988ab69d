/** What is kept of a run takes at most one part in so many of its time. */
const SHARE = 40;

/** When something is to be kept next: not before the least time has passed, and not so soon that its cost would be felt. */
export class Gap {
  readonly #least: number;
  readonly #now: () => number;
  #last = Number.NEGATIVE_INFINITY;
  /** Of the last two times; the lesser counts, as the first compiles and any other may be held up. */
  #costs: readonly [number, number] = [0, 0];

  /**
   * @param least ms.
   * @param now a clock, ms.
   */
  constructor(least: number, now: () => number) {
    this.#least = least;
    this.#now = now;
  }

  /** @param stride every so-manieth is wanted. */
  due(stride = 1): boolean {
    return this.#now() - this.#last >= Math.max(this.#least * stride, SHARE * Math.min(...this.#costs));
  }

  async timed(work: () => Promise<void>): Promise<void> {
    this.begin();
    const began = this.#last;
    await work();
    this.#costs = [this.#costs[1], this.#now() - began];
  }

  /** The next is due when the least time has passed from now. */
  begin(): void {
    this.#last = this.#now();
  }

  /** The next is due at once. */
  clear(): void {
    this.#last = Number.NEGATIVE_INFINITY;
  }
}
