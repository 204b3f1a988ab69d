import { Failure } from '../base/result';
import { type Shape, shown, sizeOf } from './shape';
import type { Lowered, StageContext } from './stage';

/** For each axis of a view's source: which axis of the view it follows (null: none), where it starts, its step. */
export interface SourceAxis {
  readonly axis: number | null;
  readonly start: number;
  readonly step: number;
}

/** How the compiler sees an operation. */
export type Form =
  /** Given from outside before the program runs. */
  | { readonly kind: 'leaf' }
  /** A number that every element equals; folded into the text of kernels. */
  | { readonly kind: 'literal'; readonly value: number }
  /** Elementwise; inputs broadcast against each other. `wgsl` gives the expression of its operands' names. */
  | { readonly kind: 'map'; readonly wgsl: (...args: string[]) => string; readonly flops: number }
  /** Elements of the source in another order, zero where `start + step * coordinate` leaves it. Costs no dispatch. */
  | { readonly kind: 'view'; readonly source: readonly SourceAxis[] }
  /**
   * The same elements in the same order as the first input; further ones only serve derivatives. One that is `distinct`
   * keeps what is computed from it apart from the same that is computed from its input.
   */
  | { readonly kind: 'reshape'; readonly distinct?: true }
  /** Reduces `axes` away. */
  | { readonly kind: 'reduce'; readonly axes: readonly number[]; readonly combine: 'sum' | 'max' }
  /** Stands one after the other along axis 0 of the flattened inputs. */
  | { readonly kind: 'concat' }
  /** A[b, m, k] times B[b, k, n]; the batch is one axis. */
  | { readonly kind: 'matmul' }
  /** Hand-written kernels. */
  | { readonly kind: 'stages'; readonly lower: (context: StageContext) => Lowered };

/** What a node does; its attributes are captured by its functions. */
export interface Op {
  readonly name: string;
  /** Name and attributes: two nodes with equal keys and equal inputs are one. Leaves are never equal. */
  readonly key: string;
  readonly form: Form;
  /** The value in f64, C order. */
  evaluate(inputs: readonly Float64Array[], node: Node): Float64Array;
  /**
   * Cotangents of the inputs, of that of the node: null where there is none.
   * Absent: zero.
   */
  vjp?(cotangent: Node, node: Node): readonly (Node | null)[];
  /** The same value by plain operations of its inputs; absent where there is no such. */
  definition?(...inputs: Node[]): Node;
  /** Tangent of the node, of those of its inputs (null is zero). */
  jvp?(tangents: readonly (Node | null)[], node: Node): Node | null;
}

/** An array that a program computes; immutable. */
export interface Node {
  readonly id: number;
  readonly op: Op;
  readonly inputs: readonly Node[];
  readonly shape: Shape;
}

/** Elements over which an array is refused before anything is allocated. */
const MAX_ELEMENTS = 2 ** 28;

let count = 0;

/** @throws Failure 'bad-input' where the shape has extents that are no positive integers, or too many elements. */
export function makeNode(op: Op, inputs: readonly Node[], shape: Shape): Node {
  const size = sizeOf(shape);
  if (!shape.every((extent) => Number.isInteger(extent) && extent > 0) || !(size <= MAX_ELEMENTS)) {
    throw new Failure('bad-input', `${op.name}: ${shown(shape)} is no shape of 1 to ${MAX_ELEMENTS} elements`);
  }
  return { id: count++, op, inputs, shape };
}

/**
 * Every node that `outputs` rest on, each after its inputs: in the order in which they were made. A backward pass then
 * uses each cotangent as soon as it is there, and what is computed again is computed late; so little is alive at once.
 */
export function topological(outputs: readonly Node[]): Node[] {
  const found = new Set<Node>(outputs);
  // A set is walked to its end, with what is added on the way.
  for (const node of found) for (const input of node.inputs) found.add(input);
  return [...found].sort((a, b) => a.id - b.id);
}

/** The node whose storage holds the value of `node`: reshapes have none of their own. */
export function storageOf(node: Node): Node {
  let own = node;
  while (own.op.form.kind === 'reshape') own = own.inputs[0];
  return own;
}
