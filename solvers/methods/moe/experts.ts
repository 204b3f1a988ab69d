import { OK } from '../../base/result';
import { outcomeOf } from '../../implicit';
import type { Expert, ExpertsReport, HostField } from '../solver';
import { bordersOf, boxAt, partsOf, spansOf } from './boxes';
import { type GridAxis, hasTime } from './grid';
import type { Told } from './inference';

/**
 * One report for each leg of time and box, the last axis running fastest; without a constraint there is one box that
 * solves nothing.
 */
export function expertsOf(
  grid: readonly GridAxis[],
  legs: number,
  field: HostField,
  { inside, weights, status }: Told,
): ExpertsReport {
  const count = grid.reduce((product, { boxes }) => product * boxes, 1);
  const basis = weights.length / count / legs;
  const largest = Array.from({ length: legs }, (_, leg) => {
    const own = inside.length / legs;
    return largestOf(inside.subarray(leg * own, (leg + 1) * own), grid, count);
  }).flat();
  const [time] = grid;
  const experts = Array.from({ length: legs * count }, (_, k): Expert => {
    const places = placesOf(grid, k % count);
    const solved = status.length > 0;
    const [iterations, residual, code, condition] = status.subarray(4 * k, 4 * k + 4);
    const length = time.max - time.min;
    const begin = time.min + Math.floor(k / count) * length;
    const during = hasTime(grid) ? { [time.name]: [begin, begin + length] as const } : {};
    return {
      box: { ...during, ...rangesOf(grid, places, partsOf) },
      reach: { ...during, ...rangesOf(grid, places, spansOf) },
      iterations: solved ? iterations : 0,
      residual: solved ? residual : null,
      condition: solved ? condition : null,
      outcome: solved ? outcomeOf([0, 0, code]) : OK,
      weights: [...weights.subarray(basis * k, basis * (k + 1))],
      largest: largest[k],
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
  spans: typeof spansOf,
): Record<string, readonly [number, number]> {
  const ranges = grid.slice(1).map((axis, k) => {
    const { begins, widths } = spans(axis);
    const from = axis.min + (begins[places[k + 1]] - 0.5) * axis.step;
    const range = [from, from + widths[places[k + 1]] * axis.step] as const;
    const inside = [Math.max(axis.min, range[0]), Math.min(axis.max, range[1])] as const;
    return [axis.name, axis.periodic ? range : inside] as const;
  });
  return Object.fromEntries(ranges);
}

/** The largest |F| in each box. */
function largestOf(inside: Float32Array, grid: readonly GridAxis[], count: number): number[] {
  const most = new Array<number>(count).fill(0);
  const numbers = grid.map((axis) => Array.from({ length: axis.points }, (_, point) => boxAt(axis, point)));
  inside.forEach((value, k) => {
    let [rest, box, stride] = [k, 0, 1];
    for (let at = grid.length - 1; at >= 0; at--) {
      const { first, last, boxes } = grid[at];
      const own = last + 1 - first;
      box += stride * numbers[at][(rest % own) + first];
      stride *= boxes;
      rest = Math.floor(rest / own);
    }
    most[box] = Math.max(most[box], value);
  });
  return most;
}
