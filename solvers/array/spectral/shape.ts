import { type Lanes, lanesOf } from '../lanes';
import type { Adapter } from '../sharing';

/** A spectral layer over a periodic grid of n1 x n2 points: fields [batch, n1, n2, channels]. */
export interface LayerShape {
  readonly batch: number;
  readonly n1: number;
  readonly n2: number;
  /** Frequencies kept along the first axis, as many of either sign: 0 .. m1 - 1 and -m1 .. -1; 2 m1 <= n1. */
  readonly m1: number;
  /** Frequencies kept along the second axis, of real fields: 0 .. m2 - 1; m2 <= floor(n2 / 2) + 1. */
  readonly m2: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Pairs of places j and n - j, which share their cosines and, up to sign, sines: 0 and n / 2 stand alone. */
export function pairsOf(n: number): number {
  return Math.floor(n / 2) + 1;
}

/** Cosine and sine of 2 pi j k / n. */
export function turn(j: number, k: number, n: number): [number, number] {
  const angle = (2 * Math.PI * ((j * k) % n)) / n;
  return [Math.cos(angle), Math.sin(angle)];
}

/** Where parts of the parameters lie: R [2 m1, m2, 2, inputs, outputs], W [inputs, outputs], b [outputs]. */
export function parametersOf({ m1, m2, inputs, outputs }: Omit<LayerShape, 'batch' | 'n1' | 'n2'>): {
  weights: number;
  bias: number;
  count: number;
} {
  const weights = 4 * m1 * m2 * inputs * outputs;
  const bias = weights + inputs * outputs;
  return { weights, bias, count: bias + outputs };
}

/** Sums of a thread that shares loads: a row of 64 places and 32 channels in one block, still in the first cache. */
const SHARED_SUMS = 272;

/** How threads share the channels of a layer. */
export function layerLanes(channels: number, adapter: Adapter): Lanes {
  const lanes = lanesOf(channels, adapter);
  return lanes.sharing > 0 ? { ...lanes, sums: SHARED_SUMS } : lanes;
}
