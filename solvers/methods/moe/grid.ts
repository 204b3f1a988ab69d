import { add, mul, type Node, pad, slice } from '../../array';
import type { Axis, Problem } from '../problem';
import { cutsOf } from './cuts';
import type { MoeRecipe } from './recipe';
import type { Statement } from './statement';

/** An axis of the grid of space and time. */
export interface GridAxis extends Axis {
  readonly points: number;
  /** Boxes along it. */
  readonly boxes: number;
  /** Points at which the second box and those after it begin; empty where all have as many. */
  readonly cuts: readonly number[];
  /** How much neighbours share, as a part of a box. */
  readonly overlap: number;
  readonly periodic: boolean;
  /** Of its differences, where it repeats; left out: two. */
  readonly order?: 2 | 4;
  readonly step: number;
  /** The first and the last point at which the equation is asked to hold. */
  readonly first: number;
  readonly last: number;
}

/** The axes of the grid of one leg of time, time first, then space from the last to the first; fields are [samples, ..axes, channels]. */
export function gridOf(
  { problem, periodic }: Statement,
  { points, times, boxes, cuts, overlap, legs, fromStart, fourth }: MoeRecipe,
): GridAxis[] {
  if (!problem.time) return cellsOf(problem, points, boxes, overlap);
  const { name, min, max } = problem.time;
  const moments = (times - 1) / legs + 1;
  const begins = cutsOf(cuts, problem.axes.length, points);
  return [
    // The start is a condition, and jumps: the equation had better hold after it.
    {
      name,
      min,
      max: min + (max - min) / legs,
      points: moments,
      boxes: 1,
      cuts: [],
      overlap: 0,
      periodic: false,
      step: (max - min) / (times - 1),
      first: fromStart ? 0 : 1,
      last: moments - 1,
    },
    ...problem.axes.toReversed().map((axis) => {
      const own = begins[problem.axes.indexOf(axis)];
      const boxed = { boxes: cuts === '' ? boxes : own.length + 1, cuts: own };
      const round = periodic.has(axis.name);
      const step = (axis.max - axis.min) / (round ? points : points - 1);
      const [first, last] = round ? [0, points - 1] : [1, points - 2];
      const order = fourth ? (4 as const) : (2 as const);
      return { ...axis, points, ...boxed, overlap, periodic: round, order, step, first, last };
    }),
  ];
}

/** Cells of a problem without time, their middles; in front of them an axis of one point in place of time. */
function cellsOf({ axes }: Problem, points: number, boxes: number, overlap: number): GridAxis[] {
  const none = {
    name: '',
    min: 0,
    max: 0,
    points: 1,
    boxes: 1,
    cuts: [],
    overlap: 0,
    periodic: false,
    step: 1,
    first: 0,
    last: 0,
  };
  return [
    none,
    ...axes.toReversed().map(({ name, min, max }) => {
      const step = (max - min) / points;
      const middles = { min: min + step / 2, max: max - step / 2, first: 0, last: points - 1 };
      return { name, ...middles, points, boxes, cuts: [], overlap, periodic: false, step };
    }),
  ];
}

/** Spreading by diffusion reaches this share of an axis, squared, in all of the time. */
const REACH = 0.1;

/** How far ahead of a front a distance is, 0 on the side it comes from to 1, as shares of an axis and of the time. */
export function frontAt(distance: number, moment: number): number {
  return distance === 0 ? 0 : distance / Math.sqrt(distance ** 2 + REACH * moment);
}

/** Whether a grid has time. */
export function hasTime([time]: readonly GridAxis[]): boolean {
  return time.points > 1;
}

/** The same grid with all legs of time. */
export function wholeTime(grid: readonly GridAxis[], { legs, times }: MoeRecipe): GridAxis[] {
  if (!hasTime(grid)) return [...grid];
  const [time, ...space] = grid;
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
  const last = time.points === 1 ? 0 : Math.max(time.first + 1, Math.round(until * time.last));
  const axes = space.map((axis) => ({ ...axis, boxes: trainingBoxes, cuts: [], ...(plainTraining && { overlap: 0 }) }));
  return [{ ...time, last }, ...axes];
}

/** The same grid as one box. */
export function wholeGrid(grid: readonly GridAxis[]): GridAxis[] {
  return grid.map((axis) => ({ ...axis, boxes: 1, cuts: [], overlap: 0 }));
}

/** Positions of the points of an axis. */
export function positionsOf({ min, step, points }: GridAxis): Float64Array {
  return Float64Array.from({ length: points }, (_, k) => min + k * step);
}

/** The number of points of the whole grid. */
export function pointsOf(grid: readonly GridAxis[]): number {
  return grid.reduce((product, { points }) => product * points, 1);
}

/** The first or second derivative of fields along axis `at` of their shape; of order two up to ends, if it has any. */
export function difference(x: Node, at: number, axis: GridAxis, derivative: 1 | 2): Node {
  const { step, points, periodic, order = 2 } = axis;
  const factor = 1 / step ** derivative;
  const stencil: readonly number[] = STENCILS[periodic ? order : 2][derivative];
  const taps = stencil.map((weight, k) => [weight * factor, k] as const).filter(([weight]) => weight !== 0);
  const half = (stencil.length - 1) / 2;
  if (periodic) return taps.map(([weight, k]) => mul(weight, rolled(x, at, k - half))).reduce(add);
  const inside = taps.map(([weight, k]) => mul(weight, slice(x, at, k, points - 2 + k))).reduce(add);
  const near = ENDS[derivative].map((weight) => weight * factor);
  const start = near.map((weight, k) => mul(weight, slice(x, at, k, k + 1))).reduce(add);
  const sign = derivative === 1 ? -1 : 1;
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

/** By order, then by derivative. */
const STENCILS = {
  2: { 1: [-1 / 2, 0, 1 / 2], 2: [1, -2, 1] },
  4: { 1: [1 / 12, -2 / 3, 0, 2 / 3, -1 / 12], 2: [-1 / 12, 4 / 3, -5 / 2, 4 / 3, -1 / 12] },
} as const;
/** At an end, going inwards. */
const ENDS = { 1: [-1.5, 2, -0.5], 2: [2, -5, 4, -1] } as const;
