import { add, div, mul, type Node, pad, reshape, slice, sub } from '../../array';
import type { GridAxis } from './grid';

/**
 * What flows out of each cell, per volume, down the slopes of fields [samples, ..axes, channels]: -div(a grad u) by
 * finite volumes. Between cells a is the harmonic mean, which is exact where it jumps at a face; a side where u = 0 is
 * half a cell away.
 * @param a along each axis of space, [samples or 1, ..axes]
 */
export function outflow(fields: Node, a: readonly Node[], [, ...space]: readonly GridAxis[]): Node {
  return space.map((axis, k) => along(fields, reshape(a[k], [...a[k].shape, 1]), k + 2, axis)).reduce(add);
}

function along(u: Node, a: Node, at: number, { points, step }: GridAxis): Node {
  const [low, high] = [slice(a, at, 0, points - 1), slice(a, at, 1, points)];
  const link = div(mul(2 / step ** 2, mul(low, high)), add(low, high));
  const flow = mul(link, sub(slice(u, at, 1, points), slice(u, at, 0, points - 1)));
  const wall = (place: number): Node => {
    const own = mul(mul(2 / step ** 2, slice(a, at, place, place + 1)), slice(u, at, place, place + 1));
    return pad(own, at, place, points - 1 - place);
  };
  return add(sub(pad(flow, at, 1, 0), pad(flow, at, 0, 1)), add(wall(0), wall(points - 1)));
}
