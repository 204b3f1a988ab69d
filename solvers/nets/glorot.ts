import { randomUniform } from '../base/random';

/**
 * Initial parameters of a multilayer perceptron, as `jets` takes them (W [in, out] row by row, then b [out], layer by
 * layer): weights uniform in +-sqrt(6 / (in + out)), biases zero. Glorot and Bengio 2010, equation 16.
 * @param sizes widths: inputs, hidden layers, outputs
 */
export function glorot(sizes: readonly number[], seed = 0): Float64Array {
  let drawn = 0;
  const layers = sizes.slice(1).map((outputs, k) => {
    const bound = Math.sqrt(6 / (sizes[k] + outputs));
    const weights = Array.from({ length: sizes[k] * outputs }, () => bound * (2 * randomUniform(seed, drawn++) - 1));
    return [...weights, ...new Array<number>(outputs).fill(0)];
  });
  return Float64Array.from(layers.flat());
}
