import { randomBits, randomUniform } from '../../../base/random';
import type { Axis } from '../../problem';
import type { Free } from '../points/bodies';
import { sobol } from '../points/sobol';
import type { Term } from '../statement/statement';

/** Number `k` of `count` points along one of the dimensions, in (0, 1). */
type Sequence = (k: number, dimension: number, count: number, seed: number, draw: number) => number;

const SEQUENCES: Readonly<Record<string, Sequence>> = {
  sobol: (k, dimension, count, seed, draw) => sobol(1 + draw * count + k, dimension, seed),
  uniform: (k, dimension, _, seed, draw) => randomUniform(seed + 31 * dimension, draw * 65536 + k),
  'latin-hypercube': latin,
};

/** Rounds of a sampler at most, where most places are not free. */
const PATIENCE = 100;

/** A draw of points: how they are drawn, which draw it is, and where they may lie. */
export interface Draw {
  readonly sampler: string;
  readonly seed: number;
  readonly draw: number;
  readonly free: Free | null;
}

/**
 * Points of a term by one of the samplers, [axis][count]: `sobol` (a stretch of the sequence for each draw), `uniform`
 * (independent), `latin-hypercube` (McKay, Beckman and Conover 1979: one point in each of `count` slices of every
 * axis). Where bodies are in the way, more rounds fill up what they took; fewer points, where there is hardly room.
 */
export function samplePoints(
  axes: readonly Axis[],
  { face }: Pick<Term, 'face'>,
  count: number,
  { sampler, seed, draw, free }: Draw,
): Float64Array[] {
  const sequence = SEQUENCES[sampler];
  const found: number[][] = [];
  for (let round = 0; found.length < count && round < PATIENCE; round++) {
    for (let k = 0; k < count && found.length < count; k++) {
      let dimension = 0;
      const place = axes.map(({ min, max }, axis) => {
        if (face?.axis === axis) return face.at;
        return min + (max - min) * sequence(k, dimension++, count, seed + 1009 * round, draw);
      });
      if (free === null || free(place)) found.push(place);
    }
  }
  return axes.map((_, axis) => Float64Array.from(found, (place) => place[axis]));
}

/** Point k lies in slice p(k) for a permutation p drawn for each axis and draw, anywhere inside. */
function latin(k: number, dimension: number, count: number, seed: number, draw: number): number {
  const own = seed + 31 * dimension + 8191 * draw;
  return (permuted(k, count, own) + randomUniform(own + 5, k)) / count;
}

/**
 * Element k of a permutation of 0 .. count - 1 that is drawn by `seed`: a Feistel network over the next even power of
 * two, walked until it falls inside (Black and Rogaway 2002), so that no table is needed.
 */
function permuted(k: number, count: number, seed: number): number {
  const half = Math.max(1, Math.ceil(Math.log2(Math.max(2, count)) / 2));
  const mask = 2 ** half - 1;
  let value = k;
  do {
    let [left, right] = [value >>> half, value & mask];
    for (let round = 0; round < 4; round++) {
      [left, right] = [right, (left ^ randomBits(seed + round, right)) & mask];
    }
    value = ((left << half) | right) >>> 0;
  } while (value >= count);
  return value;
}
