import { Failure } from '../base/result';
import { defined } from './defined';
import { add, sub } from './elementwise';
import { irfft, rfft } from './fourier';
import { vjp } from './grad';
import { literal, variable } from './leaves';
import { matmul } from './matmul';
import { makeNode, type Node, type Op } from './node';
import { type Shape, shown, sizeOf } from './shape';
import { type LayerShape, lowerLayer, lowerLayerBackward, lowerLayerGradient, truncationPays } from './spectral/index';
import { complexTable, fromLowest, toLowest } from './tables';
import { concat, pad, reshape, slice, transpose } from './views';

/**
 * A complex matrix for each mode.
 * @param x [samples, modes, 2, inputs], the third axis real and imaginary part
 * @param weights [modes, 2, inputs, outputs]
 * @returns [samples, modes, 2, outputs]
 * @throws Failure 'bad-input' where shapes do not fit
 */
export function spectralMix(x: Node, weights: Node): Node {
  const [samples, modes, two, inputs] = x.shape;
  const [count, parts, from, outputs] = weights.shape;
  if (
    x.shape.length !== 4 ||
    weights.shape.length !== 4 ||
    two !== 2 ||
    parts !== 2 ||
    modes !== count ||
    inputs !== from
  ) {
    throw new Failure('bad-input', `spectralMix: ${shown(x.shape)} and ${shown(weights.shape)} do not fit`);
  }
  const rows = reshape(transpose(x, [1, 2, 0, 3]), [modes, 2, 1, samples, inputs]);
  // Parts of x by parts of the weights.
  const products = matmul(rows, reshape(weights, [modes, 1, 2, inputs, outputs]));
  const part = (p: number, q: number): Node => slice(slice(products, 1, p, p + 1), 2, q, q + 1);
  const both = concat([sub(part(0, 0), part(1, 1)), add(part(0, 1), part(1, 0))], 1);
  return transpose(reshape(both, [modes, 2, samples, outputs]), [2, 0, 1, 3]);
}

/**
 * A convolution whose spectrum is given, for few low frequencies: irfft of each mode's matrix times rfft (Li et al.
 * 2021, Fourier neural operator, equations 4 and 5), by whole transforms.
 * @param x [samples, n1, .., nd, inputs], one to three periodic axes
 * @param weights [2 m1, .., md, 2, inputs, outputs]: along all axes but the last the frequencies 0 .. m - 1, then
 * -m .. -1; along the last 0 .. m - 1. The mode of two conjugate frequencies acts on the real field as one.
 * @returns [samples, n1, .., nd, outputs]
 * @throws Failure 'bad-input' where there are more modes than frequencies
 */
export function spectralConvolution(x: Node, weights: Node): Node {
  const rank = x.shape.length - 2;
  const grid = x.shape.slice(1, -1);
  const kept = weights.shape.slice(0, -3);
  checkModes(grid, kept);
  const axes = grid.map((_, axis) => axis + 1);
  let modes = rfft(x, axes);
  for (const [k, count] of kept.entries()) {
    const [axis, extent] = [k + 1, modes.shape[k + 1]];
    if (k < rank - 1) {
      if (count === extent) continue;
      const half = count / 2;
      modes = concat([slice(modes, axis, 0, half), slice(modes, axis, extent - half, extent)], axis);
    } else modes = slice(modes, axis, 0, count);
  }
  const count = sizeOf(kept);
  const [inputs, outputs] = weights.shape.slice(-2);
  const planes = transpose(reshape(modes, [x.shape[0], count, inputs, 2]), [0, 1, 3, 2]);
  const mixed = spectralMix(planes, reshape(weights, [count, 2, inputs, outputs]));
  let back = reshape(transpose(mixed, [0, 1, 3, 2]), [x.shape[0], ...kept, outputs, 2]);
  for (const [k, count] of kept.entries()) {
    const axis = k + 1;
    if (k < rank - 1) {
      const missing = grid[k] - count;
      if (missing === 0) continue;
      const half = count / 2;
      const zeros = literal(0, back.shape.with(axis, missing));
      back = concat([slice(back, axis, 0, half), zeros, slice(back, axis, half, count)], axis);
    } else back = pad(back, axis, 0, Math.floor(grid[k] / 2) + 1 - count);
  }
  return irfft(back, grid[rank - 1], axes);
}

/** The same in two dimensions by tables of the few modes alone. */
function shortConvolution(x: Node, weights: Node): Node {
  const [samples, n1, n2, inputs] = x.shape;
  const [m1, m2, , , outputs] = weights.shape;
  const rows = Array.from({ length: n1 }, (_, k) => k);
  const kept = [...rows.slice(0, m1 / 2), ...rows.slice(n1 - m1 / 2)];
  const count = m1 * m2;
  const alongRows = reshape(matmul(transpose(x, [0, 1, 3, 2]), toLowest(n2, m2)), [samples, n1, inputs, m2, 2]);
  const columns = reshape(transpose(alongRows, [0, 2, 3, 1, 4]), [samples, inputs, m2, 2 * n1]);
  const modes = reshape(matmul(columns, complexTable(n1, rows, kept, -1, 1)), [samples, inputs, m2, m1, 2]);
  const planes = reshape(transpose(modes, [0, 3, 2, 4, 1]), [samples, count, 2, inputs]);
  const mixed = spectralMix(planes, reshape(weights, [count, 2, inputs, outputs]));
  const lines = transpose(reshape(mixed, [samples, m1, m2, 2, outputs]), [0, 4, 2, 1, 3]);
  const tall = matmul(reshape(lines, [samples, outputs, m2, 2 * m1]), complexTable(n1, kept, rows, 1, 1 / n1));
  const back = transpose(reshape(tall, [samples, outputs, m2, n1, 2]), [0, 3, 1, 2, 4]);
  const own = matmul(reshape(back, [samples, n1, outputs, 2 * m2]), fromLowest(n2, m2, 1 / n2));
  return transpose(own, [0, 1, 3, 2]);
}

function checkModes(grid: Shape, kept: Shape): void {
  const fits = kept.every((count, k) => {
    return k === grid.length - 1 ? count <= Math.floor(grid[k] / 2) + 1 : count % 2 === 0 && count <= grid[k];
  });
  if (kept.length !== grid.length || grid.length < 1 || grid.length > 3 || !fits) {
    throw new Failure('bad-input', `a grid of ${shown(grid)} has not the frequencies of ${shown(kept)} modes`);
  }
}

/** A Fourier layer: channels, and how many frequencies it keeps along each axis, of either sign (last: of one). */
export interface FourierLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly modes: readonly number[];
}

/** The number of parameters of a layer: R [2 m1, .., md, 2, inputs, outputs], W [inputs, outputs], b [outputs]. */
export function fourierLayerCount({ inputs, outputs, modes }: FourierLayer): number {
  return 2 * sizeOf(keptOf(modes)) * inputs * outputs + (inputs + 1) * outputs;
}

function keptOf(modes: readonly number[]): number[] {
  return modes.map((count, k) => (k === modes.length - 1 ? count : 2 * count));
}

/**
 * {@link spectralConvolution} and a pointwise linear map beside it: irfft(R rfft(x)) + x W + b. In two dimensions with
 * few modes three dispatches, and six for the derivatives; else by whole transforms.
 * @param x [samples, n1, .., nd, inputs]; @param parameters flat, {@link fourierLayerCount}
 * @returns [samples, n1, .., nd, outputs]
 * @throws Failure 'bad-input' where shapes or modes do not fit
 */
export function fourierLayer(x: Node, parameters: Node, layer: FourierLayer): Node {
  const grid = x.shape.slice(1, -1);
  checkModes(grid, keptOf(layer.modes));
  const count = fourierLayerCount(layer);
  if (x.shape.at(-1) !== layer.inputs || parameters.shape.length !== 1 || parameters.shape[0] !== count) {
    const advice = `takes [.., ${layer.inputs}] and ${count} parameters`;
    throw new Failure('bad-input', `fourierLayer ${advice}, not ${shown(x.shape)} and ${shown(parameters.shape)}`);
  }
  if (grid.length !== 2 || x.shape[0] * grid[0] > MOST_ROWS || !truncationPays(grid, layer.modes)) {
    return plainLayer(x, parameters, layer);
  }
  return truncatedLayer(x, parameters, layer);
}

/** Workgroups along one axis that every device takes. */
const MOST_ROWS = 65535;

/** The layer by hand-written kernels for few modes; see {@link fourierLayer}. */
export function truncatedLayer(x: Node, parameters: Node, layer: FourierLayer): Node {
  const [batch, n1, n2] = x.shape;
  const [m1, m2] = layer.modes;
  const shape: LayerShape = { batch, n1, n2, m1, m2, inputs: layer.inputs, outputs: layer.outputs };
  const key = `${layer.modes.join('x')} ${layer.inputs} ${layer.outputs}`;
  const plain = (field: Node, own: Node): Node => plainLayer(field, own, layer);
  const backward = defined(
    'fourier layer back',
    `fourier layer back ${key}`,
    (own, g) => {
      // Linear in the field, so that its value does not come in.
      const field = variable('field', x.shape);
      return vjp([plain(field, own)], [field], [g])[0];
    },
    (context) => lowerLayerBackward(shape, context),
  );
  const gradient = defined(
    'fourier layer gradient',
    `fourier layer gradient ${key}`,
    (field, _layer, _back, g) => {
      const own = variable('parameters', parameters.shape);
      return vjp([plain(field, own)], [own], [g])[0];
    },
    (context) => lowerLayerGradient(shape, context),
  );
  const op = defined(
    'fourier layer',
    `fourier layer ${key}`,
    plain,
    (context) => lowerLayer(shape, context),
    (g, node) => {
      const [field, own] = node.inputs;
      const back = makeNode(backward, [own, g], field.shape);
      return [back, makeNode(gradient, [field, node, back, g], own.shape)];
    },
  );
  const short: Op = { ...op, definition: (field, own) => plainLayer(field, own, layer, shortConvolution) };
  return makeNode(short, [x, parameters], [batch, n1, n2, layer.outputs]);
}

/** The layer by plain operations, whichever way its convolution is computed. */
export function plainLayer(
  x: Node,
  parameters: Node,
  { inputs, outputs, modes }: FourierLayer,
  convolution = spectralConvolution,
): Node {
  const kept = keptOf(modes);
  const weights = 2 * sizeOf(kept) * inputs * outputs;
  const bias = weights + inputs * outputs;
  const part = (from: number, to: number, shape: Shape): Node => reshape(slice(parameters, 0, from, to), shape);
  const spectral = convolution(x, part(0, weights, [...kept, 2, inputs, outputs]));
  const beside = matmul(x, part(weights, bias, [inputs, outputs]));
  return add(add(spectral, beside), part(bias, bias + outputs, [outputs]));
}
