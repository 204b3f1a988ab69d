import { interpret, irfft, variable } from '../../array';
import { randomBits, randomNormal } from '../../base/random';
import { NumpyNormals } from './numpy-normals';

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
  /** Draws as numpy does, see {@link numpyModes}: waves along each axis, each way. */
  readonly numpy?: number;
}

/** Waves along an axis that have random numbers of their own. */
const MOST_WAVES = 1024;

/**
 * The sum over modes k of spectrum(|k|) (a cos(k x) + b sin(k x)), a and b standard normal, on the points of a grid, C
 * order. Each mode's numbers depend on the seed, the sample and its waves alone: a finer grid has the same field, with
 * more of its small waves. Modes reach to below half of the points along each axis.
 */
export function randomField({
  shape,
  lengths,
  spectrum,
  seed,
  sample,
  mean,
  rms,
  numpy,
}: RandomFieldSpec): Float64Array {
  const longest = Math.max(...lengths);
  const stream = randomBits(seed, sample);
  const modes = numpy === undefined ? null : numpyModes(seed, sample, numpy, shape.length);
  const halves = [...shape.slice(0, -1), Math.floor(shape.at(-1)! / 2) + 1];
  const half = variable('half spectrum', [...halves, 2]);
  const size = halves.reduce((product, extent) => product * extent, 1);
  const data = new Float64Array(2 * size);
  const total = shape.reduce((product, extent) => product * extent, 1);
  for (let at = 0; at < size; at++) {
    const waves = wavesAt(at, halves, shape);
    if (waves.some((count, a) => 2 * Math.abs(count) >= shape[a]) || waves.every((count) => count === 0)) continue;
    const k = Math.hypot(...waves.map((count, a) => (count * longest) / lengths[a]));
    if (modes) {
      data.set(
        modes(waves).map((part) => spectrum(k) * total * part),
        2 * at,
      );
      continue;
    }
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

/**
 * The modes of fields as the generator of the first Fourier neural operators makes them from numpy's numbers: the real
 * parts of all modes of a box from -most to most along x, y, z, then the imaginary ones; the field is the real part of
 * the sum of spectrum(k) (a + i b) e^{ik x}. Gives what a mode and its mirror image have in common, for waves z, y, x.
 */
function numpyModes(seed: number, sample: number, most: number, axes: number) {
  const [side, normals] = [2 * most + 1, new NumpyNormals(seed)];
  const size = side ** axes;
  for (let skipped = 0; skipped < 2 * size * sample; skipped++) normals.next();
  const [a, b] = [0, 1].map(() => Float64Array.from({ length: size }, () => normals.next()));
  return (waves: readonly number[]): [re: number, im: number] => {
    if (waves.some((count) => Math.abs(count) > most)) return [0, 0];
    const place = waves.toReversed().reduce((at, count) => at * side + count + most, 0);
    const image = size - 1 - place;
    return [(a[place] + a[image]) / 2, (b[place] - b[image]) / 2];
  };
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
