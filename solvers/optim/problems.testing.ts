import {
  add,
  concat,
  constant,
  exp,
  matmul,
  mul,
  type Node,
  neg,
  reshape,
  slice,
  square,
  sub,
  sum,
  variable,
} from '../array';
import { leastSquaresObjective, type Objective } from './objective';

/** Values of about normal size, another set for each seed. */
export function numbers(n: number, seed: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) =>
    Math.fround(1.3 * Math.sin(12.9898 * (k + 1) + 78.233 * (seed + 1))),
  );
}

/** Rosenbrock's valley in n dimensions as a sum of squares, least (0) where all parameters are 1. */
export function rosenbrock(n: number): Objective & { readonly residuals: Node } {
  const p = variable('p', [n]);
  const [left, right] = [slice(p, 0, 0, n - 1), slice(p, 0, 1, n)];
  const residuals = concat([mul(10, sub(right, square(left))), sub(1, left)]);
  return { ...leastSquaresObjective(p, residuals), residuals };
}

/** A linear problem [m, n] and its solution, by which residuals of zero are wanted or not. */
export function linear(m: number, n: number, consistent: boolean): Objective {
  const p = variable('p', [n]);
  const a = numbers(m * n, 3).map((v, k) => v + (Math.floor(k / n) === k % n ? 3 : 0));
  const x = numbers(n, 4);
  const b = numbers(m, 5).map((noise, i) => {
    return x.reduce((total, v, j) => total + a[i * n + j] * v, consistent ? 0 : noise);
  });
  const product = reshape(matmul(constant(a, [m, n]), reshape(p, [n, 1])), [m]);
  return leastSquaresObjective(p, sub(product, constant(b)));
}

/** Mildly nonlinear, with a residual of zero at the given parameters: near them Gauss-Newton is quadratic. */
export function curved(m: number, n: number): { objective: Objective; residuals: Node; at: Float64Array } {
  const p = variable('p', [n]);
  const a = constant(
    numbers(m * n, 6).map((v, k) => v / Math.sqrt(n) + (Math.floor(k / n) === k % n ? 3 : 0)),
    [m, n],
  );
  const image = (x: Node): Node => {
    const y = reshape(matmul(a, reshape(x, [n, 1])), [m]);
    return add(y, mul(0.1, square(y)));
  };
  const at = numbers(n, 7).map((v) => v / 2);
  const residuals = sub(image(p), image(constant(at)));
  return { objective: leastSquaresObjective(p, residuals), residuals, at };
}

/**
 * NIST StRD Misra1a: y = b1 (1 - exp(-b2 x)), lower level of difficulty. Parameters are b1 / 250 and 2000 b2, of order 1.
 * Certified: b1 = 238.94212918, b2 = 5.5015643181e-4, residual sum of squares 0.12455138894.
 */
export const MISRA1A = {
  x: [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0],
  y: [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78],
  start: [2, 0.2],
  certified: [238.94212918 / 250, 2000 * 5.5015643181e-4],
  loss: 0.12455138894 / 2,
};

export function misra1a(): Objective {
  const p = variable('b', [2]);
  const [b1, b2] = [0, 1].map((k) => slice(p, 0, k, k + 1));
  const decay = exp(neg(mul(b2, constant(MISRA1A.x.map((x) => x / 2000)))));
  return leastSquaresObjective(p, sub(mul(mul(250, b1), sub(1, decay)), constant(MISRA1A.y)));
}

/** A badly scaled parabola, which no residuals are given for. */
export function parabola(n: number): Objective {
  const p = variable('p', [n]);
  const weights = constant(Float64Array.from({ length: n }, (_, k) => 10 ** (k / 2)));
  return { parameters: p, loss: mul(0.5, sum(mul(weights, square(sub(p, 1))))) };
}
