import { add, mean, mul, type Node, slice, square, sub, sum } from '../../array';

/**
 * The mean over samples of the energy 1/2 u A u - b u, whose minimum is the answer (the method of Ritz): its excess over
 * the least one is half the square of the error in the energy norm.
 * @param value u, [samples, points .., 1]
 * @param balance [samples, points .., axes + 2], see `balance.ts`; no axis repeats
 */
export function meanEnergy(value: Node, balance: Node): Node {
  const last = value.shape.length - 1;
  const axes = last - 1;
  const channel = (k: number): Node => slice(balance, last, k, k + 1);
  const all = value.shape.map((_, axis) => axis).slice(1);
  const total = (x: Node): Node => sum(x, all);
  const parts = [total(mul(sub(mul(mul(0.5, channel(axes)), value), channel(axes + 1)), value))];
  for (let axis = 0; axis < axes; axis++) {
    const count = value.shape[axis + 1];
    const behind = (x: Node): Node => slice(x, axis + 1, 0, count - 1);
    const steep = sub(slice(value, axis + 1, 1, count), behind(value));
    parts.push(mul(0.5, total(mul(behind(channel(axis)), square(steep)))));
  }
  return mean(parts.reduce(add));
}
