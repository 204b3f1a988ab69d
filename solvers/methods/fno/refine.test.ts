import { expect, test } from 'vitest';
import { coarsen, refine } from './refine';

const wave = (shape: readonly number[]): Float64Array => {
  const [ny, nx] = shape;
  return Float64Array.from({ length: ny * nx }, (_, at) => {
    const [x, y] = [(2 * Math.PI * (at % nx)) / nx, (2 * Math.PI * Math.floor(at / nx)) / ny];
    return Math.cos(3 * x + 2 * y) + Math.sin(2 * x - y) + 0.5;
  });
};

// 40 terms a value, each of size below 1.
test.each([
  [[7, 8], 3],
  [[8, 9], 2],
  [[6, 7], 1],
] as const)('waves below half of the points are exact: %j times %i', (shape, finer) => {
  const fine = shape.map((count) => count * finer);
  const refined = refine(wave(shape), shape, finer);
  for (const [at, value] of wave(fine).entries()) expect(refined[at]).toBeCloseTo(value, 12);
  expect(Array.from(coarsen(refined, fine, finer))).toEqual(
    Array.from(wave(shape), (value) => expect.closeTo(value, 12)),
  );
});
