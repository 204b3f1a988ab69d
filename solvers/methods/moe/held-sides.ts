import { add, broadcastTo, constant, div, mul, type Node, sub } from '../../array';
import type { Example } from './example';
import { frontAt, type GridAxis } from './grid';
import type { Condition, Statement } from './statement';

/** Sides at which the unknown itself is given: they can hold by construction. */
export function heldSides({ sides, unknown }: Pick<Statement, 'sides' | 'unknown'>): Condition[] {
  return sides.filter(({ terms }) => terms.length === 1 && terms[0].name === unknown);
}

/**
 * A field [samples, ..axes] that has the start and the values on those sides: start + sum of (value - start) h (1 - q). q
 * spreads from the side as diffusion does, 0 on it and 1 at the start; h falls from 1 on the side to 0 on the other.
 */
export function heldField(statement: Statement, grid: readonly GridAxis[], example: Example): Node {
  const shape = [example.samples, ...grid.map(({ points }) => points)];
  const parts = heldSides(statement).map((side) => {
    const value = div(example.of(side.given, side), example.of(side.terms[0].factor, side));
    const share = along(grid, side, (distance, moment) => (1 - distance) * (1 - frontAt(distance, moment)));
    return mul(share, sub(value, example.start));
  });
  return broadcastTo([example.start, ...parts].reduce(add), shape);
}

/** What the basis is multiplied with besides the time: the distances from those sides. */
export function sideDistances(statement: Statement, grid: readonly GridAxis[]): Node[] {
  return heldSides(statement).map((side) => along(grid, side, (distance) => distance));
}

/** A function of the distance from a side and of the time since the start, as shares, [1, times, ..space]. */
function along(
  grid: readonly GridAxis[],
  { axis, end }: Condition,
  of: (distance: number, moment: number) => number,
): Node {
  const at = grid.findIndex(({ name }) => name === axis);
  const [times, points] = [grid[0].points, grid[at].points];
  const values = Float64Array.from({ length: times * points }, (_, place) => {
    const i = place % points;
    const distance = (end === 'min' ? i : points - 1 - i) / (points - 1);
    return of(distance, Math.floor(place / points) / (times - 1));
  });
  return constant(values, [1, times, ...grid.slice(1).map((_, k) => (k + 1 === at ? points : 1))], 'held');
}
