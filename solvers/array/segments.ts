import { literal, literalOf } from './leaves';
import type { Node } from './node';
import { concat } from './views';

interface Segment {
  readonly from: number;
  readonly part: Node;
}

/** The parts along axis 0 that may differ from zero, in order; null where `node` is not made of parts. */
function segments(node: Node): Segment[] | null {
  const { form, name } = node.op;
  if (form.kind === 'concat') {
    let from = 0;
    return node.inputs.flatMap((part) => {
      const segment = { from, part };
      from += part.shape[0];
      return literalOf(part) === 0 ? [] : [segment];
    });
  }
  if (form.kind !== 'view' || name !== 'pad' || form.source[0].start >= 0) return padsAfter(node);
  return [{ from: -form.source[0].start, part: node.inputs[0] }];
}

/** A pad that adds at the end only: its start does not tell, its extent does. */
function padsAfter(node: Node): Segment[] | null {
  const { form, name } = node.op;
  const added = form.kind === 'view' && name === 'pad' && node.shape[0] > node.inputs[0].shape[0];
  return added ? [{ from: 0, part: node.inputs[0] }] : null;
}

/**
 * a + b where both are zero but for parts along axis 0 that do not overlap, as the gradients of slices of one array
 * are: then the parts stand one after the other, and no sum is needed. Else null.
 */
export function joined(a: Node, b: Node): Node | null {
  const [first, second] = [segments(a), segments(b)];
  if (!first || !second) return null;
  const all = [...first, ...second].toSorted((x, y) => x.from - y.from);
  const parts: Node[] = [];
  let at = 0;
  const zerosUpTo = (end: number): void => {
    if (end > at) parts.push(literal(0, a.shape.with(0, end - at)));
    at = end;
  };
  for (const { from, part } of all) {
    if (from < at) return null;
    zerosUpTo(from);
    parts.push(part);
    at += part.shape[0];
  }
  zerosUpTo(a.shape[0]);
  return concat(parts);
}
