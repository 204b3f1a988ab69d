import { Failure } from '../base/result';
import {
  type Axis,
  type ConvolutionShape,
  lowerConvolution,
  lowerConvolutionBack,
  lowerConvolutionWeights,
  tapsOf,
} from './convolution/index';
import { defined } from './defined';
import { add } from './elementwise';
import { vjp } from './grad';
import { variable } from './leaves';
import { matmul } from './matmul';
import { makeNode, type Node } from './node';
import { type Shape, shown, sizeOf } from './shape';
import { concat, pad, reshape, slice } from './views';

export interface ConvolutionOptions {
  /** Points between neighbours of the result, along every axis. Default 1. */
  readonly stride?: number;
  /**
   * What lies beyond the ends. `periodic`: the other end, so that the result has a point for every `stride` of the
   * field, in the middle of its taps. `zero`: zeros, as many points as that. `none`: nothing, so that only those are
   * computed whose taps all lie inside. Default `zero`.
   */
  readonly padding?: 'zero' | 'periodic' | 'none';
}

/** Workgroups along one axis that every device takes. */
const MOST_GROUPS = 65535;

/**
 * Convolution in the sense of networks (the taps are not turned round): out[o] = sum over k of x[stride o + k - c] W[k],
 * c = floor((taps - 1) / 2), or 0 without padding.
 * @param x [samples, n1, .., nd, inputs], one to three axes
 * @param weights [taps1, .., tapsd, inputs, outputs]
 * @returns [samples, ceil(n / stride) or floor((n - taps) / stride) + 1, .., outputs]
 * @throws Failure 'bad-input' where shapes do not fit, or a periodic axis is no multiple of the stride
 */
export function convolution(x: Node, weights: Node, options: ConvolutionOptions = {}): Node {
  const axes = axesOf(x.shape, weights.shape, options);
  const [inputs, outputs] = weights.shape.slice(-2);
  const shape: ConvolutionShape = { samples: x.shape[0], taps: tapsOf(axes), inputs, outputs };
  if (shape.samples > MOST_GROUPS) throw new Failure('bad-input', `convolution takes up to ${MOST_GROUPS} samples`);
  const key = axes
    .map(({ to, taps, stride, before, periodic }) => [to, taps, stride, before, periodic].join())
    .join(' ');
  const plain = (field: Node, own: Node): Node => tapByTap(field, own, axes);
  // Linear in either, so that the value of a stand-in does not come in.
  const back = defined(
    'convolution back',
    `convolution back ${key} ${shown(x.shape)}`,
    (own, g) => {
      const field = variable('field', x.shape);
      return vjp([plain(field, own)], [field], [g])[0];
    },
    (context) => lowerConvolutionBack(shape, context),
  );
  const gradient = defined(
    'convolution weights',
    `convolution weights ${key}`,
    (field, g) => {
      const own = variable('weights', weights.shape);
      return vjp([plain(field, own)], [own], [g])[0];
    },
    (context) => lowerConvolutionWeights(shape, context),
  );
  const op = defined(
    'convolution',
    `convolution ${key}`,
    plain,
    (context) => lowerConvolution(shape, context),
    (g, { inputs: [field, own] }) => [makeNode(back, [own, g], field.shape), makeNode(gradient, [field, g], own.shape)],
  );
  return makeNode(op, [x, weights], [x.shape[0], ...axes.map(({ to }) => to), outputs]);
}

function axesOf(x: Shape, weights: Shape, { stride = 1, padding = 'zero' }: ConvolutionOptions): Axis[] {
  const grid = x.slice(1, -1);
  if (grid.length < 1 || grid.length > 3 || weights.length !== grid.length + 2 || x.at(-1) !== weights.at(-2)) {
    throw new Failure('bad-input', `convolution: ${shown(x)} and ${shown(weights)} do not fit`);
  }
  if (!(Number.isInteger(stride) && stride >= 1)) {
    throw new Failure('bad-input', `convolution: the stride is ${stride}: give a whole number from 1`, 'stride');
  }
  return grid.map((from, k) => {
    const taps = weights[k];
    const to = padding === 'none' ? Math.floor((from - taps) / stride) + 1 : Math.ceil(from / stride);
    const periodic = padding === 'periodic';
    if (to < 1 || taps > from || (periodic && from % stride !== 0)) {
      const advice = periodic ? ', and not more than it, which is a multiple of the stride' : ', and not more than it';
      throw new Failure('bad-input', `convolution: ${taps} taps do not fit an axis of ${from}${advice}`);
    }
    return { from, to, taps, stride, before: padding === 'none' ? 0 : Math.floor((taps - 1) / 2), periodic };
  });
}

/** The definition: the field shifted by each tap, times its matrix. */
function tapByTap(x: Node, weights: Node, axes: readonly Axis[]): Node {
  const [inputs, outputs] = weights.shape.slice(-2);
  const counts = axes.map(({ taps }) => taps);
  const matrices = reshape(weights, [sizeOf(counts), inputs, outputs]);
  const widened = axes.reduce((field, axis, k) => beyondEnds(field, k + 1, axis), x);
  let total: Node | null = null;
  for (let tap = 0; tap < sizeOf(counts); tap++) {
    let rest = tap;
    let shifted = widened;
    for (let k = axes.length - 1; k >= 0; k--) {
      shifted = everyNth(shifted, k + 1, rest % counts[k], axes[k]);
      rest = Math.floor(rest / counts[k]);
    }
    const own = matmul(shifted, reshape(slice(matrices, 0, tap, tap + 1), [inputs, outputs]));
    total = total ? add(total, own) : own;
  }
  return total!;
}

/** As much of what lies beyond the ends as the taps reach. */
function beyondEnds(x: Node, axis: number, { from, to, taps, stride, before, periodic }: Axis): Node {
  const after = Math.max(0, stride * (to - 1) + taps - before - from);
  if (!periodic) return pad(x, axis, before, after);
  const parts = [
    before > 0 ? [slice(x, axis, from - before, from)] : [],
    [x],
    after > 0 ? [slice(x, axis, 0, after)] : [],
  ];
  return concat(parts.flat(), axis);
}

/** Elements first, first + stride, .. along `axis`, `to` of them. */
function everyNth(x: Node, axis: number, first: number, { to, stride }: Axis): Node {
  const missing = Math.max(0, first + stride * to - x.shape[axis]);
  const own = slice(pad(x, axis, 0, missing), axis, first, first + stride * to);
  if (stride === 1) return own;
  const split = reshape(own, [...x.shape.slice(0, axis), to, stride, ...x.shape.slice(axis + 1)]);
  return reshape(slice(split, axis + 1, 0, 1), x.shape.with(axis, to));
}
