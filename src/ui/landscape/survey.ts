/** Losses on a square grid of steps around a middle, as far as they are known. */
export interface Survey {
  /** From -span to span, 0 in the middle. */
  readonly steps: Float64Array;
  /** [second direction][first direction]; no number where it is not known yet, or where there is none. */
  readonly losses: Float64Array;
  /** Rows that are known. */
  readonly rows: number;
}

/** How far it goes, on how many points a side (odd, so that the middle is one), and what draws the directions. */
export interface SurveyPlan {
  readonly span: number;
  readonly size: number;
  readonly seed: number;
}

export function emptySurvey({ span, size }: SurveyPlan): Survey {
  const steps = Float64Array.from({ length: size }, (_, k) => (span * (2 * k - (size - 1))) / (size - 1));
  return { steps, losses: new Float64Array(size * size).fill(Number.NaN), rows: 0 };
}

/** Rows from the middle outwards: the picture grows around the present weights. */
export function rowsFromTheMiddle(size: number): number[] {
  const middle = (size - 1) / 2;
  return Array.from({ length: size }, (_, k) => k).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b);
}

/** The survey with one more row. */
export function withRow({ steps, losses, rows }: Survey, row: number, own: Float64Array): Survey {
  const all = losses.slice();
  all.set(own, row * steps.length);
  return { steps, losses: all, rows: rows + 1 };
}

export interface Place {
  readonly first: number;
  readonly second: number;
  readonly loss: number;
}

export interface Summary {
  /** At the weights themselves. */
  readonly middle: number;
  readonly least: Place;
  readonly largest: Place;
}

/** Null before the first row. */
export function summaryOf({ steps, losses }: Survey): Summary | null {
  const { length: size } = steps;
  let [low, high] = [-1, -1];
  for (let k = 0; k < losses.length; k++) {
    if (!Number.isFinite(losses[k])) continue;
    if (low < 0 || losses[k]! < losses[low]!) low = k;
    if (high < 0 || losses[k]! > losses[high]!) high = k;
  }
  if (low < 0) return null;
  const place = (k: number): Place => {
    return { first: steps[k % size]!, second: steps[Math.floor(k / size)]!, loss: losses[k]! };
  };
  return { middle: losses[(losses.length - 1) / 2]!, least: place(low), largest: place(high) };
}

/** What is drawn: powers of ten, since losses span many; no number where there is no loss. */
export function heightsOf({ losses }: Survey): Float64Array {
  return losses.map((loss) => (loss > 0 ? Math.log10(loss) : Number.NaN));
}

/** The least and the largest number; null where there is none. */
export function spanOf(values: Float64Array): readonly [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : null;
}
