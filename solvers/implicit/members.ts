import { div, greater, mul, type Node, reshape, type Shape, sqrt, sub, sum, where } from '../array';
import { finite } from '../array/finite';

/*
 * Arrays [...batch, ...own] hold independent problems, the members, along their first `batch` axes. What there is one
 * number of for each member has the shape [...batch, 1, ..., 1], so that it broadcasts against the arrays.
 */

/** The sum of products over a member's own axes. */
export function inner(a: Node, b: Node, batch: number): Node {
  const axes = a.shape.map((_, axis) => axis).slice(batch);
  return reshape(sum(mul(a, b), axes), perMember(a.shape, batch));
}

/** The Euclidean norm of each member. */
export function norm(a: Node, batch: number): Node {
  return sqrt(inner(a, a, batch));
}

/** The shape of one number for each member. */
export function perMember(shape: Shape, batch: number): Shape {
  return shape.map((extent, axis) => (axis < batch ? extent : 1));
}

/** 1 for each member whose sum of squares is a number, else 0. */
export function sound(a: Node, batch: number): Node {
  return finite(inner(a, a, batch));
}

/** `a` with zeros for the members that are not {@link sound}. */
export function soundOrZero(a: Node, batch: number): Node {
  return where(sound(a, batch), a, 0);
}

/** 1 - flag */
export function not(flag: Node): Node {
  return sub(1, flag);
}

/** 1 where a <= b, else 0. */
export function atMost(a: Node, b: Node | number): Node {
  return not(greater(a, b));
}

/** a / b where the flag is set, else 0; what b is there does not matter. */
export function quotient(a: Node, b: Node, flag: Node): Node {
  return where(flag, div(a, where(flag, b, 1)), 0);
}
