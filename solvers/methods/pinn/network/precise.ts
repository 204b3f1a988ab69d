import { faaDiBruno } from '../../../array/jets/channels';
import { type NetworkLayout, TILE } from './layout';

/**
 * The outputs of a network and their derivatives in f64 on the host, where f32 no longer tells one loss from the next.
 * Costs 2 flops a parameter, channel and point: some 10 ms for a thousand points and a thousand parameters.
 * @param seeds features of points as on the device, [tile][features * C][8]
 * @param into outputs, [tile][outputs * C][8], from tile `first` on
 */
export function preciseOutputs(
  { layers, channels, count }: NetworkLayout,
  parameters: Float64Array,
  seeds: Float32Array,
  into: Float64Array,
  first: number,
): void {
  const terms = faaDiBruno(channels);
  const [features, last] = [layers[0].inputs, layers.at(-1)!];
  const points = seeds.length / (features * count);
  const slopes = new Float64Array(5);
  for (let k = 0; k < points; k++) {
    const at = (rows: number, tile: number) => (Math.floor(k / TILE) + tile) * rows * count * TILE + (k % TILE);
    let values = new Float64Array(features * count);
    for (let row = 0; row < values.length; row++) values[row] = seeds[at(features, 0) + row * TILE];
    for (const layer of layers) {
      const sums = sumsOf(layer, parameters, values, count);
      if (layer === last) {
        for (let row = 0; row < sums.length; row++) into[at(last.outputs, first) + row * TILE] = sums[row];
        break;
      }
      values = new Float64Array(sums.length);
      for (let j = 0; j < layer.outputs; j++) {
        tanhDerivatives(sums[j * count], slopes);
        for (const [c, own] of terms.entries()) {
          for (const { coefficient, order, factors } of own) {
            let product = coefficient * slopes[order];
            for (const factor of factors) product *= sums[j * count + factor];
            values[j * count + c] += product;
          }
        }
      }
    }
  }
}

/** W x + b for all channels, [outputs][C]. */
function sumsOf(
  { inputs, outputs, start }: NetworkLayout['layers'][number],
  parameters: Float64Array,
  values: Float64Array,
  count: number,
): Float64Array {
  const sums = new Float64Array(outputs * count);
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < outputs; j++) {
      const weight = parameters[start + i * outputs + j];
      for (let c = 0; c < count; c++) sums[j * count + c] += weight * values[i * count + c];
    }
  }
  for (let j = 0; j < outputs; j++) sums[j * count] += parameters[start + inputs * outputs + j];
  return sums;
}

/** tanh and its first four derivatives. */
function tanhDerivatives(z: number, into: Float64Array): void {
  const t = Math.tanh(z);
  const d = 1 - t * t;
  into.set([t, d, -2 * t * d, d * (6 * t * t - 2), d * t * (16 - 24 * t * t)]);
}
