import { applyStencil, type StencilOperator } from '../stencil-operator';
import type { Discretisation } from './discretisation';

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};

/** a + factor * b */
const add = (a: Float64Array, factor: number, b: Float64Array): Float64Array<ArrayBuffer> => {
  const out = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) out[i] = a[i] + factor * b[i];
  return out;
};

/** Symmetric Gauss-Seidel in the order of memory, as a preconditioner: forwards, then backwards from 0. */
function sweep(operator: StencilOperator, r: Float64Array): Float64Array<ArrayBuffer> {
  const { offsets, coefficients, shape } = operator;
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, count) => product * count, 1));
  // Links that wrap around are left out: rows are diagonally dominant without them.
  const jumps = offsets.map((step) => step.reduce((sum, by, axis) => sum + by * strides[axis], 0));
  const [before, after] = [-1, 1].map((side) => jumps.flatMap((jump, k) => (Math.sign(jump) === side ? [k] : [])));
  const u = new Float64Array(r.length);
  const relax = (i: number, links: readonly number[], start: number): void => {
    let sum = start;
    for (const k of links) {
      const j = i + jumps[k];
      if (j >= 0 && j < r.length) sum -= coefficients[k][i] * u[j];
    }
    u[i] = coefficients[0][i] === 0 ? 0 : sum / coefficients[0][i];
  };
  for (let i = 0; i < r.length; i++) relax(i, before, r[i]);
  for (let i = r.length - 1; i >= 0; i--) relax(i, after, coefficients[0][i] * u[i]);
  return u;
}

/**
 * The discrete solution in f64, by CG where A = A^T, else by BiCGStab: to a relative residual of `tolerance`, or what
 * the rounding of the largest terms of a row leaves, both with a margin of 100.
 */
export function solveDiscrete(
  { operator, rhs }: Pick<Discretisation, 'operator' | 'rhs'>,
  tolerance = 1e-11,
): Float64Array<ArrayBuffer> {
  const solution = operator.symmetric
    ? conjugateGradients(operator, rhs, tolerance)
    : stabilised(operator, rhs, tolerance);
  const residual = add(rhs, -1, applyStencil(operator, solution));
  const largest = (values: Float64Array): number => values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const floor = 2 ** -52 * largest(operator.coefficients[0]) * largest(solution);
  const allowed = 100 * (tolerance * Math.sqrt(dot(rhs, rhs)) + floor * Math.sqrt(rhs.length));
  const reached = Math.sqrt(dot(residual, residual));
  if (!(reached <= allowed)) throw new Error(`no convergence: ${reached} instead of ${allowed}`);
  return solution;
}

function conjugateGradients(
  operator: StencilOperator,
  rhs: Float64Array,
  tolerance: number,
): Float64Array<ArrayBuffer> {
  let u = new Float64Array(rhs.length);
  let r = Float64Array.from(rhs);
  let z = sweep(operator, r);
  let p = z;
  let rho = dot(r, z);
  const goal = tolerance ** 2 * dot(rhs, rhs);
  for (let n = 0; n < 4000 && dot(r, r) > goal; n++) {
    const q = applyStencil(operator, p);
    const alpha = rho / dot(p, q);
    u = add(u, alpha, p);
    r = add(r, -alpha, q);
    z = sweep(operator, r);
    const next = dot(r, z);
    p = add(z, next / rho, p);
    rho = next;
  }
  return u;
}

/** BiCGStab; starts anew where the residual has nearly left the direction that it is held against. */
function stabilised(operator: StencilOperator, rhs: Float64Array, tolerance: number): Float64Array<ArrayBuffer> {
  let u = new Float64Array(rhs.length);
  let r = Float64Array.from(rhs);
  let [shadow, p, rho] = [r, r, dot(r, r)];
  const goal = tolerance ** 2 * dot(rhs, rhs);
  for (let n = 0; n < 2000 && dot(r, r) > goal; n++) {
    const y = sweep(operator, p);
    const v = applyStencil(operator, y);
    const alpha = rho / dot(shadow, v);
    const s = add(r, -alpha, v);
    const z = sweep(operator, s);
    const t = applyStencil(operator, z);
    const omega = dot(t, s) / Math.max(dot(t, t), 1e-300);
    u = add(add(u, alpha, y), omega, z);
    r = add(s, -omega, t);
    const next = dot(shadow, r);
    if (Math.abs(next) < 1e-6 * Math.sqrt(dot(shadow, shadow) * dot(r, r))) {
      r = add(rhs, -1, applyStencil(operator, u));
      [shadow, p, rho] = [r, r, dot(r, r)];
      continue;
    }
    p = add(r, (next / rho) * (alpha / omega), add(p, -omega, v));
    rho = next;
  }
  return u;
}
