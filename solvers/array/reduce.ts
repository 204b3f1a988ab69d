import { reduced, stretch, sum } from './broadcast';
import { div, greater, mul, type Operand, square, sub } from './elementwise';
import { literal, literalOf } from './leaves';
import { makeNode, type Node, type Op } from './node';
import { normaliseAxes, sizeOf } from './shape';
import { reshape } from './views';

/** The mean over `axes` (default: all), which are dropped. */
export function mean(x: Node, axes?: readonly number[]): Node {
  const total = sum(x, axes);
  return mul(total, sizeOf(total.shape) / sizeOf(x.shape));
}

/** The mean of the squares of all elements. */
export function meanSquare(x: Node): Node {
  return mean(square(x));
}

/** The sum of products of all elements of two arrays that broadcast against each other. */
export function dot(a: Operand, b: Operand): Node {
  return sum(mul(a, b));
}

/** The largest along `axes` (default: all), which are dropped; the derivative is shared among equals. */
export function max(x: Node, axes?: readonly number[]): Node {
  const along = normaliseAxes(axes, x.shape);
  const shape = x.shape.filter((_, axis) => !along.includes(axis));
  if (sizeOf(shape) === sizeOf(x.shape)) return reshape(x, shape);
  const value = literalOf(x);
  if (value !== null) return literal(value, shape);
  const share = (node: Node): Node => {
    const largest = sub(1, greater(stretch(node, x.shape, along), x));
    return div(largest, stretch(sum(largest, along), x.shape, along));
  };
  const op: Op = {
    name: 'max',
    key: `max ${along.join()}`,
    form: { kind: 'reduce', axes: along, combine: 'max' },
    evaluate: ([values]) => reduced(values, x.shape, along, Number.NEGATIVE_INFINITY, Math.max),
    vjp: (g, node) => [mul(stretch(g, x.shape, along), share(node))],
    jvp: ([tangent], node) => tangent && sum(mul(tangent, share(node)), along),
  };
  return makeNode(op, [x], shape);
}
