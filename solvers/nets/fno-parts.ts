import type { FourierLayer } from '../array';
import { type FnoBlocks, type Skip, type Skips, skipsOf } from './fno-blocks';
import { axesArrays } from './fno-factorised';
import { tuckerArrays } from './fno-tucker';
import { uLayers } from './fno-u-shaped';
import type { PartArray } from './part-array';

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
  readonly activation: 'gelu' | 'gelu-tanh';
  /** What is around each Fourier layer, as in neuraloperator; left out: nothing, as in Li et al.'s code. */
  readonly blocks?: FnoBlocks;
  /** What the layers are in place of those of Li et al. */
  readonly variant?: Variant;
}

/** Other Fourier layers; each has a file of its own. */
export type Variant =
  /** The weights as core and factors; goes together with blocks. Ranks of inputs, outputs, and of each axis. */
  | { readonly kind: 'tucker'; readonly ranks: readonly number[] }
  /** One-dimensional transforms, added up, and a pointwise network with so many hidden channels; the input is added. */
  | { readonly kind: 'factorised'; readonly mixing: number }
  /** Grids that are halved towards the middle layer, with twice the channels and half the frequencies. */
  | { readonly kind: 'u-shaped' };

/** A part of the parameters, in the order in which they lie: its arrays are those of {@link arraysOf}. */
export type FnoPart =
  | { readonly kind: 'dense'; readonly inputs: number; readonly outputs: number; readonly active: boolean }
  | ({
      readonly kind: 'spectral';
      readonly layer: FourierLayer;
      readonly active: boolean;
      /** What stands in the place of a matrix for each mode. */
      readonly weights?: Extract<Variant, { kind: 'tucker' | 'factorised' }>;
    } & Skips);

/** The parts of a network from first to last; `active` ones are followed by the activation. */
export function fnoParts(network: Fno): FnoPart[] {
  const { inputs, lift, width, projection, outputs } = network;
  return [...dense([inputs, ...lift, width]), ...layerParts(network), ...dense([width, ...projection, outputs])];
}

function layerParts({ width, layers, modes, blocks, variant }: Fno): FnoPart[] {
  const active = (k: number): boolean => k < layers - 1;
  if (variant?.kind === 'u-shaped') {
    const all = uLayers({ width, layers, modes });
    return all.map(({ layer }, k) => ({ kind: 'spectral', layer, active: active(k), skip: 'linear', past: 'none' }));
  }
  const layer = { inputs: width, outputs: width, modes };
  if (variant?.kind === 'factorised') {
    const own: FnoPart = { kind: 'spectral', layer, active: false, weights: variant, skip: 'none', past: 'none' };
    return Array.from({ length: layers }, () => [own, ...dense([width, variant.mixing, width])]).flat();
  }
  const mixing = blocks?.mixing ?? 0;
  return Array.from({ length: layers }, (_, k): FnoPart[] => [
    { kind: 'spectral', layer, active: active(k), ...(variant && { weights: variant }), ...skipsOf(blocks) },
    ...(mixing > 0 ? dense([width, mixing, width]) : []),
  ]).flat();
}

function dense(sizes: readonly number[]): FnoPart[] {
  const last = sizes.length - 2;
  return sizes.slice(1).map((outputs, k) => ({ kind: 'dense', inputs: sizes[k], outputs, active: k < last }));
}

/**
 * The arrays of a part, one behind the other. Pointwise ones: W [inputs, outputs], b [outputs]. Plain Fourier layers:
 * R [2 m1, .., md, 2 (re, im), inputs, outputs], W as `skip` has it, b, and what leads past the pointwise network of a
 * block. They begin as in the code of Li et al. 2021: W and b in +-1 / sqrt(inputs), R in +-1 / (inputs outputs) (there
 * from 0 to 1: the middle is taken out here).
 */
export function arraysOf(part: FnoPart): PartArray[] {
  const { inputs, outputs } = part.kind === 'dense' ? part : part.layer;
  const start = 1 / Math.sqrt(inputs);
  const bias: PartArray = { key: 'bias', shape: [outputs], start };
  if (part.kind === 'dense') return [{ key: 'weight', shape: [inputs, outputs], start }, bias];
  const { layer, skip, past, weights } = part;
  if (weights?.kind === 'factorised') return axesArrays(layer);
  const beside = (key: string, kind: Skip): PartArray[] => {
    if (kind === 'linear') return [{ key, shape: [inputs, outputs], start }];
    return kind === 'soft-gating' ? [{ key, shape: [inputs], start: 'ones' }] : [];
  };
  return [
    ...(weights ? tuckerArrays(layer, weights.ranks) : [modesArray(layer)]),
    ...beside('weight', skip),
    bias,
    ...beside('past', past),
  ];
}

function modesArray({ inputs, outputs, modes }: FourierLayer): PartArray {
  const kept = modes.map((count, axis) => (axis < modes.length - 1 ? 2 * count : count));
  return { key: 'modes', shape: [...kept, 2, inputs, outputs], start: 1 / (inputs * outputs) };
}

/** The number of parameters of a part. */
export function partCount(part: FnoPart): number {
  return arraysOf(part).reduce((count, { shape }) => count + shape.reduce((product, n) => product * n, 1), 0);
}

/** The number of parameters of a network. */
export function fnoCount(network: Fno): number {
  return fnoParts(network).reduce((count, part) => count + partCount(part), 0);
}
