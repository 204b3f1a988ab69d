import type { SourceAxis } from '../../solvers/array/node';
import { Failure } from '../../solvers/base/result';
import type { OnnxModel, Port } from './model';

type Shape = readonly number[];

/** The part of a source axis that a view sees, and how many zeros stand before and behind it. */
interface Cut {
  readonly axis: number | null;
  readonly first: number;
  readonly step: number;
  readonly count: number;
  readonly before: number;
  readonly after: number;
}

/** Before the first place, for a slice that runs backwards. */
const BEFORE_ALL = -(2 ** 31);

/**
 * A view as Slice, Pad, Transpose and Reshape, as far as each is needed. Axes along which it only repeats have extent 1
 * in what is returned.
 * @param x the whole source
 * @throws Failure 'bad-input' for a diagonal
 */
export function viewed(model: OnnxModel, x: Port, to: Shape, source: readonly SourceAxis[]): Port {
  const cuts = source.map((own, d) => cutOf(own, x.shape[d], to));
  if (cuts.some(({ count }) => count <= 0)) return { name: model.constant(Float32Array.of(0), []), shape: [] };
  const followed = cuts.flatMap(({ axis }, d) => (axis === null ? [] : [{ axis, d }]));
  followed.sort((a, b) => a.axis - b.axis);
  if (followed.some(({ axis }, k) => axis === followed[k - 1]?.axis)) {
    throw new Failure('bad-input', 'onnx: a diagonal has no counterpart there', 'onnx');
  }
  const padded = padsOf(model, sliced(model, x, cuts), cuts);
  const order = [...followed.map(({ d }) => d), ...[...cuts.keys()].filter((d) => cuts[d].axis === null)];
  const turned = order.every((d, k) => d === k) ? padded : model.transpose(padded, order);
  const whole = cuts.map(({ count, before, after }) => before + count + after);
  const shape = to.map((extent, axis) => (followed.some((one) => one.axis === axis) ? extent : 1));
  const same = order.length === shape.length && order.every((d, k) => whole[d] === shape[k]);
  return { name: same ? turned : model.reshape(turned, shape), shape };
}

function cutOf({ axis, start, step }: SourceAxis, from: number, to: Shape): Cut {
  if (axis === null || step === 0) {
    return { axis: null, first: start, step: 1, count: start >= 0 && start < from ? 1 : 0, before: 0, after: 0 };
  }
  const last = (from - 1 - start) / step;
  const [least, most] = step > 0 ? [-start / step, last] : [last, -start / step];
  const before = Math.max(0, Math.ceil(least));
  const end = Math.min(to[axis] - 1, Math.floor(most));
  return { axis, first: start + step * before, step, count: end - before + 1, before, after: to[axis] - 1 - end };
}

function sliced(model: OnnxModel, { name, shape }: Port, cuts: readonly Cut[]): string {
  const own = cuts
    .map((cut, d) => ({ ...cut, d }))
    .filter(({ first, step, count, d }) => first !== 0 || step !== 1 || count !== shape[d]);
  if (own.length === 0) return name;
  const ends = own.map(({ first, step, count }) => {
    const end = first + step * count;
    return end < 0 ? BEFORE_ALL : end;
  });
  const lists = [own.map(({ first }) => first), ends, own.map(({ d }) => d), own.map(({ step }) => step)];
  return model.op('Slice', [name, ...lists.map((list) => model.wholes(list))]);
}

function padsOf(model: OnnxModel, name: string, cuts: readonly Cut[]): string {
  const pads = [...cuts.map(({ before }) => before), ...cuts.map(({ after }) => after)];
  return pads.every((count) => count === 0) ? name : model.op('Pad', [name, model.wholes(pads)]);
}
