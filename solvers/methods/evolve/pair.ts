import { add, mul, type Node, sub } from '../../array';

/**
 * A sum of two f32 arrays and a change of it, by Kahan: what the sum loses is kept and added in the next step, so that
 * rounding does not grow with the number of steps.
 * @param one a variable that holds 1: compilers make (a + b) - a into b, but know nothing of (a + b) * one - a
 */
export function changed(high: Node, low: Node, change: Node, one: Node): [high: Node, low: Node] {
  const wanted = add(change, low);
  const sum = add(high, wanted);
  return [sum, sub(wanted, sub(mul(sum, one), high))];
}
