import { Failure } from '../base/result';
import { add } from './elementwise';
import { literal } from './leaves';
import { makeNode, type Node, type Op, topological } from './node';
import { joined } from './segments';
import { sameShape, shown, sizeOf } from './shape';
import { reshape } from './views';

/**
 * Reverse mode: the cotangents of `wrt`, of those of `outputs` (default: 1, for a single scalar). Built of nodes, so
 * it can be differentiated again. Zero where an output does not depend on it. `wrt` are independent of one another, as
 * they are in {@link jvp}: where one is computed from another, the first is held fixed for the second.
 * @throws Failure 'bad-input' where an output is no scalar and no cotangents are given.
 */
export function vjp(outputs: readonly Node[], wrt: readonly Node[], cotangents?: readonly Node[]): Node[] {
  const seeds = cotangents ?? outputs.map(scalarSeed);
  const order = topological(outputs);
  const independent = new Set<Node>(wrt);
  const needed = new Set<Node>(wrt);
  for (const node of order) if (node.inputs.some((input) => needed.has(input))) needed.add(node);
  const found = new Map<Node, Node>();
  const collect = (node: Node, cotangent: Node): void => {
    const before = found.get(node);
    found.set(node, before ? accumulated(before, cotangent) : cotangent);
  };
  for (const [k, output] of outputs.entries()) collect(output, seeds[k]);
  for (const node of order.toReversed()) {
    const cotangent = found.get(node);
    if (!cotangent || independent.has(node) || !node.op.vjp || !node.inputs.some((input) => needed.has(input)))
      continue;
    node.op.vjp(cotangent, node).forEach((part, k) => {
      if (part && needed.has(node.inputs[k])) collect(node.inputs[k], part);
    });
  }
  return wrt.map((node) => found.get(node) ?? literal(0, node.shape));
}

/** The gradient of the scalar `loss` by each of `wrt`. @throws Failure 'bad-input' where `loss` is no scalar. */
export function grad(loss: Node, wrt: readonly Node[]): Node[] {
  return vjp([loss], wrt);
}

/** Forward mode: the tangents of `outputs`, of those of `wrt`. Built of nodes, so it can be differentiated again. */
export function jvp(outputs: readonly Node[], wrt: readonly Node[], tangents: readonly Node[]): Node[] {
  const found = new Map<Node, Node | null>(wrt.map((node, k) => [node, tangents[k]]));
  for (const node of topological(outputs)) {
    if (found.has(node)) continue;
    const own = node.inputs.map((input) => found.get(input) ?? null);
    found.set(node, own.every((tangent) => tangent === null) ? null : (node.op.jvp?.(own, node) ?? null));
  }
  return outputs.map((node) => found.get(node) ?? literal(0, node.shape));
}

/** `x`, whose derivative is taken for zero. */
export function stopGradient(x: Node): Node {
  return makeNode(STOP, [x], x.shape);
}

const STOP: Op = { name: 'stop', key: 'stop', form: { kind: 'reshape' }, evaluate: ([x]) => x };

function scalarSeed({ shape }: Node): Node {
  if (sizeOf(shape) !== 1) throw new Failure('bad-input', `a gradient is that of a scalar, not of ${shown(shape)}`);
  return literal(1, shape);
}

function accumulated(a: Node, b: Node): Node {
  if (!sameShape(a.shape, b.shape)) return add(a, reshape(b, a.shape));
  return joined(a, b) ?? add(a, b);
}
