import { makeNode, type Node, type Op } from './node';

/** The derivative that a value has, whatever it was computed by. Built of nodes, so it can be differentiated again. */
export interface Rules {
  /** Cotangents of the inputs, of that of the value `node`; null where there is none. */
  vjp(cotangent: Node, node: Node): readonly (Node | null)[];
  /** Tangent of the value, of those of the inputs (null is zero, and one of them is not). */
  jvp(tangents: readonly (Node | null)[], node: Node): Node | null;
}

/**
 * The value `x` as a function of `inputs`, with a derivative of its own in both modes. Where rules need the value,
 * they take `node` and not `x`, so that their own derivatives see it as a function, too.
 */
export function withRules(x: Node, inputs: readonly Node[], { vjp, jvp }: Rules): Node {
  const op: Op = {
    name: 'custom',
    // Never merged with another before it is differentiated: the rules are not part of any key.
    key: `rules ${x.id}`,
    form: { kind: 'reshape' },
    evaluate: ([value]) => value,
    vjp: (cotangent, node) => [null, ...vjp(cotangent, node)],
    jvp: ([, ...tangents], node) => (tangents.every((tangent) => tangent === null) ? null : jvp(tangents, node)),
  };
  return makeNode(op, [x, ...inputs], x.shape);
}
