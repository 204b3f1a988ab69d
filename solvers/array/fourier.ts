import { Failure } from '../base/result';
import { mul } from './elementwise';
import { type FftShape, fftF64, irfftF64, lowerFft, lowerIrfft, lowerRfft, rfftF64 } from './fft';
import { constant } from './leaves';
import { makeNode, type Node, type Op } from './node';
import { normaliseAxes, type Shape, shown, sizeOf } from './shape';
import { fftByTables, irfftByTables, rfftByTables } from './tables';
import { transpose } from './views';

/**
 * The complex Fourier transform, sum over k of x_k exp(-2 pi i k m / n), along `axes` (default: all).
 * @param x [..., 2], the last axis real and imaginary part; axes count without it
 * @throws Failure 'bad-input' where the last axis is not 2 or an axis is not there
 */
export function fft(x: Node, axes?: readonly number[]): Node {
  return complex(x, axes, { inverse: false, normalise: 'none' });
}

/** The inverse of {@link fft}: divided by the product of the transformed lengths. */
export function ifft(x: Node, axes?: readonly number[]): Node {
  return complex(x, axes, { inverse: true, normalise: 'inverse' });
}

/**
 * The Fourier transform of real numbers along `axes` (default: all). Of the last of them the first floor(n / 2) + 1
 * frequencies are kept: the others are their conjugates.
 * @returns the shape of `x` with the last of `axes` halved, and an axis of 2 behind
 */
export function rfft(x: Node, axes?: readonly number[]): Node {
  const all = normaliseAxes(axes, x.shape);
  const { last, order, back } = lastBehind(all, x.shape.length);
  const half = realRows(transpose(x, order));
  const own = transpose(half, [...back, back.length]);
  return all.length === 1
    ? own
    : fft(
        own,
        all.filter((axis) => axis !== last),
      );
}

/**
 * The inverse of {@link rfft}, `n` numbers along the last of `axes`. Imaginary parts that no real numbers have (of
 * frequencies 0 and n / 2, after the other axes are transformed) are ignored.
 * @throws Failure 'bad-input' where the last of `axes` has not floor(n / 2) + 1 frequencies
 */
export function irfft(x: Node, n: number, axes?: readonly number[]): Node {
  const shape = complexShape(x);
  const all = normaliseAxes(axes, shape);
  const { last, order, back } = lastBehind(all, shape.length);
  if (shape[last] !== halfOf(n)) {
    throw new Failure('bad-input', `irfft: ${shown(x.shape)} has not ${halfOf(n)} frequencies along axis ${last}`);
  }
  const own =
    all.length === 1
      ? x
      : ifft(
          x,
          all.filter((axis) => axis !== last),
        );
  return transpose(halfRows(transpose(own, [...order, order.length]), n, 'inverse'), back);
}

function halfOf(n: number): number {
  return Math.floor(n / 2) + 1;
}

function complexShape(x: Node): Shape {
  if (x.shape.at(-1) !== 2) throw new Failure('bad-input', `${shown(x.shape)} is not complex: its last axis is not 2`);
  return x.shape.slice(0, -1);
}

/** The order of axes that puts the last of `all` behind, and the order that takes it back. */
function lastBehind(all: readonly number[], rank: number): { last: number; order: number[]; back: number[] } {
  const last = all.at(-1);
  if (last === undefined) throw new Failure('bad-input', 'a real transform needs an axis');
  const order = [...Array.from({ length: rank }, (_, axis) => axis).filter((axis) => axis !== last), last];
  return { last, order, back: order.map((_, axis) => order.indexOf(axis)) };
}

function complex(x: Node, axes: readonly number[] | undefined, how: Pick<FftShape, 'inverse' | 'normalise'>): Node {
  const shape = complexShape(x);
  const plan: FftShape = { shape, axes: normaliseAxes(axes, shape), ...how };
  if (plan.axes.length === 0) return x;
  const { inverse } = how;
  const op: Op = {
    name: inverse ? 'ifft' : 'fft',
    key: `fft ${plan.axes.join()} ${inverse} ${how.normalise}`,
    form: { kind: 'stages', lower: (context) => lowerFft(plan, context) },
    evaluate: ([values]) => fftF64(values, plan),
    definition: (own) => fftByTables(own, plan),
    // As a real matrix the transposed transform is the one with the other sign.
    vjp: (g) => [complex(g, plan.axes, { ...how, inverse: !inverse })],
    jvp: ([tangent]) => tangent && complex(tangent, plan.axes, how),
  };
  return makeNode(op, [x], x.shape);
}

/** Real [..., n] to complex [..., floor(n / 2) + 1, 2]. */
function realRows(x: Node): Node {
  const n = x.shape.at(-1)!;
  const plan = { rows: sizeOf(x.shape) / n, n };
  const op: Op = {
    name: 'rfft',
    key: 'rfft',
    form: { kind: 'stages', lower: (context) => lowerRfft(plan, context) },
    evaluate: ([values]) => rfftF64(values, plan),
    definition: (own) => rfftByTables(own, plan),
    // The inverse counts every inner frequency twice, for its conjugate; here each was made once.
    vjp: (g) => [halfRows(mul(g, inner(n, 0.5, 1)), n, 'none')],
    jvp: ([tangent]) => tangent && realRows(tangent),
  };
  return makeNode(op, [x], [...x.shape.slice(0, -1), halfOf(n), 2]);
}

/** Complex [..., floor(n / 2) + 1, 2] to real [..., n]. */
function halfRows(x: Node, n: number, normalise: 'none' | 'inverse'): Node {
  const plan = { rows: sizeOf(x.shape) / (2 * halfOf(n)), n, normalise };
  const scale = normalise === 'inverse' ? 1 / n : 1;
  const op: Op = {
    name: 'irfft',
    key: `irfft ${n} ${normalise}`,
    form: { kind: 'stages', lower: (context) => lowerIrfft(plan, context) },
    evaluate: ([values]) => irfftF64(values, plan),
    definition: (own) => irfftByTables(own, plan),
    vjp: (g) => [mul(realRows(g), inner(n, 2, scale))],
    jvp: ([tangent]) => tangent && halfRows(tangent, n, normalise),
  };
  return makeNode(op, [x], [...x.shape.slice(0, -2), n]);
}

/** `scale` for frequencies 0 and n / 2, `factor` times that for those between. */
function inner(n: number, factor: number, scale: number): Node {
  const weights = Array.from({ length: halfOf(n) }, (_, k) => (k === 0 || 2 * k === n ? scale : factor * scale));
  return constant(weights, [halfOf(n), 1], 'weights of frequencies');
}
