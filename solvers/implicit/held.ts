import { constant, jvp, literal, type Node, vjp, withRules } from '../array';
import { literalOf } from '../array/leaves';
import { sizeOf } from '../array/shape';

/**
 * The same value and derivative as `x`, but another node: nothing that was made before rests on it, so what is
 * differentiated by it sees neither what `x` was computed from nor what else was computed from `x`. Programs compute
 * what rests on two stand-ins of one node once.
 */
export function held(x: Node): Node {
  const number = literalOf(x);
  // A literal would be folded into what is computed from it, and not be found there.
  const own = number === null ? x : constant(new Float64Array(sizeOf(x.shape)).fill(number), x.shape, 'held');
  return withRules(own, [x], { vjp: (g) => [g], jvp: ([tangent]) => tangent });
}

/** Tangents with zeros for those that are absent. */
export function filled(tangents: readonly (Node | null)[], inputs: readonly Node[]): Node[] {
  return tangents.map((tangent, k) => tangent ?? literal(0, inputs[k].shape));
}

/** `value` with the derivatives of `define` of `inputs`: the same function, computed in a better way. */
export function sameAs(value: Node, inputs: readonly Node[], define: (inputs: readonly Node[]) => Node): Node {
  return withRules(value, inputs, {
    vjp: (g) => {
      const own = inputs.map(held);
      return vjp([define(own)], own, [g]);
    },
    jvp: (tangents) => {
      const own = inputs.map(held);
      return jvp([define(own)], own, filled(tangents, inputs))[0];
    },
  });
}
