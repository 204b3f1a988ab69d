import { expect } from 'vitest';
import { randomNormal } from '../../base/random';
import { compile, parse } from '../../expr';
import { applyStencil, type StencilOperator } from '../stencil-operator';
import { forEachPlace } from './frame';
import { discretise, type EllipticProblem, type OfPlace, type Sides, type Wall } from './index';
import { solveDiscrete } from './solve.testing';

/** A formula of x, y and z. */
export function formula(text: string): OfPlace {
  const evaluate = compile(parse(text), ['x', 'y', 'z']);
  return (x, y, z) => evaluate([x, y, z]);
}

/** The same wall on both ends of `axes` axes. */
export function everywhere(wall: Wall, axes = 2): Sides[] {
  return Array.from({ length: axes }, () => [wall, wall] as const);
}

export interface Errors {
  readonly max: number;
  /** Root of the mean of squares, by volume. */
  readonly l2: number;
}

/** What the discrete solution of `problem` differs from `u`; constants apart where it is singular. */
export function errorsOf(problem: EllipticProblem, u: OfPlace): Errors {
  const discretisation = discretise(problem);
  const { operator, coordinates, fullShape, volumes } = discretisation;
  const [xs, ys, zs] = coordinates;
  const exact = new Float64Array(fullShape.reduce((product, count) => product * count, 1));
  forEachPlace(fullShape, (index, [i, j, k]) => {
    exact[index] = u(xs[i], ys[j], zs === undefined ? 0 : zs[k]);
  });
  const solution = solveDiscrete(discretisation);
  const goal = discretisation.extract(exact);
  if (operator.singular) {
    discretisation.removeMean(solution);
    discretisation.removeMean(goal);
  }
  const inside = discretisation.extract(discretisation.inside());
  let [max, sum, volume] = [0, 0, 0];
  solution.forEach((value, i) => {
    if (inside[i] === 0) return;
    const error = Math.abs(value - goal[i]);
    max = Math.max(max, error);
    sum += volumes[i] * error ** 2;
    volume += volumes[i];
  });
  return { max, l2: Math.sqrt(sum / volume) };
}

/** The orders between the sizes, which double. */
export function ordersOf(errors: readonly number[]): number[] {
  return errors.slice(1).map((error, k) => Math.log2(errors[k] / error));
}

/** v . A w = w . A v for random vectors, to the rounding of sums of so many terms. */
export function expectSymmetric(problem: EllipticProblem): void {
  const { operator } = discretise(problem);
  expect(operator.symmetric).toBe(true);
  expect(asymmetryOf(operator)).toBeLessThan(1e-13);
}

/** |v . A w - w . A v| by the size of its terms. */
function asymmetryOf(operator: StencilOperator): number {
  const count = operator.coefficients[0].length;
  const [v, w] = [1, 2].map((seed) => Float64Array.from({ length: count }, (_, i) => randomNormal(seed, i)));
  const [av, aw] = [applyStencil(operator, v), applyStencil(operator, w)];
  let [difference, size] = [0, 0];
  for (let i = 0; i < count; i++) {
    difference += v[i] * aw[i] - w[i] * av[i];
    size += Math.abs(v[i] * aw[i]) + Math.abs(w[i] * av[i]);
  }
  return Math.abs(difference) / size;
}
