import { randomBits, randomNormal } from '../../base/random';

/** A random field without slope at the sides of a box. */
export interface CosineFieldSpec {
  /** Of the points along y, x as far as they exist: the share of the way from side to side, 0 to 1. */
  readonly shares: readonly Float64Array[];
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
export function cosineField({ shares, spectrum, modes, seed, sample }: CosineFieldSpec): Float64Array {
  const stream = randomBits(seed, sample);
  const axes = shares.length;
  const size = modes ** axes;
  let values = new Float64Array(size);
  for (let at = 1; at < size; at++) {
    const k = Array.from(shares, (_, a) => Math.floor(at / modes ** (axes - 1 - a)) % modes);
    const counter = k.reduce((sum, own) => sum * MOST + own, 0);
    values[at] = spectrum(Math.hypot(...k)) * randomNormal(stream, counter);
  }
  // One axis after the other, from the last: [before][modes][behind] to [before][points][behind].
  let behind = 1;
  for (let a = axes - 1; a >= 0; a--) {
    const points = shares[a].length;
    const before = modes ** a;
    const basis = cosines(shares[a], modes);
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

function cosines(shares: Float64Array, modes: number): Float64Array {
  return Float64Array.from({ length: shares.length * modes }, (_, at) => {
    const k = at % modes;
    return (k === 0 ? 1 : Math.SQRT2) * Math.cos(Math.PI * k * shares[Math.floor(at / modes)]);
  });
}
