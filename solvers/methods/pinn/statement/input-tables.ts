import { Failure } from '../../../base/result';
import { derivativeOf, type Expr, symbolsOf } from '../../../expr';
import type { Problem } from '../../problem';
import { scopeOf } from './scope';
import { positionsOf } from './start-tables';

/** Highest order of an array's derivative along one axis: cubics through four points have no better ones. */
const MOST = 2;
/** Points of one cubic. */
const WIDTH = 4;

/** An input field that comes as an array, or one of its derivatives, as the equations name it. */
export interface InputSymbol {
  readonly symbol: string;
  /** Its value at a place, in f64; time does not matter. */
  readonly at: (place: ArrayLike<number>) => number;
}

/**
 * The arrays and their derivatives that residuals use, by cubics through the nearest points along each axis: errors go
 * as the fourth power of the spacing, and as the second for second derivatives.
 * @throws Failure 'bad-input' where the array is too small or the derivative too high
 */
export function inputSymbols(problem: Problem, residuals: readonly Expr[]): InputSymbol[] {
  const scope = scopeOf(problem);
  const names = Object.keys(problem.inputs).filter((name) => problem.inputs[name].values !== null);
  const wide = { ...scope, unknowns: names };
  const used = new Set(residuals.flatMap((residual) => [...symbolsOf(residual)]));
  return [...used].flatMap((symbol): InputSymbol[] => {
    const derivative = names.includes(symbol) ? { unknown: symbol, by: [] } : derivativeOf(symbol, wide);
    if (!derivative) return [];
    const name = derivative.unknown;
    const orders = problem.axes.map((axis) => derivative.by.filter((by) => by === axis.name).length);
    const field = `inputs.${name}`;
    if (derivative.by.length > orders.reduce((sum, order) => sum + order, 0)) return [{ symbol, at: () => 0 }];
    if (orders.some((order) => order > MOST)) {
      throw new Failure('bad-input', `${field}: ${symbol} of an array is too rough: give a formula`, field);
    }
    const values = problem.inputs[name].values!;
    if (values.shape.some((count) => count < WIDTH)) {
      throw new Failure('bad-input', `${field}: needs at least ${WIDTH} numbers along each axis`, field);
    }
    const positions = positionsOf(problem, problem.inputs[name], values);
    return [{ symbol, at: (place) => interpolated(positions, values.data, orders, place) }];
  });
}

/** The tensor product of cubics, or of their derivatives, through a table [z][y][x] at a place. */
function interpolated(
  positions: readonly Float64Array[],
  data: Float64Array,
  orders: readonly number[],
  place: ArrayLike<number>,
): number {
  let near = [{ at: 0, weight: 1 }];
  let stride = 1;
  for (const [axis, points] of positions.entries()) {
    const spacing = points[1] - points[0];
    const first = Math.min(Math.max(Math.floor((place[axis] - points[0]) / spacing) - 1, 0), points.length - WIDTH);
    const weights = cubicWeights((place[axis] - points[first]) / spacing, orders[axis]);
    const own = spacing ** -orders[axis];
    near = near.flatMap(({ at, weight }) =>
      weights.map((share, k) => ({ at: at + stride * (first + k), weight: weight * share * own })),
    );
    stride *= points.length;
  }
  return near.reduce((sum, { at, weight }) => sum + weight * data[at], 0);
}

/** Lagrange's weights of the points 0, 1, 2, 3 at s, or their derivatives of order 1 or 2 by s. */
function cubicWeights(s: number, order: number): number[] {
  return Array.from({ length: WIDTH }, (_, k) => {
    const others = [0, 1, 2, 3].filter((m) => m !== k);
    const scale = others.reduce((product, m) => product * (k - m), 1);
    const [a, b, c] = others.map((m) => s - m);
    const value = order === 0 ? a * b * c : order === 1 ? a * b + a * c + b * c : 2 * (a + b + c);
    return value / scale;
  });
}
