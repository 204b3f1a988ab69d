import { describe, expect, it } from 'vitest';
import { placesInWords } from './places';

describe('the places of extremes', () => {
  const [x, y] = [Float64Array.of(0, 0.5, 1), Float64Array.of(2, 3)];

  it('are told with values and units, row by row', () => {
    const values = Float32Array.of(1, 4, 2, 0, -3, 1);
    expect(placesInWords({ x, y, values }, 'K')).toBe('; least −3 K at (0.5, 3), largest 4 K at (0.5, 2)');
  });

  it('leave out what holds no number', () => {
    const values = Float32Array.of(Number.NaN, 4, 2, 0, Number.NaN, 1);
    expect(placesInWords({ x, y, values }, '')).toBe('; least 0 at (0, 3), largest 4 at (0.5, 2)');
    expect(placesInWords({ x, y, values: values.fill(Number.NaN) }, '')).toBe('');
  });
});
