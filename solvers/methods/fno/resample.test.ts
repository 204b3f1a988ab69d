import { expect, test } from 'vitest';
import { resampled } from './resample';

const cells = (_axis: number, points: number) => Float64Array.from({ length: points }, (_, k) => (k + 0.5) / points);

test.each([
  [8, 12],
  [9, 21],
  [12, 7],
])('waves that %i points hold come out on %i points', (n, m) => {
  const wave = (y: number, x: number) => 1 + Math.cos(2 * Math.PI * (2 * x - y)) + Math.sin(2 * Math.PI * 3 * x);
  const on = (count: number) => {
    const at = cells(0, count);
    return Float32Array.from({ length: count ** 2 }, (_, k) => wave(at[Math.floor(k / count)], at[k % count]));
  };
  const { data } = resampled({ shape: [n, n], count: 1, data: on(n) }, [m, m], [true, true], cells);
  // Sums of n values of size 3 along each axis, which come in f32.
  const tolerance = 2 * n * 3 * 2 ** -24;
  for (const [k, value] of on(m).entries()) expect(Math.abs(data[k] - value)).toBeLessThan(tolerance);
});

test('cells whose values jump go to the nearest, channel by channel', () => {
  const { data, shape } = resampled(
    { shape: [3], count: 2, data: Float32Array.of(1, 10, 2, 20, 3, 30) },
    [6],
    [false],
    cells,
  );
  expect([...data]).toEqual([1, 10, 1, 10, 2, 20, 2, 20, 3, 30, 3, 30]);
  expect(shape).toEqual([6]);
});
