import { Failure } from '../base/result';
import { makeNode, type Node, type Op } from './node';
import { type Shape, shown, sizeOf } from './shape';

/** What a leaf holds before anything is written to it; absent for literals. */
const initial = new WeakMap<Node, Float64Array | null>();
const names = new WeakMap<Node, string>();

function leaf(name: string, shape: Shape, data: Float64Array | null): Node {
  const op: Op = {
    name,
    key: name,
    form: { kind: 'leaf' },
    evaluate: (_, node) => {
      throw new Failure(
        'breakdown',
        `"${name}" of shape ${shown(node.shape)} has no value: give it one before the run`,
      );
    },
  };
  const node = makeNode(op, [], shape);
  if (data && data.length !== sizeOf(shape)) {
    throw new Failure(
      'bad-input',
      `"${name}" of shape ${shown(shape)} needs ${sizeOf(shape)} numbers, not ${data.length}`,
    );
  }
  initial.set(node, data);
  names.set(node, name);
  return node;
}

/** An array that the host writes, or that a program updates: parameters, points, moments. Zero until then. */
export function variable(name: string, shape: Shape): Node {
  return leaf(name, shape, null);
}

/** An array of given numbers, C order, kept in f64 for the interpreter and uploaded as f32. */
export function constant(data: ArrayLike<number>, shape: Shape = [data.length], name = 'constant'): Node {
  return leaf(name, shape, Float64Array.from(data));
}

/** The number `value` for every element of `shape`; costs no memory. */
export function literal(value: number, shape: Shape = []): Node {
  if (!Number.isFinite(value))
    throw new Failure('bad-input', `${value} cannot stand in a program: pass it in an array`);
  const op: Op = {
    name: 'literal',
    key: `literal ${Object.is(value, -0) ? '-0' : value}`,
    form: { kind: 'literal', value },
    evaluate: (_, node) => new Float64Array(sizeOf(node.shape)).fill(value),
  };
  return makeNode(op, [], shape);
}

/** The number that all elements of `node` are known to equal, or null. */
export function literalOf(node: Node): number | null {
  const { form } = node.op;
  if (form.kind === 'literal') return form.value;
  if (form.kind === 'reshape') return literalOf(node.inputs[0]);
  // A pad adds zeros, so only a view that stays inside keeps the number.
  return null;
}

/** What a leaf holds at the beginning; null where that is zeros, or it is no leaf. */
export function initialValue(node: Node): Float64Array | null {
  return initial.get(node) ?? null;
}

/** The name that a leaf was given, else that of the operation. */
export function nameOf(node: Node): string {
  return names.get(node) ?? node.op.name;
}
