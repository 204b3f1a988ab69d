import { randomNormal, randomUniform } from '../../base/random';

/**
 * First parameters of a tanh network: weights normal with variance 2 / (in + out) (Glorot and Bengio 2010), those of
 * the first layer `firstScale` times larger; biases 0, those of the first layer uniform in (-1, 1), so that its
 * features bend at different places.
 */
export function initialWeights(sizes: readonly number[], firstScale: number, seed: number): Float64Array {
  let drawn = 0;
  const layers = sizes.slice(1).map((outputs, k) => {
    const deviation = Math.sqrt(2 / (sizes[k] + outputs)) * (k === 0 ? firstScale : 1);
    const weights = Array.from({ length: sizes[k] * outputs }, () => deviation * randomNormal(seed, drawn++));
    const biases = Array.from({ length: outputs }, (_, j) => (k === 0 ? 2 * randomUniform(seed + 1, j) - 1 : 0));
    return [...weights, ...biases];
  });
  return Float64Array.from(layers.flat());
}
