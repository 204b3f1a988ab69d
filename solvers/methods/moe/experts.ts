import { OK } from '../../base/result';
import { outcomeOf } from '../../implicit';
import type { Expert, ExpertsReport, HostField } from '../solver';
import { bordersOf, spansOf } from './boxes';
import type { GridAxis } from './grid';

/** What a solver has read back: its answer, |F| where the equation is asked to hold, weights and how solves went. */
interface Readings {
  readonly field: HostField;
  /** [..axes] without the points of conditions. */
  readonly inside: Float32Array;
  /** [boxes or 1, basis] */
  readonly weights: Float32Array;
  /** [boxes, 4], empty where nothing is solved. */
  readonly status: Float32Array;
}

/** One report for each box, the last axis running fastest; without a constraint there is one box that solves nothing. */
export function expertsOf(grid: readonly GridAxis[], { field, inside, weights, status }: Readings): ExpertsReport {
  const count = grid.reduce((product, { boxes }) => product * boxes, 1);
  const basis = weights.length / count;
  const largest = largestOf(inside, grid, count);
  const experts = Array.from({ length: count }, (_, box): Expert => {
    const places = placesOf(grid, box);
    const solved = status.length > 0;
    const [iterations, residual, code, condition] = status.subarray(4 * box, 4 * box + 4);
    return {
      box: rangesOf(grid, places, ({ points, boxes }, place) => [(place * points) / boxes, points / boxes]),
      reach: rangesOf(grid, places, (axis, place) => [spansOf(axis).begins[place], spansOf(axis).width]),
      iterations: solved ? iterations : 0,
      residual: solved ? residual : null,
      condition: solved ? condition : null,
      outcome: solved ? outcomeOf([0, 0, code]) : OK,
      weights: [...weights.subarray(basis * box, basis * box + basis)],
      largest: largest[box],
    };
  });
  return { experts, borders: bordersOf(field, grid), largest: Math.max(...largest) };
}

/** A box's place along each axis. */
function placesOf(grid: readonly GridAxis[], box: number): number[] {
  const places: number[] = [];
  let rest = box;
  for (let at = grid.length - 1; at >= 0; at--) {
    places[at] = rest % grid[at].boxes;
    rest = Math.floor(rest / grid[at].boxes);
  }
  return places;
}

/** From the first point to the last, half a step further on either side, but not beyond the ends of the axis. */
function rangesOf(
  grid: readonly GridAxis[],
  places: readonly number[],
  pointsOf: (axis: GridAxis, place: number) => readonly [begin: number, count: number],
): Record<string, readonly [number, number]> {
  const ranges = grid.slice(1).map((axis, k) => {
    const [begin, count] = pointsOf(axis, places[k + 1]);
    const from = axis.min + (begin - 0.5) * axis.step;
    const range = [from, from + count * axis.step] as const;
    const inside = [Math.max(axis.min, range[0]), Math.min(axis.max, range[1])] as const;
    return [axis.name, axis.periodic ? range : inside] as const;
  });
  return Object.fromEntries(ranges);
}

/** The largest |F| in each box. */
function largestOf(inside: Float32Array, grid: readonly GridAxis[], count: number): number[] {
  const most = new Array<number>(count).fill(0);
  inside.forEach((value, k) => {
    let [rest, box, stride] = [k, 0, 1];
    for (let at = grid.length - 1; at >= 0; at--) {
      const { first, last, points, boxes } = grid[at];
      const own = last + 1 - first;
      box += stride * Math.floor((((rest % own) + first) * boxes) / points);
      stride *= boxes;
      rest = Math.floor(rest / own);
    }
    most[box] = Math.max(most[box], value);
  });
  return most;
}
