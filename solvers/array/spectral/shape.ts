import type { StageContext } from '../stage';

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

/** How the threads of a kernel share the channels, which lie in a row in memory, and how much each holds. */
export interface Lanes {
  /** Threads of a workgroup; they take neighbouring channels. */
  readonly threads: number;
  /** Channels of a thread, `threads` apart. */
  readonly each: number;
  /** Workgroups that cover all channels. */
  readonly turns: number;
  readonly channels: number;
  /** Threads of a subgroup that load a number each of those that all need and hand them round; 0: all load all. */
  readonly sharing: number;
  /** Sums that a thread holds at once. */
  readonly sums: number;
}

/**
 * The plan for so many channels. On software adapters a load takes as long as some ten fused multiply-adds wherever its
 * threads read, so few threads hold many sums (those that spill stay in the first cache), and on llvmpipe, where
 * handing round is as cheap as an addition, a subgroup shares the loads of what is common to its threads.
 */
export function lanesOf(channels: number, { software, subgroup }: Pick<StageContext, 'software' | 'subgroup'>): Lanes {
  const sharing = software && subgroup >= 8 ? subgroup : 0;
  const threads = sharing > 0 ? sharing : software ? 4 : Math.min(64, 8 * Math.ceil(channels / 8));
  const sums = sharing > 0 ? 128 : software ? 256 : 32;
  const { size, blocks } = blocksOf(Math.ceil(channels / threads), sharing > 0 ? 4 : software ? 8 : 1);
  return { threads, each: size, turns: blocks, channels, sharing, sums };
}

/** Pairs of places j and n - j, which share their cosines and, up to sign, sines: 0 and n / 2 stand alone. */
export function pairsOf(n: number): number {
  return Math.floor(n / 2) + 1;
}

/** `count` cut into the fewest equal blocks of at most `most`. */
export function blocksOf(count: number, most: number): { size: number; blocks: number } {
  const blocks = Math.ceil(count / most);
  return { size: Math.ceil(count / blocks), blocks };
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

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, k) => k);
}
