import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import * as A from '../array';
import { readNpz } from '../io';
import { type Equation, implicitMinimum, leastSquares, levenbergMarquardt, outcomeOf } from '.';
import { relative, times } from './implicit.testing';

/**
 * Minimisers of least-squares problems with 2000 rows and 16 unknowns and their exact derivatives, made in 256-bit
 * arithmetic: the basis u = sum_j w_j Phi_j(x), Phi_j = sum_k sin(k pi x) M[k-1, j], at random points x.
 */
export interface Reference {
  readonly theta: A.Node;
  readonly residuals: Equation;
  /** The derivatives by w, [1, m, n], given and not found by passes. */
  readonly jacobian: Equation;
  /** What rounding to f32 takes from them, where that matters. */
  readonly rest?: Equation;
  /** What the solve rests on besides theta, by name. */
  readonly more: Readonly<Record<string, A.Node>>;
  /** A stored array: w, dw_dtheta [n, p], cotangent, vjp_theta, ... */
  stored(name: string): Float64Array;
  has(name: string): boolean;
}

export type Condition = '1e1' | '1e3' | '1e5';

const [ROWS, UNKNOWNS] = [2000, 16];

export function read(name: string) {
  const file = readNpz(new Uint8Array(readFileSync(new URL(`./reference/${name}.npz`, import.meta.url))));
  return {
    stored: (key: string) => Float64Array.from(file.get(key)!.data as Float64Array),
    has: (key: string) => file.has(key),
  };
}

/** Phi or Phi'' at the points, [rows, unknowns]. */
export function basis(points: Float64Array, mixing: Float64Array, second: boolean): Float64Array {
  const out = new Float64Array(ROWS * UNKNOWNS);
  points.forEach((x, i) => {
    for (let k = 1; k <= UNKNOWNS; k++) {
      const wave = Math.sin(k * Math.PI * x) * (second ? -((k * Math.PI) ** 2) : 1);
      for (let j = 0; j < UNKNOWNS; j++) out[i * UNKNOWNS + j] += wave * mixing[(k - 1) * UNKNOWNS + j];
    }
  });
  return out;
}

const part = (theta: A.Node, k: number): A.Node => A.slice(theta, 0, k, k + 1);
const ROOT = 1 / Math.sqrt(ROWS);

/**
 * |A w - b|^2 + lam^2 |w|^2, A = (Phi - Phi'') / sqrt(2000); b follows from theta, of which the last is log lam. The
 * inputs are theta, b and A.
 */
export function ridge(condition: Condition): Reference {
  const { stored, has } = read(`ridge-${condition}`);
  const x = stored('x');
  const [phi, curved] = [basis(x, stored('M'), false), basis(x, stored('M'), true)];
  const exact = phi.map((v, k) => (v - curved[k]) * ROOT);
  // In f32 the rounding of A alone would move the derivatives by 1e-4 at condition 1e5.
  const matrix = A.constant(exact.map(Math.fround), [ROWS, UNKNOWNS]);
  const low = A.constant(
    exact.map((v) => v - Math.fround(v)),
    [1, ROWS, UNKNOWNS],
  );
  const theta = A.constant(stored('theta'));
  const cosine = A.constant(x.map((v) => Math.cos(3 * Math.PI * v)));
  const growth = A.exp(A.mul(part(theta, 1), A.constant(x)));
  const b = A.mul(ROOT, A.add(A.mul(part(theta, 0), growth), A.mul(part(theta, 2), cosine)));
  const residuals: Equation = (w, [th, right, a]) => {
    const fit = A.sub(A.add(times(A.reshape(a, [1, ROWS, UNKNOWNS]), w), times(low, w)), A.reshape(right, [1, ROWS]));
    return A.concat([fit, A.mul(A.exp(part(th, 3)), w)], 1);
  };
  const jacobian: Equation = (_, [th, , a]) => {
    const unit = A.constant(
      Array.from({ length: UNKNOWNS ** 2 }, (__, k) => (k % (UNKNOWNS + 1) === 0 ? 1 : 0)),
      [1, UNKNOWNS, UNKNOWNS],
    );
    return A.concat([A.reshape(a, [1, ROWS, UNKNOWNS]), A.mul(A.exp(part(th, 3)), unit)], 1);
  };
  const rest: Equation = () => A.pad(low, 1, 0, UNKNOWNS);
  return { theta, residuals, jacobian, rest, stored, has, more: { b, A: matrix } };
}

/** r = -u'' + th0 u + th1 u^3 - th2 exp(th3 x) - th4 cos(3 pi x), over sqrt(2000). */
export function reaction(condition: Condition): Reference {
  const { stored, has } = read(`reaction-${condition}`);
  const x = stored('x');
  const [phi, curved] = [false, true].map((second) =>
    A.constant(basis(x, stored('M'), second), [1, ROWS, UNKNOWNS], second ? 'curvature' : 'basis'),
  );
  const [points, cosine] = [A.constant(x), A.constant(x.map((v) => Math.cos(3 * Math.PI * v)))];
  const residuals: Equation = (w, [th]) => {
    const [u, q] = [times(phi, w), times(curved, w)];
    const source = A.add(A.mul(part(th, 2), A.exp(A.mul(part(th, 3), points))), A.mul(part(th, 4), cosine));
    const own = A.add(A.mul(part(th, 0), u), A.mul(part(th, 1), A.mul(u, A.square(u))));
    return A.mul(ROOT, A.sub(A.sub(own, q), source));
  };
  const jacobian: Equation = (w, [th]) => {
    const slope = A.add(part(th, 0), A.mul(A.mul(3, part(th, 1)), A.square(times(phi, w))));
    return A.mul(ROOT, A.sub(A.mul(A.reshape(slope, [1, ROWS, 1]), phi), curved));
  };
  return { theta: A.constant(stored('theta')), residuals, jacobian, stored, has, more: {} };
}

/** How the derivative is taken, and to what tolerance the solution. */
export interface Wanted {
  readonly tolerance: number;
  readonly hessian?: 'exact' | 'gauss-newton';
}

/** w, its derivative by theta forwards (a column for each) and backwards, and those by further inputs. */
export function outputsOf(problem: Reference, { tolerance, hessian }: Wanted): Record<string, A.Node> {
  const { theta, residuals, jacobian, rest, more } = problem;
  const others = Object.values(more);
  const [n, weights] = [problem.stored('w').length, problem.stored('cotangent')];
  const { value, status } = leastSquares(residuals, A.literal(0, [1, n]), [theta, ...others], {
    jacobian,
    ...(rest && { rest }),
    solver: levenbergMarquardt({ iterations: 24, tolerance }),
    adjoint: implicitMinimum(hessian ? { hessian } : {}),
  });
  const cotangent = A.constant(weights, [1, n]);
  const [p] = theta.shape;
  const columns = Array.from({ length: p }, (_, k) => {
    return A.jvp([value], [theta], [A.pad(A.literal(1, [1]), 0, k, p - k - 1)])[0];
  });
  const backwards = A.vjp([value], others, [cotangent]);
  return {
    status,
    w: value,
    dw_dtheta: A.transpose(A.concat(columns)),
    vjp_theta: A.vjp([value], [theta], [cotangent])[0],
    ...Object.fromEntries(Object.keys(more).map((name, k) => [`vjp_${name}`, backwards[k]])),
  };
}

/** Every tenth row is stored of vjp_A. */
function comparable(name: string, value: ArrayLike<number>): ArrayLike<number> {
  const all = Array.from(value);
  return name === 'vjp_A' ? all.filter((_, k) => Math.floor(k / 16) % 10 === 0) : all;
}

/** Checks everything that is stored of a case, by relative errors in the norm. */
export function expectStored(
  values: Readonly<Record<string, ArrayLike<number>>>,
  problem: Reference,
  bound: number,
): void {
  expect(outcomeOf(values.status).code).toBe('ok');
  for (const [name, value] of Object.entries(values)) {
    if (!problem.has(name)) continue;
    const error = relative(comparable(name, value), problem.stored(name));
    expect(error, name).toBeLessThan(bound);
  }
}
