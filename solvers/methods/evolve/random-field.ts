import { interpret, irfft, variable } from '../../array';
import { randomBits, randomNormal } from '../../base/random';

/** A random periodic Gaussian field. */
export interface RandomFieldSpec {
  /** Points along z, y, x as far as they exist. */
  readonly shape: readonly number[];
  /** Lengths of the sides, in the same order. */
  readonly lengths: readonly number[];
  /** Amplitude of a mode of k waves along the longest side. */
  readonly spectrum: (k: number) => number;
  readonly seed: number;
  /** Samples of one seed are independent. */
  readonly sample: number;
  readonly mean: number;
  /** The root mean square that the fluctuation is scaled to; null leaves it. */
  readonly rms: number | null;
}

/** Waves along an axis that have random numbers of their own. */
const MOST_WAVES = 1024;

/**
 * The sum over modes k of spectrum(|k|) (a cos(k x) + b sin(k x)), a and b standard normal, on the points of a grid, C
 * order. Each mode's numbers depend on the seed, the sample and its waves alone: a finer grid has the same field, with
 * more of its small waves. Modes reach to below half of the points along each axis.
 */
export function randomField({ shape, lengths, spectrum, seed, sample, mean, rms }: RandomFieldSpec): Float64Array {
  const longest = Math.max(...lengths);
  const stream = randomBits(seed, sample);
  const halves = [...shape.slice(0, -1), Math.floor(shape.at(-1)! / 2) + 1];
  const half = variable('half spectrum', [...halves, 2]);
  const size = halves.reduce((product, extent) => product * extent, 1);
  const data = new Float64Array(2 * size);
  const total = shape.reduce((product, extent) => product * extent, 1);
  for (let at = 0; at < size; at++) {
    const waves = wavesAt(at, halves, shape);
    if (waves.some((count, a) => 2 * Math.abs(count) >= shape[a]) || waves.every((count) => count === 0)) continue;
    const k = Math.hypot(...waves.map((count, a) => (count * longest) / lengths[a]));
    // A mode and its mirror image are one: the first nonzero count of waves, from x on, is made positive.
    const turned = waves.findLast((count) => count !== 0)! < 0;
    const mode = turned ? waves.map((count) => -count) : waves;
    const counter = mode.reduce((sum, count) => sum * 2 * MOST_WAVES + count + MOST_WAVES, 0);
    const amplitude = (spectrum(k) * total) / 2;
    data[2 * at] = amplitude * randomNormal(stream, 2 * counter);
    data[2 * at + 1] = (turned ? 1 : -1) * amplitude * randomNormal(stream, 2 * counter + 1);
  }
  const axes = shape.map((_, a) => a);
  const [field] = interpret([irfft(half, shape.at(-1)!, axes)], new Map([[half, data]]));
  const actual = Math.sqrt(field.reduce((sum, value) => sum + value * value, 0) / total);
  const factor = rms === null || actual === 0 ? 1 : rms / actual;
  return field.map((value) => mean + factor * value);
}

/** Signed counts of waves along z, y, x at a place of the half spectrum. */
function wavesAt(at: number, halves: readonly number[], shape: readonly number[]): number[] {
  const waves: number[] = [];
  let rest = at;
  for (let a = halves.length - 1; a >= 0; a--) {
    const place = rest % halves[a];
    rest = Math.floor(rest / halves[a]);
    waves.unshift(a < halves.length - 1 && 2 * place > shape[a] ? place - shape[a] : place);
  }
  return waves;
}
