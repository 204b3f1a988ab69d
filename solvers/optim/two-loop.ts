import { add, div, dot, greater, mul, type Node, sqrt, sub, where } from '../array';

/** A step s, the change y of the gradient along it and rho = 1 / (s . y), or 0 for a pair that is not there yet. */
export interface Pair {
  readonly s: Node;
  readonly y: Node;
  /** [1] */
  readonly rho: Node;
}

/**
 * H g for the inverse Hessian H of L-BFGS: Nocedal and Wright, algorithm 7.4, from gamma = s . y / y . y of the newest
 * pair (equation 7.20). Two dispatches a pair and direction.
 * @param pairs the oldest first
 */
export function twoLoop(gradient: Node, pairs: readonly Pair[]): Node {
  const weights: Node[] = [];
  let q = gradient;
  for (const { s, y, rho } of pairs.toReversed()) {
    const weight = mul(rho, dot(s, q));
    weights.unshift(weight);
    q = sub(q, mul(weight, y));
  }
  const { y, rho } = pairs.at(-1)!;
  // A pair that is not there makes 1 of it, and nothing is divided by zero on the way.
  let r = div(q, where(greater(rho, 0), mul(rho, dot(y, y)), 1));
  pairs.forEach((pair, k) => {
    r = add(r, mul(sub(weights[k], mul(pair.rho, dot(pair.y, r))), pair.s));
  });
  return r;
}

/**
 * The pairs with a new one in place of the oldest; the same as before where it shows no curvature: where the cosine
 * between s and y is not above `threshold`, as for a step of zero.
 */
export function pushed(pairs: readonly Pair[], s: Node, y: Node, threshold: number): Pair[] {
  const curvature = dot(s, y);
  const keep = greater(curvature, mul(threshold, mul(sqrt(dot(s, s)), sqrt(dot(y, y)))));
  const next = [...pairs.slice(1), { s, y, rho: div(1, where(keep, curvature, 1)) }];
  return pairs.map((old, k) => ({
    s: where(keep, next[k].s, old.s),
    y: where(keep, next[k].y, old.y),
    rho: where(keep, next[k].rho, old.rho),
  }));
}
