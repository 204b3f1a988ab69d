import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { randomNormal } from '../../base/random';
import type { Gpu } from '../../gpu';
import { contextFor, runLowered } from '../fft/lowered.testing';
import { choleskyF64, qrF64, qTimesF64, triangularSolveF64 } from './dense-f64';
import { lowerCholesky, lowerQr, lowerQTimes, lowerTriangularSolve } from './lower';
import type { QrShape } from './shapes';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const EPS = 2 ** -24;
const SIZES = [1, 2, 3, 7, 17, 33, 64, 100];
const PROBLEMS = 3;

const normal = (seed: number, length: number) => Float32Array.from({ length }, (_, k) => randomNormal(seed, k));
const most = (a: ArrayLike<number>) => Array.from(a).reduce((largest, v) => Math.max(largest, Math.abs(v)), 0);
const norm = (a: ArrayLike<number>) => Math.sqrt(Array.from(a).reduce((sum, v) => sum + v * v, 0));
const minus = (a: ArrayLike<number>, b: ArrayLike<number>) => Float64Array.from(a, (v, k) => v - b[k]);

/** a b for each problem: [p, m, n] x [p, n, k], b transposed on demand ([p, k, n]). */
function times(a: ArrayLike<number>, b: ArrayLike<number>, [m, n, k]: readonly number[], transposed = false) {
  const out = new Float64Array((a.length / n) * k);
  for (let at = 0; at < out.length; at++) {
    const [p, i, j] = [Math.floor(at / (m * k)), Math.floor(at / k) % m, at % k];
    for (let s = 0; s < n; s++) {
      out[at] += a[(p * m + i) * n + s] * b[p * n * k + (transposed ? j * n + s : s * k + j)];
    }
  }
  return out;
}

/** Symmetric and positive definite, [PROBLEMS, n, n], rounded to f32. */
function definite(seed: number, n: number): Float32Array {
  const g = normal(seed, PROBLEMS * n * n);
  return Float32Array.from(times(g, g, [n, n, n], true), (v, k) => v / n + ((k % (n * n)) % (n + 1) === 0 ? 0.1 : 0));
}

/** The R of packed matrices as [problems, columns, columns]. */
function upper(packed: ArrayLike<number>, { problems, rows, columns: n }: QrShape): Float64Array {
  return Float64Array.from({ length: problems * n * n }, (_, k) => {
    const [p, i, j] = [Math.floor(k / (n * n)), Math.floor(k / n) % n, k % n];
    return i <= j ? packed[(p * (rows + 1) + i) * n + j] : 0;
  });
}

test.each(SIZES)('Cholesky, %i', async (n) => {
  const shape = { problems: PROBLEMS, n };
  const a = definite(n, n);
  const context = contextFor(gpu, [5], 3);
  const { value: l, scratch } = await runLowered(gpu, lowerCholesky(shape, context), [a], a.length, context);
  expect([...new Uint32Array(scratch[0], 0, PROBLEMS)]).toEqual([0, 0, 0]);
  for (let k = 0; k < l.length; k++) if (k % n > Math.floor(k / n) % n) expect(l[k]).toBe(0);
  // Higham, Accuracy and Stability, theorem 10.3: |L L^T - A| <= (n + 1) eps |L| |L|^T <= (n + 1) eps max a_ii (1 + ...);
  // WGSL's quotient and root may be off by 2.5 ulp = 5 eps each instead of one.
  const bound = (n + 11) * EPS;
  expect(most(minus(times(l, l, [n, n, n], true), a)) / most(a)).toBeLessThan(bound);
  const { factor, status } = choleskyF64(a, shape);
  expect([...status]).toEqual([0, 0, 0]);
  expect(most(minus(times(factor, factor, [n, n, n], true), a)) / most(a)).toBeLessThan((n + 1) * 2 ** -53);
});

test.each([3, 17])('an indefinite matrix is reported and stays finite, %i', async (n) => {
  const shape = { problems: PROBLEMS, n };
  const a = definite(n, n);
  const [second, third] = [n * n, 2 * n * n];
  a[second + (n - 2) * (n + 1)] = -1;
  for (let k = third; k < 3 * n * n; k++) a[k] = 0;
  const context = contextFor(gpu);
  const { value, scratch } = await runLowered(gpu, lowerCholesky(shape, context), [a], a.length, context);
  const { factor, status } = choleskyF64(a, shape);
  expect([...status]).toEqual([0, n - 1, 1]);
  expect([...new Uint32Array(scratch[0], 0, PROBLEMS)]).toEqual([0, n - 1, 1]);
  expect([...value, ...factor].every(Number.isFinite)).toBe(true);
});

test.each(SIZES)('triangular systems, %i', async (n) => {
  const columns = (n % 5) + 1;
  const [matrixRows, rhsRows] = [n + 1, n + 2];
  const matrix = normal(1, PROBLEMS * matrixRows * n).map((v, k) => {
    const [i, j] = [Math.floor(k / n) % matrixRows, k % n];
    return i === j ? 2 + Math.abs(v) : v / Math.sqrt(n);
  });
  const rhs = normal(2, PROBLEMS * rhsRows * columns);
  for (const lower of [true, false]) {
    for (const transposed of [true, false]) {
      const shape = { problems: PROBLEMS, n, columns, lower, transposed, matrixRows, rhsRows };
      const context = contextFor(gpu, [3, 2], 1);
      const lowered = lowerTriangularSolve(shape, context);
      const { value: x } = await runLowered(gpu, lowered, [matrix, rhs], PROBLEMS * n * columns, context);
      const op = Float64Array.from({ length: PROBLEMS * n * n }, (_, k) => {
        const [p, r, s] = [Math.floor(k / (n * n)), Math.floor(k / n) % n, k % n];
        const [i, j] = transposed ? [s, r] : [r, s];
        return i === j || i > j === lower ? matrix[(p * matrixRows + i) * n + j] : 0;
      });
      const b = Float64Array.from({ length: PROBLEMS * n * columns }, (_, k) => {
        const p = Math.floor(k / (n * columns));
        return rhs[k + p * (rhsRows - n) * columns];
      });
      // Higham, theorem 8.5: (T + dT) x = b with |dT| <= n eps |T|, and 4 eps more for WGSL's quotient.
      const check = (solution: ArrayLike<number>, eps: number) => {
        const residual = minus(times(op, solution, [n, n, columns]), b);
        const size = times(op.map(Math.abs), Float64Array.from(solution, Math.abs), [n, n, columns]);
        expect(most(residual.map((r, k) => r / size[k]))).toBeLessThan((n + 5) * eps);
      };
      check(x, EPS);
      check(triangularSolveF64(matrix, rhs, shape), 2 ** -53);
    }
  }
});

const QR: readonly (readonly [number, number])[] = [
  ...SIZES.map((n) => [n, n] as const),
  [9, 1],
  [30, 7],
  [101, 33],
  [1025, 9],
  [130, 128],
];

/**
 * n reflectors, each off by its dot products of m terms, (sqrt(m) + 8) eps with rounding errors of random sign (Higham
 * & Mary, SIAM J. Sci. Comput. 41, 2019) and WGSL's quotients and roots; the errors of the reflectors add up.
 */
const qrBound = (m: number, n: number, eps: number) => n * (Math.sqrt(m) + 8) * eps;

test.each(QR)('QR, %i x %i', async (rows, columns) => {
  const shape = { problems: PROBLEMS, rows, columns };
  const a = normal(3, PROBLEMS * rows * columns);
  const context = contextFor(gpu, [7], 5);
  const length = PROBLEMS * (rows + 1) * columns;
  const { value: packed } = await runLowered(gpu, lowerQr(shape, context), [a], length, context);
  const check = (factors: ArrayLike<number>, eps: number) => {
    const bound = qrBound(rows, columns, eps);
    const r = upper(factors, shape);
    const full = Float64Array.from({ length: PROBLEMS * rows * columns }, (_, k) => {
      const [p, i] = [Math.floor(k / (rows * columns)), Math.floor(k / columns) % rows];
      return i < columns ? r[(p * columns + i) * columns + (k % columns)] : 0;
    });
    const again = qTimesF64(factors, full, { ...shape, width: columns, transposed: false });
    expect(norm(minus(again, a)) / norm(a)).toBeLessThan(bound);
    // Orthogonal: tau |v|^2 = 2 for every reflector that does something.
    for (let p = 0; p < PROBLEMS; p++) {
      for (let k = 0; k < columns; k++) {
        const at = (i: number) => factors[(p * (rows + 1) + i) * columns + k];
        const tail = Array.from({ length: rows - k - 1 }, (_, i) => at(k + 1 + i) ** 2);
        const square = tail.reduce((sum, v) => sum + v, 1);
        if (at(rows) === 0) expect(tail.every((v) => v === 0)).toBe(true);
        else expect(Math.abs(at(rows) * square - 2)).toBeLessThan(2 * bound);
      }
    }
  };
  check(packed, EPS);
  check(qrF64(a, shape), 2 ** -53);
});

test.each(QR)('Q and Q^T times a matrix, %i x %i', async (rows, columns) => {
  const shape = { problems: PROBLEMS, rows, columns };
  const packed = Float32Array.from(qrF64(normal(3, PROBLEMS * rows * columns), shape));
  const width = 5;
  const b = normal(4, PROBLEMS * rows * width);
  for (const transposed of [true, false]) {
    const times = { ...shape, width, transposed };
    const context = contextFor(gpu, [1, 2], 3);
    const { value } = await runLowered(gpu, lowerQTimes(times, context), [packed, b], b.length, context);
    const truth = qTimesF64(packed, b, times);
    expect(norm(minus(value, truth)) / norm(truth)).toBeLessThan(qrBound(rows, columns, EPS));
  }
});

test('fewer rows than columns are refused', () => {
  const refuse = () => lowerQr({ problems: 1, rows: 2, columns: 3 }, contextFor(gpu));
  expect(refuse).toThrow(expect.objectContaining({ code: 'bad-input' }));
});

test.each([
  [20, 7],
  [64, 17],
  [101, 33],
])('least squares of condition 1000 through QR, %i x %i', async (rows, columns) => {
  const shape = { problems: 1, rows, columns };
  const square = { problems: 1, rows: columns, columns: columns };
  // U diag(1 ... 1e-3) V^T with U and V the Q of random matrices.
  const u = qrF64(normal(5, rows * columns), shape);
  const v = qrF64(normal(6, columns * columns), square);
  const vT = Float64Array.from({ length: columns * columns }, (_, k) => Number(k % (columns + 1) === 0));
  const rotated = qTimesF64(v, vT, { ...square, width: columns, transposed: true });
  const scaled = Float64Array.from({ length: rows * columns }, (_, k) => {
    const i = Math.floor(k / columns);
    return i < columns ? 10 ** ((-3 * i) / (columns - 1)) * rotated[k] : 0;
  });
  const a = Float32Array.from(qTimesF64(u, scaled, { ...shape, width: columns, transposed: false }));
  const x0 = normal(7, columns);
  const noise = normal(8, rows);
  const exact = times(a, x0, [rows, columns, 1]);
  const b = Float32Array.from(exact, (value, k) => value + 1e-3 * noise[k]);

  const context = contextFor(gpu);
  const packed = (await runLowered(gpu, lowerQr(shape, context), [a], (rows + 1) * columns, context)).value;
  const project = { ...shape, width: 1, transposed: true };
  const projected = (await runLowered(gpu, lowerQTimes(project, context), [packed, b], rows, context)).value;
  const system = {
    problems: 1,
    n: columns,
    columns: 1,
    lower: false,
    transposed: false,
    matrixRows: rows + 1,
    rhsRows: rows,
  };
  const solve = lowerTriangularSolve(system, context);
  const { value: x } = await runLowered(gpu, solve, [packed, projected], columns, context);

  const packed64 = qrF64(a, shape);
  const truth = triangularSolveF64(packed64, qTimesF64(packed64, b, project), system);
  const residual = norm(minus(times(a, truth, [rows, columns, 1]), b));
  // Higham, theorem 20.1: |dx| <= eps' (2 k |x| + (k^2 + 2 k) |r| / |A|), with |A| = 1 and eps' the backward error of
  // the QR, here of one right-hand side and one matrix.
  const condition = 1e3;
  const bound =
    qrBound(rows, columns, EPS) * (2 * condition * norm(truth) + (condition ** 2 + 2 * condition) * residual);
  expect(norm(minus(x, truth))).toBeLessThan(bound);
  // The normal equations would lose all digits of the smallest direction; here the solution itself is right to 1 %.
  expect(norm(minus(x, truth)) / norm(truth)).toBeLessThan(1e-2);
});
