import type { Axis } from '../problem';
import type { Statement } from './statement/statement';

/** Nodes a side and times at which an answer is handed out, and nodes a side where there are three or more axes. */
const NODES = 257;
const TIMES = 101;
const FEW = 65;

/** Positions along each axis, in the order of the problem's coordinates. */
export function answerGrid({ axes, problem }: Statement): Float64Array[] {
  return axes.map((axis) => {
    if (axis === problem.time) return nodes(axis, axes.length > 2 ? Math.ceil(TIMES / 4) : TIMES);
    return nodes(axis, axes.length > 2 ? FEW : NODES);
  });
}

export function nodes({ min, max }: Axis, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => min + ((max - min) * k) / (count - 1));
}

/** The points of a grid in C order, the first axis fastest: [axis][count]. */
export function spread(grid: readonly ArrayLike<number>[]): Float64Array[] {
  const count = grid.reduce((product, { length }) => product * length, 1);
  let before = 1;
  return grid.map((own) => {
    const step = before;
    before *= own.length;
    return Float64Array.from({ length: count }, (_, k) => own[Math.floor(k / step) % own.length]);
  });
}
