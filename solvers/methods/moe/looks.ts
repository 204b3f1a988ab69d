import { atPointsOf } from '../interpolate';
import type { HostField } from '../solver';
import { type GridAxis, hasTime, positionsOf } from './grid';

/** An answer [t][y][x], as far as there are axes, at the end of time. */
export function atTheEnd(field: HostField, grid: readonly GridAxis[]): HostField {
  if (!hasTime(grid)) return field;
  const [time] = grid;
  const [, ...shape] = field.shape;
  const { [time.name]: _, ...coordinates } = field.coordinates;
  const data = field.data.slice(-shape.reduce((product, extent) => product * extent, 1));
  return { ...field, shape, data, coordinates };
}

/** In one dimension at a place and a time, in two at the end of time. */
export function valueAt(
  field: HostField,
  all: readonly GridAxis[],
  x: number,
  y: number,
): Readonly<Record<string, number>> {
  const grid = hasTime(all) ? all : all.slice(1);
  const [time] = grid;
  const places = grid.length === 2 ? [y, x] : [time.max, y, x];
  // Names that stand in the order of the axes.
  const named = (of: (at: number) => Float64Array) =>
    Object.fromEntries(grid.map((_, at) => [`axis${9 - at}`, of(at)]));
  const value = atPointsOf(
    { coordinates: named((at) => Float64Array.of(places[at])) },
    { ...field, coordinates: named((at) => positionsOf(grid[at])) },
  );
  return { [field.name]: value[0] };
}
