import { describe, expect, test } from 'vitest';
import { randomUniform } from '../../../solvers/base/random';
import { spectrumOf } from './spectrum';

const centres = (n: number, length = 1) => Float64Array.from({ length: n }, (_, k) => (length * (k + 0.5)) / n);
const noise = (count: number) => Float32Array.from({ length: count }, (_, k) => 2 * randomUniform(3, k) - 1);
const meanSquare = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length;
const bounded = { isPeriodic: [false, false], alongX: false } as const;

describe('the spectrum of an error', () => {
  test.each([
    [true, 27, 20],
    [true, 16, 15],
    [false, 23, 18],
  ])('has the mean square of the field (periodic: %s, %i x %i)', (periodic, nx, ny) => {
    const points = { x: centres(nx), y: centres(ny) };
    // Without the fastest wave of an even number of points, which has no sine.
    const field = noise(nx * ny);
    if (periodic) smooth(field, nx, ny);
    const { error, reference } = spectrumOf(points, { isPeriodic: [periodic, periodic], alongX: false }, [
      [field, field.map((value) => 3 * value)],
    ])!;
    const sum = error.reduce((total, value) => total + value * value, 0);
    // f32 values, f64 sums.
    expect(Math.abs(sum / meanSquare(field) - 1)).toBeLessThan(1e-5);
    for (const [k, value] of error.entries()) expect(reference[k]).toBeCloseTo(3 * value, 6);
  });

  test('finds a wave at its number, seen across the longer side', () => {
    const points = { x: centres(40, 2), y: centres(24, 1) };
    const field = Float32Array.from({ length: 40 * 24 }, (_, k) =>
      Math.cos(Math.PI * 3 * points.y[Math.floor(k / 40)]!),
    );
    const { waves, error } = spectrumOf(points, bounded, [[field, field]])!;
    // One and a half waves across a side of 1 are three across 2.
    const largest = error.indexOf(Math.max(...error));
    expect(waves[largest]).toBe(3);
    expect(error[largest]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(Math.max(...error.filter((_, k) => k !== largest))).toBeLessThan(1e-6);
  });

  test('over time is that of each moment, and periodic waves are whole', () => {
    const points = { x: centres(32), y: Float64Array.of(0, 0.1, 0.4, 1) };
    const field = Float32Array.from(
      { length: 32 * 4 },
      (_, k) => Math.floor(k / 32) * Math.sin((2 * Math.PI * 5 * k) / 32),
    );
    const { waves, error } = spectrumOf(points, { isPeriodic: [true, false], alongX: true }, [[field, field]])!;
    expect([...waves]).toEqual(Array.from({ length: 16 }, (_, m) => m));
    expect(error[5]).toBeCloseTo(Math.sqrt((0 + 1 + 4 + 9) / 8), 6);
  });

  test('is not told of uneven points, nor where values are missing', () => {
    const even = { x: centres(16), y: centres(16) };
    const field = noise(256);
    const uneven = { ...even, x: even.x.map((x) => x * x) };
    expect(spectrumOf(uneven, bounded, [[field, field]])).toBe(null);
    const holed = field.slice();
    holed[7] = Number.NaN;
    expect(spectrumOf(even, bounded, [[field, holed]])).toBe(null);
  });
});

/** Mean of each value and its next along both axes, with wrapping: no fastest wave is left. */
function smooth(field: Float32Array, nx: number, ny: number): void {
  const old = field.slice();
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const at = (a: number, b: number) => old[((j + b) % ny) * nx + ((i + a) % nx)]!;
      field[j * nx + i] = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
    }
  }
}
