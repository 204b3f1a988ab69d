import { add, mul, type Node, pad, slice } from '../../array';
import type { Axis } from '../problem';
import type { MoeRecipe } from './recipe';
import type { Statement } from './statement';

/** An axis of the grid of space and time. */
export interface GridAxis extends Axis {
  readonly points: number;
  /** Boxes along it. */
  readonly boxes: number;
  /** How much neighbours share, as a part of a box. */
  readonly overlap: number;
  readonly periodic: boolean;
  readonly step: number;
  /** The first and the last point at which the equation is asked to hold. */
  readonly first: number;
  readonly last: number;
}

/** The axes of the grid of one leg of time, time first, then space from the last to the first; fields are [samples, ..axes, channels]. */
export function gridOf(
  { problem, periodic }: Statement,
  { points, times, boxes, overlap, legs, fromStart }: MoeRecipe,
): GridAxis[] {
  const { name, min, max } = problem.time!;
  const own = (times - 1) / legs + 1;
  return [
    // The start is a condition, and jumps: the equation had better hold after it.
    {
      name,
      min,
      max: min + (max - min) / legs,
      points: own,
      boxes: 1,
      overlap: 0,
      periodic: false,
      step: (max - min) / (times - 1),
      first: fromStart ? 0 : 1,
      last: own - 1,
    },
    ...problem.axes.toReversed().map((axis) => {
      const round = periodic.has(axis.name);
      const step = (axis.max - axis.min) / (round ? points : points - 1);
      const [first, last] = round ? [0, points - 1] : [1, points - 2];
      return { ...axis, points, boxes, overlap, periodic: round, step, first, last };
    }),
  ];
}

/** The same grid with all legs of time. */
export function wholeTime([time, ...space]: readonly GridAxis[], { legs, times }: MoeRecipe): GridAxis[] {
  return [{ ...time, points: times, last: times - 1, max: time.min + legs * (time.max - time.min) }, ...space];
}

/**
 * What training sees: a part of the time, after which neither equation nor conditions are asked to hold, and perhaps
 * other boxes, or plain ones.
 */
export function trainingGrid(
  [time, ...space]: readonly GridAxis[],
  { until, plainTraining, trainingBoxes }: MoeRecipe,
): GridAxis[] {
  const last = Math.max(time.first + 1, Math.round(until * time.last));
  const axes = space.map((axis) => ({ ...axis, boxes: trainingBoxes, ...(plainTraining && { overlap: 0 }) }));
  return [{ ...time, last }, ...axes];
}

/** Positions of the points of an axis. */
export function positionsOf({ min, step, points }: GridAxis): Float64Array {
  return Float64Array.from({ length: points }, (_, k) => min + k * step);
}

/** The number of points of the whole grid. */
export function pointsOf(grid: readonly GridAxis[]): number {
  return grid.reduce((product, { points }) => product * points, 1);
}

/** The first or second derivative of fields along axis `at` of their shape, of order two up to the ends. */
export function difference(x: Node, at: number, { step, points, periodic }: GridAxis, order: 1 | 2): Node {
  const factor = 1 / step ** order;
  const taps = STENCILS[order].map((weight, k) => [weight * factor, k] as const).filter(([weight]) => weight !== 0);
  if (periodic) return taps.map(([weight, k]) => mul(weight, rolled(x, at, k - 1))).reduce(add);
  const inside = taps.map(([weight, k]) => mul(weight, slice(x, at, k, points - 2 + k))).reduce(add);
  const near = ENDS[order].map((weight) => weight * factor);
  const start = near.map((weight, k) => mul(weight, slice(x, at, k, k + 1))).reduce(add);
  const sign = order === 1 ? -1 : 1;
  const end = near.map((weight, k) => mul(sign * weight, slice(x, at, points - 1 - k, points - k))).reduce(add);
  return add(pad(inside, at, 1, 1), add(pad(start, at, 0, points - 1), pad(end, at, points - 1, 0)));
}

/** x[i + shift] along a periodic axis. */
function rolled(x: Node, at: number, shift: number): Node {
  if (shift === 0) return x;
  const n = x.shape[at];
  const cut = (shift + n) % n;
  return add(pad(slice(x, at, cut, n), at, 0, cut), pad(slice(x, at, 0, cut), at, n - cut, 0));
}

const STENCILS = { 1: [-0.5, 0, 0.5], 2: [1, -2, 1] } as const;
/** At an end, going inwards. */
const ENDS = { 1: [-1.5, 2, -0.5], 2: [2, -5, 4, -1] } as const;
