import { jvp, vjp } from './grad';
import { literal } from './leaves';
import { makeNode, type Node, type Op } from './node';
import { withRules } from './rules';

/**
 * `f` of `inputs`, of which nothing inside is kept for the backward pass: there it is computed again from the inputs
 * (jax.checkpoint; Griewank 1992). Memory falls to that of one such part and of what stands between the parts, the
 * forward work is done twice. `f` may use other arrays, but only by its inputs is it differentiated.
 */
export function checkpoint(f: (inputs: readonly Node[]) => Node, inputs: readonly Node[]): Node {
  // Reshapes do not look through these to what the inputs were made of.
  const first = inputs.map(again);
  const value = f(first);
  return withRules(value, inputs, {
    // Made now, after the cotangent, so that it is computed after it: programs run in the order of their making.
    vjp: (cotangent) => {
      const own = inputs.map(again);
      return vjp([f(own)], own, [cotangent]);
    },
    jvp: (tangents) => {
      const own = tangents.map((tangent, k) => tangent ?? literal(0, inputs[k].shape));
      return jvp([value], first, own)[0];
    },
  });
}

let count = 0;

/** `x`, but what is computed from it is not made one with the same that is computed from `x`. */
function again(x: Node): Node {
  const op: Op = {
    name: 'again',
    key: `again ${count++}`,
    form: { kind: 'reshape', distinct: true },
    evaluate: ([value]) => value,
    vjp: (cotangent) => [cotangent],
    jvp: ([tangent]) => tangent,
  };
  return makeNode(op, [x], x.shape);
}
