import { compile } from '../../expr';
import type { HostField } from '../solver';
import { type GridAxis, positionsOf } from './grid';
import type { Statement } from './statement';

/**
 * At the start, where a side gives the value, the answer is the side's: there the start jumps, and neither the equation
 * nor a condition is asked to hold. Changes the field, [t][y][x] as far as they exist.
 */
export function giveCorners(
  { data }: HostField,
  { sides, unknown, scope }: Statement,
  grid: readonly GridAxis[],
  parameters: Readonly<Record<string, number>>,
): void {
  const [time, ...space] = grid;
  const names = [...scope.coordinates, ...scope.parameters];
  const places = space.map(positionsOf);
  const points = space.reduce((product, axis) => product * axis.points, 1);
  for (const { axis, end, terms, given } of sides) {
    const [term] = terms;
    if (terms.length !== 1 || term.name !== unknown) continue;
    const factor = compile(term.factor, names);
    const value = compile(given, names);
    for (let point = 0; point < points; point++) {
      const coordinates: Record<string, number> = { [time.name]: time.min };
      let rest = point;
      let onFace = true;
      for (let at = space.length - 1; at >= 0; at--) {
        const index = rest % space[at].points;
        rest = Math.floor(rest / space[at].points);
        coordinates[space[at].name] = places[at][index];
        if (space[at].name === axis) onFace = index === (end === 'min' ? 0 : space[at].points - 1);
      }
      const known: Record<string, number> = { ...parameters, ...coordinates };
      const values = names.map((name) => known[name]);
      if (onFace) data[point] = value(values) / factor(values);
    }
  }
}
