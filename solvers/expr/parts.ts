import type { Expr } from './ast';
import { orderOf } from './channels';
import { inertiaOf } from './inertia';
import { enclose, type Interval, type Known, over, type Sign, signOf } from './interval';
import { linearise } from './linearise';
import { type Scope, spaceOf, TIME } from './scope';
import { toText } from './text';

/** A derivative in a residual, with what its coefficient is known to be: a part of the equation's symbol. */
export interface Part {
  readonly name: string;
  readonly unknown: string;
  /** Its order by time, and by each coordinate in space. */
  readonly time: number;
  readonly space: readonly number[];
  /** Its order by all coordinates in space. */
  readonly spaceOrder: number;
  readonly coefficient: Expr;
  readonly range: Interval;
  readonly sign: Sign;
}

/** The linear terms of a residual, a normal form, that derive an unknown or are one. */
export function partsOf(residual: Expr, scope: Scope, known: Known): Part[] {
  const time = scope.coordinates.indexOf(TIME);
  return linearise(residual, scope).terms.map(({ name, unknown, channel, coefficient }) => {
    const space = spaceOf(scope).map((axis) => channel[scope.coordinates.indexOf(axis)]);
    const range = enclose(coefficient, known);
    const inTime = time < 0 ? 0 : channel[time];
    const rest = { spaceOrder: orderOf(space), coefficient, range, sign: signOf(range) };
    return { name, unknown, time: inTime, space, ...rest };
  });
}

/** The coordinates in space, by number, that any of the parts derives by. */
export function axesOf(parts: readonly Part[]): number[] {
  const used = new Set(parts.flatMap(({ space }) => space.flatMap((order, axis) => (order > 0 ? [axis] : []))));
  return [...used].sort((a, b) => a - b);
}

/**
 * The symmetric matrix of the second-order parts, over the axes in space and, where `withTime`, time as the last
 * row: the coefficient of u_xy stands in halves at (x, y) and (y, x).
 */
export function secondOrder(parts: readonly Part[], axes: readonly number[], withTime: boolean): Interval[][] {
  const orders = ({ space, time }: Part): number[] => [...axes.map((axis) => space[axis]), ...(withTime ? [time] : [])];
  const size = axes.length + (withTime ? 1 : 0);
  const matrix = Array.from({ length: size }, () => Array.from({ length: size }, (): Interval => [0, 0]));
  for (const part of parts) {
    const row = orders(part);
    const [i, j] = [row.findIndex((order) => order > 0), row.findLastIndex((order) => order > 0)];
    if (row.reduce((a, b) => a + b, 0) !== 2) continue;
    matrix[i][j] = matrix[j][i] = i === j ? part.range : over(part.range, [2, 2]);
  }
  return matrix;
}

/**
 * The sign of the form that the parts of one even order in space make, the sum of coefficient times k^a over a wave
 * vector k, for every k but 0; null where it is not seen to have one. Parts with time in them do not count.
 */
export function formSign(parts: readonly Part[], order: number, axes: readonly number[]): Sign {
  const own = parts.filter(({ time, spaceOrder }) => time === 0 && spaceOrder === order);
  if (order === 2) {
    const inertia = inertiaOf(secondOrder(own, axes, false));
    if (inertia?.positive === axes.length) return 1;
    return inertia?.negative === axes.length ? -1 : null;
  }
  // Even powers with coefficients of one sign, those of every single axis among them.
  const [first] = own;
  const agree = own.every(({ space, sign }) => sign === first.sign && space.every((n) => n % 2 === 0));
  const pure = axes.every((axis) => own.some(({ space }) => space[axis] === order));
  return first !== undefined && agree && pure ? first.sign : null;
}

/** Why signs are missing, in words that name the coefficients; '' where all are known. */
export function unsure(parts: readonly Part[]): string {
  const list = parts
    .filter(({ sign }) => sign === null)
    .map(({ name, coefficient }) => {
      const text = toText(coefficient);
      return `${text.length <= 40 ? `\`${text}\`` : 'what stands'} before ${name}`;
    });
  if (list.length === 0) return '';
  return `the sign of ${list.slice(0, 3).join(', ')} is not known: give its names a value or range of one sign`;
}
