import type { Moment } from './keeper';

/**
 * Steps and time. Time is counted from where the present step size began, so that it does not depend on how steps are
 * batched.
 */
export class Clock {
  #moment: Moment;
  #anchor: Moment;
  readonly #start: Moment;
  readonly #end: number;

  /** A clock at the start of an interval of time; without one it goes from 0 on for ever. */
  constructor(interval: { readonly min: number; readonly max: number } | null) {
    this.#start = { stepCount: 0, time: interval?.min ?? 0 };
    this.#moment = this.#start;
    this.#anchor = this.#start;
    this.#end = interval?.max ?? Number.POSITIVE_INFINITY;
  }

  get moment(): Moment {
    return this.#moment;
  }

  get atEnd(): boolean {
    return this.#moment.time >= this.#end - 1e-9 * Math.abs(this.#end);
  }

  /** Where the present step size began. */
  get anchor(): Moment {
    return this.#anchor;
  }

  /** Goes back to the start. */
  reset(): void {
    this.set(this.#start);
  }

  /** Goes to another moment; the step size began at `anchor`. */
  set(moment: Moment, anchor = moment): void {
    this.#moment = moment;
    this.#anchor = anchor;
  }

  /** Begins a new step size here. */
  mark(): void {
    this.#anchor = this.#moment;
  }

  advance(steps: number, dt: number): void {
    const stepCount = this.#moment.stepCount + steps;
    this.#moment = { stepCount, time: this.#anchor.time + (stepCount - this.#anchor.stepCount) * dt };
  }

  /**
   * Where at most `count` steps of size `dt` reach the end: how many steps it takes, and the size at which they come out
   * even; else null.
   */
  landing(count: number, dt: number): { readonly steps: number; readonly dt: number } | null {
    const left = this.#end - this.#moment.time;
    if (left > count * dt) return null;
    // A sliver of rounding is no step.
    const steps = Math.max(1, Math.ceil(left / dt - 1e-9));
    return steps <= count ? { steps, dt: left / steps } : null;
  }
}
