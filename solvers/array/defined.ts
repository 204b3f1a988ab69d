import { jvp, vjp } from './grad';
import { interpret } from './interpret';
import { literal, variable } from './leaves';
import type { Node, Op } from './node';
import type { Lowered, StageContext } from './stage';

/** The same value as a heavy operation's, by plain operations. */
export type Definition = (...inputs: Node[]) => Node;

/**
 * A heavy operation by the plain operations that define it: they give the interpreter its value and, unless `vjp` is
 * given, both derivatives.
 * @param key names the operation and everything that `define` and `lower` have captured
 * @param vjp cotangents of the inputs, by heavy operations where there are such
 */
export function defined(
  name: string,
  key: string,
  define: Definition,
  lower: (context: StageContext) => Lowered,
  vjp: NonNullable<Op['vjp']> = (cotangent, { inputs }) => pulledBack(define, inputs, cotangent),
): Op {
  return {
    name,
    key,
    form: { kind: 'stages', lower },
    definition: define,
    evaluate: (values, { inputs }) => {
      const own = inputs.map((input) => variable('operand', input.shape));
      return interpret([define(...own)], new Map(own.map((node, k) => [node, values[k]])))[0];
    },
    vjp,
    jvp: (tangents, { inputs }) => {
      const zeroed = tangents.map((tangent, k) => tangent ?? literal(0, inputs[k].shape));
      return jvp([define(...inputs)], inputs, zeroed)[0];
    },
  };
}

/** Cotangents of the inputs of a definition, by its plain operations. */
function pulledBack(define: Definition, inputs: readonly Node[], cotangent: Node): Node[] {
  return vjp([define(...inputs)], inputs, [cotangent]);
}
