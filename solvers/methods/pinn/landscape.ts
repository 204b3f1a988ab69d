import { randomNormal } from '../../base/random';
import type { Landscape } from '../solver';
import type { NetworkLayout } from './network/layout';
import type { PinnTraining } from './training';

/**
 * The loss of a training on a plane through its present weights, on the present points and in the present precision
 * (Li et al. 2018, "Visualizing the loss landscape of neural nets", arXiv 1712.09913, equation 1 and section 4). The
 * middle stays where it was taken although the training goes on.
 */
export class PinnLandscape implements Landscape {
  readonly #training: PinnTraining;
  readonly #middle: Float64Array;
  readonly #directions: readonly [Float64Array, Float64Array];

  constructor(training: PinnTraining, seed: number) {
    this.#training = training;
    this.#middle = training.network.slice();
    const { layout } = training.weights;
    this.#directions = [
      filterNormalised(layout, this.#middle, seed, 0),
      filterNormalised(layout, this.#middle, seed, layout.parameters),
    ];
  }

  async losses(first: Float64Array, second: number): Promise<Float64Array> {
    const [a, b] = this.#directions;
    const losses = new Float64Array(first.length);
    for (const [k, step] of first.entries()) {
      const network = this.#middle.map((weight, p) => weight + step * a[p] + second * b[p]);
      losses[k] = await this.#training.levenberg.lossAt(network);
    }
    return losses;
  }
}

/**
 * A random direction whose part in each filter, the weights that lead to one neuron, is as long as the filter itself;
 * biases stay, as in the authors' own pictures.
 * @param drawn random numbers that were drawn before
 */
export function filterNormalised(
  { layers, parameters }: NetworkLayout,
  weights: Float64Array,
  seed: number,
  drawn: number,
): Float64Array {
  const direction = new Float64Array(parameters);
  for (const { inputs, outputs, start } of layers) {
    for (let j = 0; j < outputs; j++) {
      const own = Array.from({ length: inputs }, (_, i) => start + i * outputs + j);
      const random = own.map((p) => randomNormal(seed, drawn + p));
      const scale = Math.hypot(...own.map((p) => weights[p])) / (Math.hypot(...random) || 1);
      for (const [i, p] of own.entries()) direction[p] = scale * random[i];
    }
  }
  return direction;
}
