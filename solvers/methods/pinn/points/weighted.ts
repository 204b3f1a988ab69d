import { randomUniform } from '../../../base/random';

/**
 * Indices of `count` of the items, drawn without replacement with chances that go as `weights`, in ascending order:
 * the largest of log(uniform) / weight (Efraimidis and Spirakis 2006). Items without a positive weight come last.
 */
export function drawWeighted(weights: Float64Array, count: number, seed: number): number[] {
  const keys = weights.map((weight, k) =>
    weight > 0 ? Math.log(randomUniform(seed, k)) / weight : Number.NEGATIVE_INFINITY,
  );
  const order = Array.from(keys.keys()).sort((a, b) => keys[b] - keys[a] || a - b);
  return order.slice(0, count).sort((a, b) => a - b);
}
