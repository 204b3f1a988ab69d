/** The error that a whole run may have, relative to each component, where nothing else is asked for. */
export const TOLERANCE = 4e-5;
/** Below this differences between two f32 runs say nothing of the step. */
const NOISE = 6e-7;
/** Where a double step is tried all the same: rounding of stiff or dispersive equations can be so large. */
const LOUD_NOISE = 3e-6;
/** Parts of the interval at whose beginnings a double step is tried against loud noise. */
const PARTS = 16;
/** Components smaller than the largest by more than this count as if they were so large: they are about to be born. */
const SMALLEST = 1e-3;
/** A trial has at most so many steps of double the size. */
const MOST_DOUBLES = 4;
/** A step is halved at least and at most this often from the whole interval. */
export const [SHALLOWEST, DEEPEST] = [6, 26];
/** A step is halved at most so often at once. */
const MOST_HALVINGS = 6;
/** Steps between two trials: a 64th of the interval, between these. */
const [SELDOM, OFTEN] = [128, 2];

/** A trial: the same stretch of time once with steps of double the size and once with the present ones. */
export interface Trial {
  /** Root mean squares of the components, and how far both results are apart. */
  readonly sizes: readonly number[];
  readonly distances: readonly number[];
  /** Where in the whole time it began, from 0 to 1. */
  readonly from: number;
  /** Steps of double the size that it went over. */
  readonly doubles: number;
  /** How often the present steps are halved from the whole interval. */
  readonly depth: number;
  /** Order of the scheme in time. */
  readonly order: number;
  /** The error that the whole run may have, relative to each component. */
  readonly tolerance: number;
}

/** Steps of double the size in a trial: a 32nd of the interval, not many, and no more than half of the steps left. */
export function doublesOf(depth: number, left: number): number {
  return Math.min(MOST_DOUBLES, 2 ** (depth - SHALLOWEST), Math.floor(left / 2));
}

/** Steps of the present size until the next trial. */
export function stepsBetween(depth: number): number {
  return Math.max(OFTEN, Math.min(SELDOM, 2 ** (depth - SHALLOWEST)));
}

/**
 * The error of the present steps as a share of what is allowed, by Richardson's rule: the tolerance spread evenly over
 * the time, but nothing below what rounding does to a comparison.
 */
export function errorShare(trial: Trial): number {
  const orders = 2 ** trial.order - 1;
  return distanceOf(trial) / orders / Math.max(NOISE / orders, trial.tolerance * shareOf(trial));
}

/** Whether steps of double the size would do, which the trial has tried as well. */
export function mayDouble(trial: Trial): boolean {
  const { from, depth, order, tolerance } = trial;
  const share = shareOf(trial);
  // Since the trial before; seldom, as a double step that will not do costs a trial.
  const begun = from - stepsBetween(depth) * 2 ** -depth;
  const noise = Math.floor(PARTS * begun) === Math.floor(PARTS * (from + share)) ? NOISE : LOUD_NOISE;
  const distance = distanceOf(trial);
  return distance <= noise || (distance * 2 ** order) / (2 ** order - 1) <= tolerance * share;
}

/** The part of the whole time that a trial went over. */
function shareOf({ doubles, depth }: Trial): number {
  return 2 * doubles * 2 ** -depth;
}

/** Trials one after the other until a step is small enough. */
export class StepSearch {
  readonly #order: number;
  /** The error of the trial before, and how often the step was halved after it. */
  #last: readonly [error: number, halvings: number] | null = null;

  /** @param order of the scheme in time */
  constructor(order: number) {
    this.#order = order;
  }

  /**
   * How often a step is halved whose error, as a share of what is allowed, is too large: as if errors fell with the
   * order of the scheme, or with that seen since the trial before, where they fall more slowly (a start that jumps).
   */
  halvings(error: number): number {
    const halvings = Number.isFinite(error) ? this.#guess(error) : MOST_HALVINGS / 2;
    this.#last = Number.isFinite(error) ? [error, halvings] : null;
    return halvings;
  }

  #guess(error: number): number {
    const seen = this.#last ? Math.log2(this.#last[0] / error) / this.#last[1] : this.#order;
    const falls = Math.max(1, Math.min(this.#order, seen));
    return Math.max(1, Math.min(MOST_HALVINGS, Math.ceil(Math.log2(error) / falls)));
  }
}

/** The largest distance of a component relative to its size; NaN where anything is. */
function distanceOf({ sizes, distances }: Pick<Trial, 'sizes' | 'distances'>): number {
  const least = SMALLEST * Math.max(...sizes, 1e-30);
  return Math.max(...distances.map((distance, k) => distance / Math.max(sizes[k], least)));
}
