import type { CholeskyShape, QrShape, QTimesShape, TriangularShape } from './shapes';

const EPS_F64 = 2 ** -53;

/** L of A = L L^T, and for each problem 0 or 1 + the first pivot that was raised to n eps max(a_ii), eps of f64. */
export function choleskyF64(a: ArrayLike<number>, { problems, n }: CholeskyShape) {
  const factor = new Float64Array(problems * n * n);
  const status = new Uint32Array(problems);
  for (let p = 0; p < problems; p++) {
    const at = (i: number, j: number) => (p * n + i) * n + j;
    let largest = 0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, a[at(i, i)]);
    const least = Math.max(n * EPS_F64 * largest, 1e-300);
    for (let j = 0; j < n; j++) {
      for (let i = j; i < n; i++) {
        let sum = a[at(i, j)];
        for (let k = 0; k < j; k++) sum -= factor[at(i, k)] * factor[at(j, k)];
        if (i > j) factor[at(i, j)] = sum / factor[at(j, j)];
        else {
          if (!(sum > least)) status[p] ||= j + 1;
          factor[at(j, j)] = Math.sqrt(sum > least ? sum : least);
        }
      }
    }
  }
  return { factor, status };
}

/** X from op(T) X = B by substitution. */
export function triangularSolveF64(
  matrix: ArrayLike<number>,
  rhs: ArrayLike<number>,
  { problems, n, columns, lower, transposed, matrixRows = n, rhsRows = n }: TriangularShape,
): Float64Array {
  const x = new Float64Array(problems * n * columns);
  const downwards = lower !== transposed;
  for (let p = 0; p < problems; p++) {
    for (let c = 0; c < columns; c++) {
      for (let step = 0; step < n; step++) {
        const row = downwards ? step : n - 1 - step;
        let sum = rhs[(p * rhsRows + row) * columns + c];
        for (let s = 0; s < step; s++) {
          const known = downwards ? s : n - 1 - s;
          const [i, j] = transposed ? [known, row] : [row, known];
          sum -= matrix[(p * matrixRows + i) * n + j] * x[(p * n + known) * columns + c];
        }
        x[(p * n + row) * columns + c] = sum / matrix[(p * matrixRows + row) * n + row];
      }
    }
  }
  return x;
}

/** The packed QR: [problems, rows + 1, columns], R above, reflectors below with a 1 that is not stored, tau last. */
export function qrF64(a: ArrayLike<number>, { problems, rows, columns }: QrShape): Float64Array {
  const packed = new Float64Array(problems * (rows + 1) * columns);
  for (let p = 0; p < problems; p++) {
    const q = packed.subarray(p * (rows + 1) * columns, (p + 1) * (rows + 1) * columns);
    for (let k = 0; k < rows * columns; k++) q[k] = a[p * rows * columns + k];
    for (let k = 0; k < columns; k++) {
      const head = q[k * columns + k];
      let tail = 0;
      for (let i = k + 1; i < rows; i++) tail += q[i * columns + k] ** 2;
      if (tail === 0) continue;
      const beta = (head > 0 ? -1 : 1) * Math.sqrt(head * head + tail);
      const tau = (beta - head) / beta;
      q[rows * columns + k] = tau;
      q[k * columns + k] = beta;
      for (let i = k + 1; i < rows; i++) q[i * columns + k] /= head - beta;
      for (let j = k + 1; j < columns; j++) {
        let sum = q[k * columns + j];
        for (let i = k + 1; i < rows; i++) sum += q[i * columns + k] * q[i * columns + j];
        q[k * columns + j] -= tau * sum;
        for (let i = k + 1; i < rows; i++) q[i * columns + j] -= tau * sum * q[i * columns + k];
      }
    }
  }
  return packed;
}

/** Q^T B or Q B from the packed QR. */
export function qTimesF64(
  packed: ArrayLike<number>,
  b: ArrayLike<number>,
  { problems, rows, columns, width, transposed }: QTimesShape,
): Float64Array {
  const out = Float64Array.from(b);
  for (let p = 0; p < problems; p++) {
    const q = p * (rows + 1) * columns;
    for (let c = 0; c < width; c++) {
      const to = p * rows * width + c;
      for (let step = 0; step < columns; step++) {
        const k = transposed ? step : columns - 1 - step;
        let sum = out[to + k * width];
        for (let i = k + 1; i < rows; i++) sum += packed[q + i * columns + k] * out[to + i * width];
        const weight = packed[q + rows * columns + k] * sum;
        out[to + k * width] -= weight;
        for (let i = k + 1; i < rows; i++) out[to + i * width] -= weight * packed[q + i * columns + k];
      }
    }
  }
  return out;
}
