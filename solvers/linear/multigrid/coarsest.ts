import type { OperatorLevel } from './operator-level';

/**
 * Points at most on the level that is solved by its inverse: few enough that the inverse, read once for each visit, is
 * little beside the finest level's `points`, and at most 256.
 */
export function coarsestPoints(points: number): number {
  return Math.min(256, Math.max(16, Math.sqrt(points) / 2));
}

/** A pivot this small beside its diagonal entry is a zero one. */
const VANISHING = 1e-11;

/**
 * Inverse of a level's operator, [n][n], in f64. Points without an equation get zero rows and columns. Where constants
 * are the null space it is the inverse on sums of zero, and leaves a mean of zero.
 */
export function coarsestInverse({ operator, neighbours, points: n }: OperatorLevel): Float64Array {
  const a = new Float64Array(n * n);
  neighbours.forEach((to, k) => {
    for (let row = 0; row < n; row++) if (to[row]! >= 0) a[row * n + to[row]!]! += operator.coefficients[k]![row]!;
  });
  const diagonal = Float64Array.from({ length: n }, (_, row) => a[row * n + row]!);
  const inverse = sweepInverse(a, diagonal, n);
  if (operator.singular) centre(inverse, diagonal, n);
  return inverse;
}

/**
 * Gauss-Jordan in place (the sweep operator of statistics), which needs no row exchange for the definite matrices of
 * diffusion. An unknown whose pivot vanishes depends on those before it (a null vector): it is set to 0.
 */
function sweepInverse(a: Float64Array, diagonal: Float64Array, n: number): Float64Array {
  const skipped: number[] = [];
  for (let k = 0; k < n; k++) {
    const pivot = a[k * n + k]!;
    if (!(Math.abs(pivot) > VANISHING * Math.abs(diagonal[k]!))) {
      skipped.push(k);
      continue;
    }
    for (let c = 0; c < n; c++) a[k * n + c]! /= pivot;
    a[k * n + k] = 1 / pivot;
    for (let row = 0; row < n; row++) {
      const multiple = a[row * n + k]!;
      if (row === k || multiple === 0) continue;
      for (let c = 0; c < n; c++) if (c !== k) a[row * n + c]! -= multiple * a[k * n + c]!;
      a[row * n + k] = -multiple / pivot;
    }
  }
  for (const k of skipped) {
    for (let c = 0; c < n; c++) {
      a[k * n + c] = 0;
      a[c * n + k] = 0;
    }
  }
  return a;
}

/** Q a Q with Q = 1 - (mean over the points that have an equation). */
function centre(a: Float64Array, diagonal: Float64Array, n: number): void {
  const alive = [...diagonal.keys()].filter((k) => diagonal[k] !== 0);
  const subtractMean = (at: (k: number) => number): void => {
    const mean = alive.reduce((sum, k) => sum + a[at(k)]!, 0) / alive.length;
    for (const k of alive) a[at(k)]! -= mean;
  };
  for (let row = 0; row < n; row++) subtractMean((k) => row * n + k);
  for (let column = 0; column < n; column++) subtractMean((k) => k * n + column);
}
