import { describe, expect, it } from 'vitest';
import { sobol } from './sobol';
import { drawWeighted } from './weighted';

describe('the Sobol sequence', () => {
  it.each([0, 1, 2, 3])(
    'has one of the first 2^k points in each interval of length 2^-k: dimension %d',
    (dimension) => {
      for (const count of [4, 32, 256]) {
        const cells = Array.from({ length: count }, (_, k) => Math.floor(count * sobol(k, dimension, 9)));
        expect(new Set(cells).size).toBe(count);
      }
    },
  );

  it.each([
    [0, 1],
    [0, 2],
    [1, 2],
    [2, 3],
  ])('spreads better over a square than random points: dimensions %d, %d', (a, b) => {
    const count = 1024;
    const boxes = new Float64Array(64);
    for (let k = 0; k < count; k++) boxes[8 * Math.floor(8 * sobol(k, a, 5)) + Math.floor(8 * sobol(k, b, 5))]++;
    // Random: a deviation of 4 about the mean of 16.
    for (const own of boxes) expect(Math.abs(own - 16)).toBeLessThanOrEqual(4);
  });

  it('is another one for another seed', () => {
    expect(sobol(5, 0, 1)).not.toBe(sobol(5, 0, 2));
  });
});

describe('a weighted draw', () => {
  it('takes items as often as their weights say, none twice', () => {
    const weights = Float64Array.from({ length: 4000 }, (_, k) => (k < 1000 ? 4 : 1));
    const drawn = drawWeighted(weights, 400, 3);
    expect(new Set(drawn).size).toBe(400);
    // Chances 4/7 and 3/7: 229 expected, deviation 10.
    const heavy = drawn.filter((k) => k < 1000).length;
    expect(Math.abs(heavy - 229)).toBeLessThan(40);
  });

  it('takes items of no weight last', () => {
    expect(drawWeighted(Float64Array.of(0, 1, 0, 2), 2, 1)).toEqual([1, 3]);
  });
});
