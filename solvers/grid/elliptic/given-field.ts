import { Failure } from '../../base/result';
import { pointCount } from '../stencil-operator';
import type { Box, OfPlace } from './problem';

/**
 * An array of cells or nodes (C order, x fastest) as a function of the place: linear between its values, constant
 * beyond the middles of the outermost cells. In the middle of a cell it is that cell's value, or the mean of its
 * nodes; at a node the node's, or the mean of the cells around it.
 * @throws Failure 'bad-input' where the array has neither size.
 */
export function fieldAsFunction(values: ArrayLike<number>, { min, max, cells }: Box, name: string): OfPlace {
  const nodes = cells.map((count) => count + 1);
  const atCells = values.length === pointCount(cells);
  if (!atCells && values.length !== pointCount(nodes)) {
    const sizes = `${cells.join(' x ')} (cells) or ${nodes.join(' x ')} (nodes)`;
    throw new Failure('bad-input', `${name} has ${values.length} values: give ${sizes}`, name);
  }
  const shape = atCells ? cells : nodes;
  const [nx, ny] = shape;
  const nz = shape[2] ?? 1;
  const along = (axis: number, x: number, count: number): [number, number] => {
    const place = ((x - min[axis]) / (max[axis] - min[axis])) * cells[axis] - (atCells ? 0.5 : 0);
    const at = Math.min(Math.max(place, 0), count - 1);
    const low = Math.min(Math.floor(at), Math.max(count - 2, 0));
    return [low, at - low];
  };
  const line = (start: number, i: number, s: number): number =>
    s === 0 ? values[start + i] : values[start + i] * (1 - s) + values[start + i + 1] * s;
  const plane = (start: number, i: number, s: number, j: number, t: number): number => {
    const low = line(start + nx * j, i, s);
    return t === 0 ? low : low * (1 - t) + line(start + nx * (j + 1), i, s) * t;
  };
  return (x, y, z) => {
    const [i, s] = along(0, x, nx);
    const [j, t] = along(1, y, ny);
    if (nz === 1) return plane(0, i, s, j, t);
    const [k, r] = along(2, z, nz);
    const low = plane(nx * ny * k, i, s, j, t);
    return r === 0 ? low : low * (1 - r) + plane(nx * ny * (k + 1), i, s, j, t) * r;
  };
}
