import { div, exp, mul, type Node, reshape, sum, tanh } from '../../array';
import { windows } from './boxes';
import type { GridAxis } from './grid';

/** The network turns an expert up or down by this power of e at most. */
const MOST = 3;

/**
 * How much each expert counts at each point, [samples, times, points, boxes]: the softmax of what the network gives and
 * the logarithms of the fixed partition of unity. Experts that do not reach a point stay out of it; where the network
 * gives 0 the fixed partition is left.
 * @param given the network's outputs, [samples, ..axes, boxes]
 */
export function gateOf(given: Node, grid: readonly GridAxis[]): Node {
  const [samples, times] = given.shape;
  const boxes = given.shape.at(-1)!;
  const points = grid.slice(1).reduce((product, axis) => product * axis.points, 1);
  const limited = mul(MOST, tanh(mul(1 / MOST, reshape(given, [samples, times, points, boxes]))));
  const shares = mul(reshape(windows(grid), [1, 1, points, boxes]), exp(limited));
  return div(shares, reshape(sum(shares, [3]), [samples, times, points, 1]));
}
