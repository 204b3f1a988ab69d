import { expect, it } from 'vitest';
import { glorot } from './glorot';

it('draws weights within the bound of each layer and of its variance, biases zero', () => {
  const sizes = [2, 40, 60, 1];
  const parameters = glorot(sizes, 7);
  let at = 0;
  sizes.slice(1).forEach((outputs, k) => {
    const count = sizes[k] * outputs;
    const weights = parameters.slice(at, at + count);
    const bound = Math.sqrt(6 / (sizes[k] + outputs));
    expect(Math.max(...weights.map(Math.abs))).toBeLessThan(bound);
    const variance = weights.reduce((sum, w) => sum + w * w, 0) / count;
    // The variance of n draws strays by bound^2 / 3 * sqrt(4 / (5 n)); five times that happens once in a million.
    expect(Math.abs(variance - bound ** 2 / 3)).toBeLessThan(5 * (bound ** 2 / 3) * Math.sqrt(0.8 / count));
    expect([...parameters.slice(at + count, at + count + outputs)]).toEqual(new Array(outputs).fill(0));
    at += count + outputs;
  });
  expect(at).toBe(parameters.length);
});

it('draws the same from the same seed and others from another', () => {
  expect(glorot([3, 5, 1], 2)).toEqual(glorot([3, 5, 1], 2));
  expect(glorot([3, 5, 1], 2)).not.toEqual(glorot([3, 5, 1], 3));
});
