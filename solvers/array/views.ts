import { Failure } from '../base/result';
import { literal, literalOf } from './leaves';
import { makeNode, type Node, type Op, type SourceAxis } from './node';
import { normaliseAxes, type Shape, sameShape, shown, sizeOf, stridesOf } from './shape';

/** The same elements in the same order under another shape of as many. @throws Failure 'bad-input' */
export function reshape(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  if (sizeOf(shape) !== sizeOf(x.shape)) {
    throw new Failure('bad-input', `reshape: ${shown(x.shape)} has not as many elements as ${shown(shape)}`);
  }
  const value = literalOf(x);
  if (value !== null) return literal(value, shape);
  return makeNode(RESHAPE, [x], shape);
}

const RESHAPE: Op = {
  name: 'reshape',
  key: 'reshape',
  form: { kind: 'reshape' },
  evaluate: ([x]) => x,
  vjp: (cotangent, { inputs }) => [reshape(cotangent, inputs[0].shape)],
  jvp: ([tangent], { shape }) => tangent && reshape(tangent, shape),
};

/** Axes in the order `order`: axis k of the result is axis order[k] of `x`. Default: the last two swapped. */
export function transpose(x: Node, order: readonly number[] = swapped(x.shape.length)): Node {
  const rank = x.shape.length;
  if (order.length !== rank || normaliseAxes(order, x.shape).length !== rank) {
    throw new Failure('bad-input', `transpose: ${shown(order)} is no order of the axes of ${shown(x.shape)}`);
  }
  if (order.every((axis, k) => axis === k)) return x;
  const back = order.map((_, axis) => order.indexOf(axis));
  const source = back.map((axis): SourceAxis => ({ axis, start: 0, step: 1 }));
  const shape = order.map((axis) => x.shape[axis]);
  return view(
    'transpose',
    x,
    shape,
    source,
    (g) => transpose(g, back),
    (t) => transpose(t, order),
  );
}

function swapped(rank: number): number[] {
  const order = Array.from({ length: rank }, (_, axis) => axis);
  return rank < 2 ? order : [...order.slice(0, -2), rank - 1, rank - 2];
}

/** Elements [from, to) along `axis`. @throws Failure 'bad-input' */
export function slice(x: Node, axis: number, from: number, to: number): Node {
  const [along] = normaliseAxes([axis], x.shape);
  if (!(from >= 0 && from < to && to <= x.shape[along])) {
    throw new Failure('bad-input', `slice: [${from}, ${to}) does not lie in axis ${along} of ${shown(x.shape)}`);
  }
  if (to - from === x.shape[along]) return x;
  const shape = x.shape.with(along, to - from);
  const rest = x.shape[along] - to;
  return shifted(
    'slice',
    x,
    shape,
    along,
    from,
    (g) => pad(g, along, from, rest),
    (t) => slice(t, along, from, to),
  );
}

/** Zeros before and after along `axis`. */
export function pad(x: Node, axis: number, before: number, after: number): Node {
  const [along] = normaliseAxes([axis], x.shape);
  if (before === 0 && after === 0) return x;
  const end = before + x.shape[along];
  const shape = x.shape.with(along, end + after);
  return shifted(
    'pad',
    x,
    shape,
    along,
    -before,
    (g) => slice(g, along, before, end),
    (t) => pad(t, along, before, after),
  );
}

/** The order of elements along `axis` turned round. */
export function reverse(x: Node, axis: number): Node {
  const [along] = normaliseAxes([axis], x.shape);
  const source = x.shape.map((extent, own): SourceAxis => {
    return own === along ? { axis: own, start: extent - 1, step: -1 } : { axis: own, start: 0, step: 1 };
  });
  return view(
    'reverse',
    x,
    x.shape,
    source,
    (g) => reverse(g, along),
    (t) => reverse(t, along),
  );
}

/** What becomes of an array that stands beside the one that is viewed. */
type Along = (other: Node) => Node;

function shifted(name: string, x: Node, shape: Shape, along: number, start: number, vjp: Along, jvp: Along): Node {
  const source = x.shape.map((_, axis): SourceAxis => ({ axis, start: axis === along ? start : 0, step: 1 }));
  return view(name, x, shape, source, vjp, jvp);
}

/**
 * A view of `x`: see {@link SourceAxis}. `vjp` gives the cotangent of `x`, of that of the view; `jvp` the same view of
 * another array.
 */
export function view(name: string, x: Node, shape: Shape, source: readonly SourceAxis[], vjp: Along, jvp: Along): Node {
  const op: Op = {
    name,
    key: `${name} ${shown(shape)} ${source.map(({ axis, start, step }) => `${axis}:${start}:${step}`).join()}`,
    form: { kind: 'view', source },
    evaluate: ([values]) => rearranged(values, x.shape, shape, source),
    vjp: (cotangent) => [vjp(cotangent)],
    jvp: ([tangent]) => tangent && jvp(tangent),
  };
  return makeNode(op, [x], shape);
}

function rearranged(values: Float64Array, from: Shape, to: Shape, source: readonly SourceAxis[]): Float64Array {
  const result = new Float64Array(sizeOf(to));
  const own = stridesOf(to);
  const strides = stridesOf(from);
  for (let k = 0; k < result.length; k++) {
    let at = 0;
    let inside = true;
    source.forEach(({ axis, start, step }, d) => {
      const coordinate = axis === null ? start : start + step * (Math.floor(k / own[axis]) % to[axis]);
      inside &&= coordinate >= 0 && coordinate < from[d];
      at += coordinate * strides[d];
    });
    if (inside) result[k] = values[at];
  }
  return result;
}

/**
 * Arrays one after the other along `axis`; the other extents agree. Along axis 0 the parts are computed in place.
 * @throws Failure 'bad-input'
 */
export function concat(all: readonly Node[], axis = 0): Node {
  const parts = axis === 0 ? all.flatMap((part) => (part.op.form.kind === 'concat' ? part.inputs : part)) : all;
  if (parts.length === 0) throw new Failure('bad-input', 'concat: there is nothing to put together');
  const [along] = normaliseAxes([axis], parts[0].shape);
  if (parts.length === 1) return parts[0];
  const total = parts.reduce((extent, part) => extent + part.shape[along], 0);
  const shape = parts[0].shape.with(along, total);
  for (const part of parts) {
    if (!sameShape(part.shape.with(along, total), shape)) {
      throw new Failure(
        'bad-input',
        `concat: ${shown(part.shape)} does not fit ${shown(parts[0].shape)} along axis ${along}`,
      );
    }
  }
  if (along > 0) {
    const order = [along, ...shape.map((_, k) => k).filter((k) => k !== along)];
    const back = order.map((_, k) => order.indexOf(k));
    return transpose(concat(parts.map((part) => transpose(part, order))), back);
  }
  const starts = parts.map((_, k) => parts.slice(0, k).reduce((extent, part) => extent + part.shape[0], 0));
  const op: Op = {
    name: 'concat',
    key: 'concat',
    form: { kind: 'concat' },
    evaluate: (inputs) => {
      const result = new Float64Array(sizeOf(shape));
      let at = 0;
      for (const input of inputs) {
        result.set(input, at);
        at += input.length;
      }
      return result;
    },
    vjp: (g) => parts.map((part, k) => slice(g, 0, starts[k], starts[k] + part.shape[0])),
    jvp: (tangents) => concat(tangents.map((tangent, k) => tangent ?? literal(0, parts[k].shape))),
  };
  return makeNode(op, parts, shape);
}
