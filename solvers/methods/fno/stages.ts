/** Moments of an interval from 0 to 1 at which a polynomial meets an equation: those of Radau, the last one is 1. */
export interface Stages {
  readonly at: Float64Array;
  /** Of a mean over the interval. */
  readonly weights: Float64Array;
  /** The derivative at each stage (row) by the values at 0 and at the stages, [count, count + 1]. */
  readonly derivative: readonly Float64Array[];
}

/** @param count of stages: polynomials of this degree; means are exact for 2 count - 2 */
export function radau(count: number): Stages {
  const at = roots((x) => legendre(count, x) - legendre(count - 1, x), count - 1).map((x) => (x + 1) / 2);
  const all = Float64Array.of(...at, 1);
  const points = Float64Array.of(0, ...all);
  // Barycentric weights and the matrix of differentiation (Berrut and Trefethen 2004, section 9.3).
  const share = points.map((x, j) => points.reduce((product, y, i) => (i === j ? product : product / (x - y)), 1));
  const derivative = Array.from(all, (_, row) => {
    const j = row + 1;
    const own = points.map((x, i) => (i === j ? 0 : share[i] / share[j] / (points[j] - x)));
    own[j] = -own.reduce((sum, value) => sum + value, 0);
    return own;
  });
  // w_j = 1 / (n^2 (1 - x_j)) (1 + ..) of [-1, 1] mirrored; see Abramowitz and Stegun 25.4.31.
  const weights = all.map((t) => {
    const x = 2 * t - 1;
    return x === 1 ? 1 / count ** 2 : (1 + x) / (2 * count ** 2 * legendre(count - 1, x) ** 2);
  });
  return { at: all, weights, derivative };
}

function legendre(degree: number, x: number): number {
  let [before, value] = [1, x];
  if (degree === 0) return before;
  for (let k = 1; k < degree; k++) [before, value] = [value, ((2 * k + 1) * x * value - k * before) / (k + 1)];
  return value;
}

/** The roots of a function within (-1, 1), by halving between changes of sign. */
function roots(of: (x: number) => number, count: number): number[] {
  const found: number[] = [];
  const pieces = 64 * (count + 1) ** 2;
  for (let k = 0; k < pieces - 1 && found.length < count; k++) {
    let [low, high] = [-1 + (2 * k) / pieces, -1 + (2 * (k + 1)) / pieces];
    if (of(low) * of(high) > 0) continue;
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2;
      if (of(low) * of(middle) > 0) low = middle;
      else high = middle;
    }
    found.push((low + high) / 2);
  }
  return found;
}
