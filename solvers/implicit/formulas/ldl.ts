/** Unit lower triangle of a factor, with the scaled right-hand side as its last row; row by row, n + 1 wide. */
interface Ldl {
  readonly lower: Float64Array;
  readonly pivots: readonly number[];
}

/** L D L^T of a symmetric matrix given by its lower triangle [n + 1, n + 1], whose last row is a right-hand side. */
export function factored(matrix: Float64Array, n: number, floor = Number.NEGATIVE_INFINITY): Ldl {
  const wide = n + 1;
  const [upper, lower] = [matrix.slice(), new Float64Array(wide * wide)];
  const pivots: number[] = [];
  for (let j = 0; j < n; j++) {
    for (let i = j; i <= n; i++) {
      let sum = matrix[i * wide + j];
      for (let k = 0; k < j; k++) sum -= upper[i * wide + k] * lower[j * wide + k];
      if (i === j) pivots.push((sum = Math.max(sum, floor)));
      upper[i * wide + j] = sum;
      lower[i * wide + j] = sum / pivots[j];
    }
  }
  return { lower, pivots };
}

/** The solution for the right-hand side in the last row. */
export function solved(lower: Float64Array, n: number): Float64Array {
  const wide = n + 1;
  const x = lower.slice(n * wide, n * wide + n);
  for (let a = n - 1; a >= 0; a--) for (let k = a + 1; k < n; k++) x[a] -= lower[k * wide + a] * x[k];
  return x;
}

/**
 * The square root of the largest eigenvalue of a matrix over the least of its factor, by four powers of either: not more
 * than it is, and mostly near it.
 */
export function conditionOf(matrix: Float64Array, lower: Float64Array, pivots: readonly number[]): number {
  const n = pivots.length;
  const wide = n + 1;
  const eigenvalue = (apply: (x: Float64Array) => Float64Array): number => {
    let x: Float64Array = Float64Array.from({ length: n }, (_, a) => 1 + a / n);
    let length = 1;
    for (let round = 0; round < 4; round++) {
      const own = Math.hypot(...x);
      x = apply(x.map((v) => v / own));
      length = Math.hypot(...x);
    }
    return length;
  };
  const largest = eigenvalue((x) =>
    x.map((_, a) => x.reduce((sum, v, k) => sum + matrix[Math.max(a, k) * wide + Math.min(a, k)] * v, 0)),
  );
  const inverse = eigenvalue((x) => {
    const y = x.slice();
    for (let a = 0; a < n; a++) for (let k = 0; k < a; k++) y[a] -= lower[a * wide + k] * y[k];
    for (let a = n - 1; a >= 0; a--) {
      y[a] /= pivots[a];
      for (let k = a + 1; k < n; k++) y[a] -= lower[k * wide + a] * y[k];
    }
    return y;
  });
  return Math.sqrt(largest) * Math.sqrt(inverse);
}
