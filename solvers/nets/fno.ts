import {
  add,
  type FourierLayer,
  fourierLayer,
  fourierLayerCount,
  gelu,
  mul,
  type Node,
  pointwise,
  slice,
  tanh,
} from '../array';
import { Failure } from '../base/result';
import { block, type FnoBlocks, type Perceptron, padded, type Skips, skipCount, skipsOf, unpadded } from './fno-blocks';

/** A Fourier neural operator (Li et al. 2021) over one to three periodic axes. */
export interface Fno {
  /** Channels of the field that comes in; coordinates, where wanted, are among them. */
  readonly inputs: number;
  /** Hidden widths of the pointwise network that lifts them to `width`: none for one linear map. */
  readonly lift: readonly number[];
  readonly width: number;
  readonly layers: number;
  /** Frequencies kept along each axis, of either sign (last axis: of one, since fields are real). */
  readonly modes: readonly number[];
  /** Hidden widths of the pointwise network behind the last layer. */
  readonly projection: readonly number[];
  readonly outputs: number;
  /** Between the layers and inside the pointwise networks. */
  readonly activation: keyof typeof ACTIVATIONS;
  /** What is around each Fourier layer, as in neuraloperator; left out: nothing, as in Li et al.'s code. */
  readonly blocks?: FnoBlocks;
}

/** GELU by the error function, and its form with tanh (Hendrycks and Gimpel 2016). */
const ACTIVATIONS = {
  gelu,
  'gelu-tanh': (x: Node): Node => {
    const inner = mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, mul(mul(x, x), x))));
    return mul(mul(0.5, x), add(1, tanh(inner)));
  },
} as const;

/** A part of the parameters, in the order in which they lie. */
export type FnoPart =
  /** W [inputs, outputs] in C order, then b [outputs]. */
  | { readonly kind: 'dense'; readonly inputs: number; readonly outputs: number; readonly active: boolean }
  /**
   * R [2 m1, .., md, 2 (re, im), width, width], W [width, width], b [width]; W as `skip` has it, and behind b what leads
   * past the pointwise network of a block.
   */
  | ({ readonly kind: 'spectral'; readonly layer: FourierLayer; readonly active: boolean } & Skips);

/** The parts of a network from first to last; `active` ones are followed by the activation. */
export function fnoParts({ inputs, lift, width, layers, modes, projection, outputs, blocks }: Fno): FnoPart[] {
  const layer = { inputs: width, outputs: width, modes };
  const mixing = blocks?.mixing ?? 0;
  return [
    ...dense([inputs, ...lift, width]),
    ...Array.from({ length: layers }, (_, k): FnoPart[] => [
      { kind: 'spectral', layer, active: k < layers - 1, ...skipsOf(blocks) },
      ...(mixing > 0 ? dense([width, mixing, width]) : []),
    ]).flat(),
    ...dense([width, ...projection, outputs]),
  ];
}

function dense(sizes: readonly number[]): FnoPart[] {
  const last = sizes.length - 2;
  return sizes.slice(1).map((outputs, k) => ({ kind: 'dense', inputs: sizes[k], outputs, active: k < last }));
}

/** The number of parameters of a part. */
export function partCount(part: FnoPart): number {
  if (part.kind === 'dense') return (part.inputs + 1) * part.outputs;
  const { layer, skip, past } = part;
  const matrix = layer.inputs * layer.outputs;
  return fourierLayerCount(layer) - matrix + skipCount(skip, layer.inputs) + skipCount(past, layer.inputs);
}

/** The number of parameters of a network. */
export function fnoCount(network: Fno): number {
  return fnoParts(network).reduce((count, part) => count + partCount(part), 0);
}

/**
 * The network at fields on a uniform periodic grid.
 * @param parameters flat, {@link fnoCount}, in the order of {@link fnoParts}
 * @param fields [samples, n1, .., nd, inputs]
 * @returns [samples, n1, .., nd, outputs]
 * @throws Failure 'bad-input' where shapes or modes do not fit
 */
export function fno(parameters: Node, fields: Node, network: Fno): Node {
  const count = fnoCount(network);
  if (parameters.shape.length !== 1 || parameters.shape[0] !== count) {
    throw new Failure('bad-input', `this operator has ${count} parameters, not [${parameters.shape.join(', ')}]`);
  }
  const { lift, width, layers, modes, projection, outputs, blocks } = network;
  const layer = { inputs: width, outputs: width, modes };
  const activation = ACTIVATIONS[network.activation];
  const take = cursor(parameters);
  const through: Perceptron = (value, widths) => {
    return widths.reduce((hidden, outputs, k) => {
      const own = pointwise(hidden, take((hidden.shape.at(-1)! + 1) * outputs), outputs);
      return k < widths.length - 1 ? activation(own) : own;
    }, value);
  };
  let value = through(fields, [...lift, width]);
  const grid = value.shape.slice(1, -1);
  if (blocks) value = padded(value, blocks.padding);
  for (let k = 0; k < layers; k++) {
    const after = k < layers - 1 ? activation : (x: Node): Node => x;
    value = blocks
      ? block(value, layer, blocks, { take, through, activation: after })
      : after(fourierLayer(value, take(fourierLayerCount(layer)), layer));
  }
  if (blocks) value = unpadded(value, grid);
  return through(value, [...projection, outputs]);
}

/** Hands out a flat array from front to back. */
function cursor(parameters: Node): (count: number) => Node {
  let start = 0;
  return (count) => {
    const from = start;
    start += count;
    return slice(parameters, 0, from, start);
  };
}
