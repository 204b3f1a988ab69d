import { randomBits, randomNormal } from '../../base/random';

/** A random field without slope at the sides of a box. */
export interface CosineFieldSpec {
  /** Values along y, x as far as they exist. */
  readonly shape: readonly number[];
  /** In the middles of as many cells, or from side to side. */
  readonly at: 'cells' | 'nodes';
  /** Amplitude of a mode of k half waves; modes have norm 1 over the unit box. */
  readonly spectrum: (k: number) => number;
  /** Half waves along each axis: below this number. */
  readonly modes: number;
  readonly seed: number;
  readonly sample: number;
}

/** Half waves along an axis that have random numbers of their own. */
const MOST = 4096;

/**
 * The sum over k of spectrum(|k|) c_k prod_a e(k_a) cos(pi k_a x_a), with c_k standard normal and e(0) = 1, else
 * sqrt(2), without the constant mode. A mode's number depends on seed, sample and k alone: a finer grid has the same
 * field.
 */
export function cosineField({ shape, at: place, spectrum, modes, seed, sample }: CosineFieldSpec): Float64Array {
  const stream = randomBits(seed, sample);
  const size = modes ** shape.length;
  let values = new Float64Array(size);
  for (let at = 1; at < size; at++) {
    const k = Array.from(shape, (_, a) => Math.floor(at / modes ** (shape.length - 1 - a)) % modes);
    const counter = k.reduce((sum, own) => sum * MOST + own, 0);
    values[at] = spectrum(Math.hypot(...k)) * randomNormal(stream, counter);
  }
  // One axis after the other, from the last: [before][modes][behind] to [before][points][behind].
  let behind = 1;
  for (let a = shape.length - 1; a >= 0; a--) {
    const points = shape[a];
    const before = modes ** a;
    const basis = cosines(points, modes, place);
    const next = new Float64Array(before * points * behind);
    for (let b = 0; b < before; b++) {
      for (let p = 0; p < points; p++) {
        for (let k = 0; k < modes; k++) {
          const factor = basis[p * modes + k];
          const [to, from] = [(b * points + p) * behind, (b * modes + k) * behind];
          for (let j = 0; j < behind; j++) next[to + j] += factor * values[from + j];
        }
      }
    }
    values = next;
    behind *= points;
  }
  return values;
}

function cosines(points: number, modes: number, place: 'cells' | 'nodes'): Float64Array {
  return Float64Array.from({ length: points * modes }, (_, at) => {
    const [p, k] = [Math.floor(at / modes), at % modes];
    const share = place === 'cells' ? (p + 0.5) / points : p / (points - 1);
    return (k === 0 ? 1 : Math.SQRT2) * Math.cos(Math.PI * k * share);
  });
}
