import type { Channel } from '../../../array/jets/channels';
import type { Axis } from '../../problem';

/** An edge of the box: two coordinates that are fixed on it, and their values. */
export type Edge = readonly { readonly axis: number; readonly value: number }[];

/**
 * A derivative of the angle about an edge, from -1 on its second face to 1 on its first, in lengths of the box: what
 * jumps at the edge is a smooth function of it. It is the imaginary part of log z, z = x + i y from the edge inwards,
 * whose n-th derivative is (-1)^(n-1) (n-1)! / z^n. On the edge itself the first face's side is taken, and no slope.
 */
export function turnAt([a, b]: Edge, axes: readonly Axis[], place: ArrayLike<number>, channel: Channel): number {
  const scale = ({ axis, value }: Edge[number]): number => {
    const { min, max } = axes[axis];
    return (value > (min + max) / 2 ? -1 : 1) / (max - min);
  };
  const [sx, sy] = [scale(a), scale(b)];
  const [x, y] = [sx * (place[a.axis] - a.value), sy * (place[b.axis] - b.value)];
  const [p, q] = [channel[a.axis], channel[b.axis]];
  const order = channel.reduce((sum, own) => sum + own, 0);
  const [radius, angle] = [Math.hypot(x, y), Math.atan2(y, x)];
  if (order === 0) return radius === 0 ? 1 : (4 / Math.PI) * angle - 1;
  if (p + q !== order || radius === 0) return 0;
  let size = (sx ** p * sy ** q) / radius ** order;
  for (let k = 2; k < order; k++) size *= k;
  const sign = order % 2 === 1 ? 1 : -1;
  return (4 / Math.PI) * sign * size * Math.sin((q * Math.PI) / 2 - order * angle);
}
