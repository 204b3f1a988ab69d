import { randomUniform } from '../base/random';
import { arraysOf, type Fno, type FnoPart, fnoParts, partCount } from './fno-parts';

/** Initial parameters of a Fourier neural operator, in the order of `fnoParts`; see `arraysOf`. */
export function fnoInitial(network: Fno, seed = 0): Float32Array<ArrayBuffer> {
  return initialOf(fnoParts(network), seed);
}

/** The same of single parts, one behind the other. */
export function initialOf(parts: readonly FnoPart[], seed: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(parts.reduce((count, part) => count + partCount(part), 0));
  let at = 0;
  for (const { shape, start } of parts.flatMap(arraysOf)) {
    const end = at + shape.reduce((product, n) => product * n, 1);
    for (; at < end; at++) values[at] = start === 'ones' ? 1 : start * (2 * randomUniform(seed, at) - 1);
  }
  return values;
}
