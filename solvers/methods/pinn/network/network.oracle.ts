import { faaDiBruno } from '../../../array/jets/channels';
import type { NetworkLayout } from './layout';

/**
 * The outputs of a network and their derivatives at one point, in f64: what the kernels are checked against.
 * @param seeds [features][C]; @returns [outputs][C]
 */
export function networkAt(
  layout: NetworkLayout,
  parameters: ArrayLike<number>,
  seeds: readonly (readonly number[])[],
): number[][] {
  const { layers, channels, count } = layout;
  const terms = faaDiBruno(channels);
  let values = seeds.map((row) => [...row]);
  for (const [k, { inputs, outputs, start }] of layers.entries()) {
    const sums = Array.from({ length: outputs }, (_, j) =>
      Array.from({ length: count }, (__, c) => {
        let sum = c === 0 ? parameters[start + inputs * outputs + j] : 0;
        for (let i = 0; i < inputs; i++) sum += parameters[start + i * outputs + j] * values[i][c];
        return sum;
      }),
    );
    if (k + 1 === layers.length) return sums;
    values = sums.map((z) => {
      const slopes = tanhDerivatives(z[0]);
      return terms.map((own) =>
        own.reduce((sum, { coefficient, order, factors }) => {
          return sum + coefficient * slopes[order] * factors.reduce((product, factor) => product * z[factor], 1);
        }, 0),
      );
    });
  }
  return values;
}

/** tanh and its first four derivatives. */
function tanhDerivatives(z: number): number[] {
  const t = Math.tanh(z);
  const d = 1 - t * t;
  return [t, d, -2 * t * d, d * (6 * t * t - 2), d * t * (16 - 24 * t * t)];
}
