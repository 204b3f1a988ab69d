import { concat, literal, type Node } from '../../array';
import type { Channel } from '../../array/jets/channels';
import type { Jet } from './jet';
import type { Inputs } from './jet-network';

/** The derivatives of coordinates are known: their rates, and zeros. */
export function jetOf(inputs: Inputs): Jet {
  if ('parts' in inputs) return inputs;
  const { channels, points, rates } = inputs;
  const [rows, axes] = points.shape;
  const part = (channel: Channel): Node => {
    const order = channel.reduce((sum, count) => sum + count, 0);
    if (order === 0) return points;
    if (order > 1) return literal(0, [rows, axes]);
    const columns = channel.map((count, axis) => literal(count * rates[axis], [rows, 1]));
    return concat(columns, 1);
  };
  return { channels, parts: channels.map(part) };
}

/** By how much a derivative by the coordinates is larger than that by the scaled ones. */
export function rateOf(channel: Channel, rates: readonly number[]): number {
  return channel.reduce((product, count, axis) => product * rates[axis] ** count, 1);
}
