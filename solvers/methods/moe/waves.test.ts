import { expect, it } from 'vitest';
import * as A from '../../array';
import { randomUniform } from '../../base/random';
import { fourierLayerByProducts } from './operator';
import { allWaves, fromWaves, toWaves } from './waves';

const numbers = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, k) => randomUniform(seed, k) - 0.5);

it.each([[[8]], [[5, 6]], [[4, 3, 7]]])('fields of %s points are the sum of all their waves', (points) => {
  const shape = [2, ...points, 3];
  const data = numbers(
    shape.reduce((a, b) => a * b, 1),
    1,
  );
  const waves = allWaves(points);
  const [found] = A.interpret([fromWaves(toWaves(A.constant(data, shape), waves), waves)]);
  // Sums of up to 14 rounded products a pass, values below 1.
  found.forEach((v, k) => void expect(Math.abs(v - data[k])).toBeLessThan(1e-14));
});

it('a Fourier layer by products is the one by whole transforms, with its gradients, in f64', () => {
  const layer = { inputs: 3, outputs: 4, modes: [2, 3, 2] };
  const shape = [2, 5, 8, 6, 3];
  const x = A.constant(numbers(2 * 5 * 8 * 6 * 3, 2), shape);
  const own = A.constant(numbers(A.fourierLayerCount(layer), 3));
  const both = [
    fourierLayerByProducts(x, own, { kind: 'spectral', layer, active: false }),
    A.fourierLayer(x, own, layer),
  ];
  const cotangent = A.constant(numbers(2 * 5 * 8 * 6 * 4, 4), both[0].shape);
  const [products, transforms] = both.map((value) => A.interpret([value, ...A.vjp([value], [x, own], [cotangent])]));
  products.forEach((values, which) => {
    const size = Math.max(...transforms[which].map(Math.abs));
    // Sums of some 1000 rounded products.
    values.forEach((v, k) => void expect(Math.abs(v - transforms[which][k])).toBeLessThan(1e-13 * Math.max(1, size)));
  });
});
