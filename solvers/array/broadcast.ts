import { Failure } from '../base/result';
import { literal, literalOf } from './leaves';
import { makeNode, type Node, type Op, type SourceAxis } from './node';
import { normaliseAxes, type Shape, sameShape, shown, sizeOf, stridesOf } from './shape';
import { reshape, view } from './views';

/** Stretches axes of extent 1, and adds axes in front, to `shape`. @throws Failure 'bad-input' */
export function broadcastTo(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  const value = literalOf(x);
  if (value !== null) return literal(value, shape);
  const added = shape.length - x.shape.length;
  if (added < 0 || x.shape.some((extent, axis) => extent !== 1 && extent !== shape[axis + added])) {
    throw new Failure('bad-input', `${shown(x.shape)} cannot be broadcast to ${shown(shape)}`);
  }
  const source = x.shape.map((extent, axis): SourceAxis => {
    const own = axis + added;
    return extent === shape[own] ? { axis: own, start: 0, step: 1 } : { axis: null, start: 0, step: 0 };
  });
  const stretched = shape.flatMap((extent, axis) => (axis < added || x.shape[axis - added] !== extent ? [axis] : []));
  return view(
    'broadcast',
    x,
    shape,
    source,
    (g) => reshape(sum(g, stretched), x.shape),
    (t) => broadcastTo(t, shape),
  );
}

/** Sums over `axes` (default: all), which are dropped. */
export function sum(x: Node, axes?: readonly number[]): Node {
  const along = normaliseAxes(axes, x.shape);
  const shape = x.shape.filter((_, axis) => !along.includes(axis));
  const times = along.reduce((product, axis) => product * x.shape[axis], 1);
  if (times === 1) return reshape(x, shape);
  const value = literalOf(x);
  if (value !== null) return literal(value * times, shape);
  const op: Op = {
    name: 'sum',
    key: `sum ${along.join()}`,
    form: { kind: 'reduce', axes: along, combine: 'sum' },
    evaluate: ([values]) => reduced(values, x.shape, along, 0, (a, b) => a + b),
    vjp: (g) => [stretch(g, x.shape, along)],
    jvp: ([tangent]) => tangent && sum(tangent, along),
  };
  return makeNode(op, [x], shape);
}

/** `x`, whose `axes` were reduced away, repeated along them to `shape`. */
export function stretch(x: Node, shape: Shape, axes: readonly number[]): Node {
  const kept = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  return broadcastTo(reshape(x, kept), shape);
}

/** `values` of `shape` combined along `axes`, in f64, for the interpreter. */
export function reduced(
  values: Float64Array,
  shape: Shape,
  axes: readonly number[],
  start: number,
  combine: (a: number, b: number) => number,
): Float64Array {
  const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const own = stridesOf(kept.map((axis) => shape[axis]));
  const strides = stridesOf(shape);
  const result = new Float64Array(sizeOf(kept.map((axis) => shape[axis]))).fill(start);
  for (let k = 0; k < values.length; k++) {
    let at = 0;
    kept.forEach((axis, d) => {
      at += (Math.floor(k / strides[axis]) % shape[axis]) * own[d];
    });
    result[at] = combine(result[at], values[k]);
  }
  return result;
}

/** The sum of `x` down to `shape`, which was broadcast to that of `x`: the adjoint of {@link broadcastTo}. */
export function unbroadcast(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  const added = x.shape.length - shape.length;
  const axes = x.shape.flatMap((extent, axis) => (axis < added || shape[axis - added] !== extent ? [axis] : []));
  return reshape(sum(x, axes), shape);
}
