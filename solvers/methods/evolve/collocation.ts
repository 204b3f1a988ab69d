/** Derivatives on points of an interval as matrices, in f64. */

/** A matrix of any shape, row by row. */
export interface Dense {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** n + 1 points of Chebyshev, Gauss and Lobatto from `min` to `max`, dense at both ends. */
export function chebyshevPoints(min: number, max: number, n: number): Float64Array {
  const middle = (min + max) / 2;
  const half = (max - min) / 2;
  // The sine is symmetric to the last bit, and exact at the ends.
  return Float64Array.from({ length: n + 1 }, (_, j) => middle + half * Math.sin((Math.PI * (2 * j - n)) / (2 * n)));
}

/** n + 1 points that stand evenly from `min` to `max`. */
export function evenPoints(min: number, max: number, n: number): Float64Array {
  return Float64Array.from({ length: n + 1 }, (_, j) => (j === n ? max : min + ((max - min) * j) / n));
}

/**
 * The `order`-th derivative at each point by the polynomial through the `width` nearest points (Fornberg, Math. Comp.
 * 51, 1988); all of them for a spectral derivative. Diagonals make every row sum to 0, so constants have no slope.
 */
export function derivativeMatrix(points: Float64Array, order: number, width: number): Dense {
  const n = points.length;
  const data = new Float64Array(n * n);
  if (order === 0) {
    for (let i = 0; i < n; i++) data[i * n + i] = 1;
    return { rows: n, columns: n, data };
  }
  const many = Math.min(n, width);
  for (let i = 0; i < n; i++) {
    const first = Math.max(0, Math.min(n - many, i - Math.floor(many / 2)));
    const weights = fornberg(points.subarray(first, first + many), points[i], order);
    let sum = 0;
    weights.forEach((weight, j) => {
      data[i * n + first + j] = weight;
      if (first + j !== i) sum += weight;
    });
    data[i * n + i] = -sum;
  }
  return { rows: n, columns: n, data };
}

/**
 * Spectral derivatives on Chebyshev points: the first by differences of points as sines, higher ones as its powers with
 * rows that sum to 0 (Baltensperger and Trummer, SIAM J. Sci. Comput. 24, 2003).
 */
export function chebyshevMatrix(points: Float64Array, order: number): Dense {
  const n = points.length - 1;
  const scale = 2 / (points[n] - points[0]);
  const first = new Float64Array((n + 1) ** 2);
  const weight = (j: number) => (j === 0 || j === n ? 0.5 : 1) * (j % 2 === 0 ? 1 : -1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= n; j++) {
      if (i === j) continue;
      // x_i - x_j on [-1, 1] as a product of sines, without cancellation.
      const distance = 2 * Math.sin((Math.PI * (i + j)) / (2 * n)) * Math.sin((Math.PI * (i - j)) / (2 * n));
      first[i * (n + 1) + j] = (scale * weight(j)) / weight(i) / distance;
    }
  }
  const base: Dense = { rows: n + 1, columns: n + 1, data: withZeroSums(first, n + 1) };
  let result = derivativeMatrix(points, 0, 1);
  for (let m = 0; m < order; m++) {
    const next = product(base, result);
    result = { ...next, data: withZeroSums(next.data, n + 1) };
  }
  return result;
}

function withZeroSums(data: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) if (j !== i) sum += data[i * n + j];
    data[i * n + i] = -sum;
  }
  return data;
}

/** Weights of the values at `points` in the `order`-th derivative at `x`. */
function fornberg(points: ArrayLike<number>, x: number, order: number): Float64Array {
  const n = points.length;
  const table = Array.from({ length: n }, () => new Float64Array(order + 1));
  table[0][0] = 1;
  let c1 = 1;
  let c4 = points[0] - x;
  for (let i = 1; i < n; i++) {
    const most = Math.min(i, order);
    let c2 = 1;
    const c5 = c4;
    c4 = points[i] - x;
    for (let j = 0; j < i; j++) {
      const c3 = points[i] - points[j];
      c2 *= c3;
      if (j === i - 1) {
        for (let k = most; k > 0; k--) table[i][k] = (c1 * (k * table[i - 1][k - 1] - c5 * table[i - 1][k])) / c2;
        table[i][0] = (-c1 * c5 * table[i - 1][0]) / c2;
      }
      for (let k = most; k > 0; k--) table[j][k] = (c4 * table[j][k] - k * table[j][k - 1]) / c3;
      table[j][0] = (c4 * table[j][0]) / c3;
    }
    c1 = c2;
  }
  return Float64Array.from(table, (row) => row[order]);
}

/** a b */
export function product(a: Dense, b: Dense): Dense {
  const data = new Float64Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k];
      if (factor === 0) continue;
      for (let j = 0; j < b.columns; j++) data[i * b.columns + j] += factor * b.data[k * b.columns + j];
    }
  }
  return { rows: a.rows, columns: b.columns, data };
}

/** Rows [from, to). */
export function rowsOf({ columns, data }: Dense, from: number, to: number): Dense {
  return { rows: to - from, columns, data: data.slice(from * columns, to * columns) };
}

/** The transposed matrix. */
export function transposed({ rows, columns, data }: Dense): Dense {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = data[i * columns + j];
  return { rows: columns, columns: rows, data: result };
}

/** A^-1 B by elimination with row pivots; null where A is singular to rounding. */
export function solvedBy(a: Dense, b: Dense): Dense | null {
  const n = a.rows;
  const width = n + b.columns;
  const work = new Float64Array(n * width);
  for (let i = 0; i < n; i++) {
    work.set(a.data.subarray(i * n, (i + 1) * n), i * width);
    work.set(b.data.subarray(i * b.columns, (i + 1) * b.columns), i * width + n);
  }
  const size = a.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) {
      if (Math.abs(work[i * width + column]) > Math.abs(work[pivot * width + column])) pivot = i;
    }
    const head = work[pivot * width + column];
    if (!(Math.abs(head) > 1e-14 * size)) return null;
    for (let j = 0; j < width; j++) {
      const value = work[pivot * width + j] / head;
      work[pivot * width + j] = work[column * width + j];
      work[column * width + j] = value;
    }
    for (let i = 0; i < n; i++) {
      const factor = work[i * width + column];
      if (i === column || factor === 0) continue;
      for (let j = column; j < width; j++) work[i * width + j] -= factor * work[column * width + j];
    }
  }
  const data = new Float64Array(n * b.columns);
  for (let i = 0; i < n; i++) data.set(work.subarray(i * width + n, (i + 1) * width), i * b.columns);
  return { rows: n, columns: b.columns, data };
}
