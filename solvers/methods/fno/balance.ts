import { Failure } from '../../base/result';
import { discretise, pointCount } from '../../grid';
import { ellipticOf } from '../multigrid/elliptic-of';
import type { Problem } from '../problem';
import type { Channels } from './task';

/**
 * The equations of a grid by finite volumes, A u = b, in the form in which f32 keeps differences: for each axis, what a
 * point has in common with the next one along it; then what holds a point by itself (sides, zeroth order); then b.
 * The answer is where the energy 1/2 u A u - b u is least.
 */
export interface Balance {
  readonly channels: Channels;
  /** Minus the least energy among the multiples of one bump: what energies are measured in. */
  readonly energy: number;
  /** The root mean square of that multiple: about the size of the answer, before one is known. */
  readonly size: number;
}

/** Why a problem has no such energy, or null. */
export function balanceRefusal(problem: Problem): string | null {
  const advice = 'set recipes.fno.loss to data';
  if (problem.time) return `the energy of a grid belongs to steady problems: ${advice}`;
  if (problem.obstacles.length > 0) return `equations round obstacles have no energy of this kind: ${advice}`;
  return null;
}

/**
 * The balance of a problem on its grid.
 * @param bump positive, along y, x as far as they exist; 0 where the answer is given as 0
 * @throws Failure 'bad-input' where no side holds the answer
 */
export function balanceOf(problem: Problem, bump: Float64Array): Balance {
  const { operator, rhs } = discretise(ellipticOf(problem, problem.parameters).problem);
  const axes = operator.shape.length;
  const size = pointCount(operator.shape);
  if (!operator.symmetric || operator.offsets.length !== 2 * axes + 1) {
    throw new Failure('bad-input', 'recipes.fno.loss: this equation has no energy: set it to data', 'recipes.fno.loss');
  }
  const count = axes + 2;
  const data = new Float32Array(size * count);
  let [pull, stiffness] = [0, 0];
  for (let at = 0; at < size; at++) {
    let own = 0;
    for (const row of operator.coefficients) own += row[at];
    pull += rhs[at] * bump[at];
    stiffness += own * bump[at] ** 2;
    data[at * count + axes] = own;
    data[at * count + axes + 1] = rhs[at];
  }
  for (const [k, step] of operator.offsets.entries()) {
    const axis = step.indexOf(1);
    if (axis < 0) continue;
    const stride = pointCount(operator.shape.slice(0, axis));
    for (let at = 0; at < size; at++) {
      const link = -operator.coefficients[k][at];
      if (link === 0) continue;
      // Arrays name the last axis of space first.
      data[at * count + axes - 1 - axis] = link;
      stiffness += link * (bump[at + stride] - bump[at]) ** 2;
    }
  }
  if (operator.singular) {
    throw new Failure('bad-input', 'recipes.fno.loss: no side holds the answer: set it to data', 'recipes.fno.loss');
  }
  const rms = Math.sqrt(bump.reduce((sum, value) => sum + value ** 2, 0) / size);
  return {
    channels: { shape: [...operator.shape].reverse(), count, data },
    energy: pull ** 2 / stiffness / 2 || 1,
    size: (Math.abs(pull) / stiffness) * rms,
  };
}

/** b - A u at the points, in f64. @param u along y, x, as the channels lie */
export function remainder({ channels: { shape, count, data } }: Balance, u: ArrayLike<number>): Float64Array {
  const axes = shape.length;
  const left = Float64Array.from({ length: u.length }, (_, at) => {
    return data[at * count + axes + 1] - data[at * count + axes] * u[at];
  });
  let stride = u.length;
  for (let axis = 0; axis < axes; axis++) {
    stride /= shape[axis];
    for (let at = 0; at + stride < u.length; at++) {
      // 0 where the next point along the axis is in another row.
      const flow = data[at * count + axis] * (u[at + stride] - u[at]);
      left[at] += flow;
      left[at + stride] -= flow;
    }
  }
  return left;
}

/** |b - A u| / |b|. */
export function relativeResidual(balance: Balance, u: ArrayLike<number>): number {
  return norm(remainder(balance, u)) / norm(remainder(balance, new Float64Array(u.length)));
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
}
