import { type Node, storageOf } from './node';
import { stridesOf } from './shape';

/** An operand where it lies: its first element there, and elements between neighbours along each of its axes. */
export interface Strided {
  readonly source: Node;
  readonly start: number;
  readonly strides: readonly number[];
}

/**
 * Follows transposes, slices, broadcasts and reshapes of contiguous arrays down to the array that has to be stored,
 * so that a product reads it where it lies.
 */
export function strided(input: Node): Strided {
  let node = input;
  // Each axis of `node` as a start and a step along at most one axis of the input.
  let axes = input.shape.map((_, axis) => ({ axis: axis as number | null, start: 0, step: 1 }));
  while (node.op.form.kind === 'view' && staysInside(node)) {
    axes = node.op.form.source.map(({ axis, start, step }) => {
      if (axis === null) return { axis: null, start, step: 0 };
      const outer = axes[axis];
      return { axis: outer.axis, start: start + step * outer.start, step: step * outer.step };
    });
    node = node.inputs[0];
  }
  const own = stridesOf(node.shape);
  let start = axes.reduce((total, axis, d) => total + axis.start * own[d], 0);
  const strides = input.shape.map((_, k) => {
    return axes.reduce((total, { axis, step }, d) => total + (axis === k ? step * own[d] : 0), 0);
  });
  for (;;) {
    node = storageOf(node);
    const offset = contiguousOffset(node);
    if (offset === null) return { source: node, start, strides };
    start += offset;
    node = node.inputs[0];
  }
}

/**
 * Where an operand of hand-written kernels lies, which read it as one piece in C order: within a stored array where it
 * is a slice of whole rows of one, else by itself.
 */
export function piece(input: Node): { readonly source: Node; readonly start: number } {
  const { source, start, strides } = strided(input);
  const own = stridesOf(input.shape);
  const whole = input.shape.every((extent, axis) => extent === 1 || strides[axis] === own[axis]);
  return whole ? { source, start } : { source: storageOf(input), start: 0 };
}

/** Whether every coordinate of a view lies inside its source and goes forwards, as strides in WGSL are unsigned. */
function staysInside({ op, inputs, shape }: Node): boolean {
  if (op.form.kind !== 'view') return false;
  return op.form.source.every(({ axis, start, step }, d) => {
    const last = start + step * (axis === null ? 0 : shape[axis] - 1);
    return start >= 0 && step >= 0 && last < inputs[0].shape[d];
  });
}

/** The first element of a view that is one piece of its source, in the same order; else null. */
function contiguousOffset(node: Node): number | null {
  if (node.op.form.kind !== 'view' || !staysInside(node)) return null;
  const { source } = node.op.form;
  const [input] = node.inputs;
  const plain = source.every(({ axis, start, step }, d) => {
    return axis === d && step === 1 && (d === 0 || (start === 0 && node.shape[d] === input.shape[d]));
  });
  return plain && node.shape.length === input.shape.length ? source[0].start * stridesOf(input.shape)[0] : null;
}
