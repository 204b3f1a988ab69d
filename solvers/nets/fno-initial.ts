import { fourierLayerCount } from '../array';
import { randomUniform } from '../base/random';
import { type Fno, type FnoPart, fnoParts, partCount } from './fno';
import { type Skip, skipCount } from './fno-blocks';

/**
 * Initial parameters of a Fourier neural operator, in the order of `fnoParts`: pointwise weights and biases uniform in
 * +-1 / sqrt(inputs), spectral weights uniform in +-1 / (inputs outputs) as in the code of Li et al. 2021 (there from 0
 * to 1: the middle is taken out here).
 */
export function fnoInitial(network: Fno, seed = 0): Float32Array<ArrayBuffer> {
  return initialOf(fnoParts(network), seed);
}

/** The same of single parts, one behind the other. */
export function initialOf(parts: readonly FnoPart[], seed: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(parts.reduce((count, part) => count + partCount(part), 0));
  let at = 0;
  const fill = (count: number, bound: number): void => {
    for (const end = at + count; at < end; at++) values[at] = bound * (2 * randomUniform(seed, at) - 1);
  };
  const beside = (skip: Skip, width: number): void => {
    const count = skipCount(skip, width);
    if (skip === 'linear') fill(count, 1 / Math.sqrt(width));
    // Factors begin at 1.
    else for (const end = at + count; at < end; at++) values[at] = 1;
  };
  for (const part of parts) {
    if (part.kind === 'dense') fill(partCount(part), 1 / Math.sqrt(part.inputs));
    else {
      const { layer, skip, past } = part;
      const { inputs, outputs } = layer;
      fill(fourierLayerCount(layer) - (inputs + 1) * outputs, 1 / (inputs * outputs));
      beside(skip, inputs);
      fill(outputs, 1 / Math.sqrt(inputs));
      beside(past, inputs);
    }
  }
  return values;
}
