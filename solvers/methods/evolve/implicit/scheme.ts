/** Sizes of the present step and of the two before it; 0 where there was none. */
export interface Steps {
  readonly now: number;
  readonly last: number;
  readonly before: number;
}

/**
 * The second-order backward difference with steps of any size, for the change d = u(n+1) - u(n):
 * alpha d = beta d(last) + explicit parts extrapolated + implicit parts at the new time. Without a step before it is
 * Euler's implicit step. (Wang and Ruuth, "Variable step-size implicit-explicit linear multistep methods", J. Comput.
 * Math. 26, 2008: VSSBDF2, here in changes, which keeps digits.)
 */
export interface Weights {
  readonly alpha: number;
  readonly beta: number;
  /** Factors of the explicit rates now and at the last step. */
  readonly now: number;
  readonly last: number;
  /** d is guessed as these multiples of the last change and the one before, by a parabola through three values. */
  readonly guess: readonly [number, number];
  /** The error of the step is this share of what the guess was wrong; null where that says nothing. */
  readonly error: number | null;
}

export function weightsOf({ now: h, last, before }: Steps): Weights {
  if (last === 0) return { alpha: 1 / h, beta: 0, now: 1, last: 0, guess: [0, 0], error: null };
  const ratio = h / last;
  const shared = {
    alpha: (1 + 2 * ratio) / ((1 + ratio) * h),
    beta: ratio ** 2 / ((1 + ratio) * h),
    now: 1 + ratio,
    last: ratio,
  };
  if (before === 0) return { ...shared, guess: [ratio, 0], error: null };
  const bend = (h * (h + last)) / (last + before);
  // The third divided difference is what the guess was wrong over h (h + last) (h + last + before).
  const error = (h * (1 + ratio) ** 2 * last) / ((1 + 2 * ratio) * (h + last) * (h + last + before));
  return { ...shared, guess: [ratio + bend / last, -bend / before], error };
}
