import { add, cos, exp, literal, mul, type Node, neg, sin, square, sub, tanh } from '../../array';
import type { Derivatives } from './jet';

/** tanh: the k-th derivative is p_k(tanh z), with p_(k+1) = p_k' (1 - t^2). */
export const tangent: Derivatives = (z, order) => {
  const t = tanh(z);
  const slope = sub(1, square(t));
  // From the first derivative on p_k = (1 - t^2) q_k: without the factor digits cancel where t is near 1.
  let q = [1];
  return Array.from({ length: order + 1 }, (_, k) => {
    if (k === 0) return t;
    if (k > 1) {
      const next = new Array<number>(q.length + 1).fill(0);
      for (const [power, value] of q.entries()) {
        if (power > 0) next[power - 1] += power * value;
        next[power + 1] -= (power + 2) * value;
      }
      q = next;
    }
    return mul(slope, polynomial(q, t));
  });
};

/** sin */
export const sine: Derivatives = (z, order) => {
  const [s, c] = [sin(z), cos(z)];
  const turns = [s, c, neg(s), neg(c)];
  return Array.from({ length: order + 1 }, (_, k) => turns[k % 4]);
};

/** exp, its own derivative */
export const exponential: Derivatives = (z, order) => {
  const value = exp(z);
  return Array.from({ length: order + 1 }, () => value);
};

function polynomial(coefficients: readonly number[], x: Node): Node {
  return coefficients.reduceRight<Node>((value, c) => add(mul(value, x), c), literal(0, x.shape));
}
