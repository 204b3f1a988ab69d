import { literalOf } from './leaves';
import { makeNode, type Node, type Op, storageOf, topological } from './node';
import { sameShape } from './shape';
import { reshape } from './views';

/**
 * The same program with equal nodes made one (common subexpressions) and everything left out that no output needs.
 * Numbers written as literals are one for each value and shape.
 */
export function canonical(outputs: readonly Node[]): Node[] {
  const known = new Map<string, Node>();
  const replaced = new Map<Node, Node>();
  for (const node of topological(outputs)) {
    replaced.set(
      node,
      unique(
        node,
        node.inputs.map((input) => replaced.get(input)!),
        known,
      ),
    );
  }
  return outputs.map((output) => replaced.get(output)!);
}

/**
 * The same program, in which every part of a concatenation is computed for it alone, so that it can be computed
 * right into its place: others are copied by an elementwise identity. `kept` are stored elsewhere for other reasons.
 */
export function withOwnParts(outputs: readonly Node[], kept: readonly Node[]): Node[] {
  const claimed = new Set<Node>(kept.map(storageOf));
  const replaced = new Map<Node, Node>();
  for (const node of topological(outputs)) {
    const inputs = node.inputs.map((input) => {
      const own = replaced.get(input)!;
      if (node.op.form.kind !== 'concat') return own;
      const source = storageOf(own);
      const { kind } = source.op.form;
      const free = kind !== 'leaf' && kind !== 'literal' && kind !== 'concat' && !claimed.has(source);
      claimed.add(source);
      return free ? own : copyOf(own);
    });
    replaced.set(node, node.op.form.kind === 'leaf' ? node : makeNode(node.op, inputs, node.shape));
  }
  return outputs.map((output) => replaced.get(output)!);
}

/** The value of `x`, computed anew: for what has to stand in a place of its own. */
export function copyOf(x: Node): Node {
  return makeNode(IDENTITY, [x], x.shape);
}

const IDENTITY: Op = {
  name: 'copy',
  key: 'copy',
  form: { kind: 'map', wgsl: (a) => a, flops: 0 },
  evaluate: ([x]) => x,
};

function unique(node: Node, inputs: readonly Node[], known: Map<string, Node>): Node {
  const { form } = node.op;
  if (form.kind === 'leaf') return node;
  const value = literalOf(node);
  if (value === null && form.kind === 'reshape' && !form.distinct) {
    // Of a renamed value only the value counts: rules of derivation have done their work.
    const source = renamed(inputs[0]);
    if (sameShape(source.shape, node.shape)) return source;
    return once(`reshape [${node.shape.join()}] ${source.id}`, known, () => reshape(source, node.shape));
  }
  const what = value === null ? node.op.key : `literal ${value}`;
  const key = `${what} [${node.shape.join()}] ${value === null ? inputs.map(({ id }) => id).join() : ''}`;
  // Made anew even where nothing differs: the order of making is the order of running.
  return once(key, known, () => makeNode(node.op, inputs, node.shape));
}

/** What a reshape rests on. */
function renamed(node: Node): Node {
  const { form } = node.op;
  return form.kind === 'reshape' && !form.distinct ? renamed(node.inputs[0]) : node;
}

function once(key: string, known: Map<string, Node>, make: () => Node): Node {
  let node = known.get(key);
  if (!node) known.set(key, (node = make()));
  return node;
}
