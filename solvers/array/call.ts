import { makeNode, type Node, type Op } from './node';
import { type Rules, withRules } from './rules';
import { type Shape, sizeOf } from './shape';
import type { Lowered, StageContext } from './stage';
import { reshape, slice } from './views';

/**
 * A computation in dispatches of its own, as a rule an iterative solve: bounded iterations, recorded one after the
 * other. To end early its kernels keep a flag among their scratch, set it when they are done, and return at once where
 * it is set. Its derivative does not look inside.
 */
export interface Subprogram extends Rules {
  readonly name: string;
  /** What its functions capture, as text: calls of equal name, key and inputs are made one. */
  readonly key: string;
  /** Of the value. */
  readonly shape: Shape;
  /** How many numbers it tells of its course, such as iterations and the last residual. */
  readonly status: number;
  /** Its dispatches; the output is the value and behind it the status. */
  lower(context: StageContext): Lowered;
  /** The same in f64, with the status that it would report. */
  evaluate(inputs: readonly Float64Array[]): { readonly value: Float64Array; readonly status: readonly number[] };
}

/** What a {@link Subprogram} gives: a value with its derivative, and how it went, [status], without one. */
export interface Called {
  readonly value: Node;
  readonly status: Node;
}

/** Makes a subprogram part of a program. Value and status are one array, so reading the status costs no more. */
export function call(subprogram: Subprogram, inputs: readonly Node[]): Called {
  const { name, key, shape, status } = subprogram;
  const size = sizeOf(shape);
  const op: Op = {
    name,
    key: `call ${name} ${key}`,
    form: { kind: 'stages', lower: (context) => subprogram.lower(context) },
    evaluate: (values) => {
      const result = subprogram.evaluate(values);
      return Float64Array.from([...result.value, ...result.status]);
    },
  };
  const both = makeNode(op, inputs, [size + status]);
  return {
    value: withRules(reshape(slice(both, 0, 0, size), shape), inputs, subprogram),
    status: slice(both, 0, size, size + status),
  };
}
