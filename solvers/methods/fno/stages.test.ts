import { expect, test } from 'vitest';
import { radau } from './stages';

// Some ten operations on numbers of size count^2, in f64.
test.each([2, 3, 5, 8])('%i stages differentiate and integrate powers exactly', (count) => {
  const { at, weights, derivative } = radau(count);
  expect(at[count - 1]).toBe(1);
  for (let power = 0; power <= count; power++) {
    for (const [row, own] of derivative.entries()) {
      const values = [power === 0 ? 1 : 0, ...Array.from(at, (t) => t ** power)];
      const found = own.reduce((sum, weight, k) => sum + weight * values[k], 0);
      expect(found).toBeCloseTo(power === 0 ? 0 : power * at[row] ** (power - 1), 11);
    }
  }
  for (let power = 0; power <= 2 * count - 2; power++) {
    expect(at.reduce((sum, t, k) => sum + weights[k] * t ** power, 0)).toBeCloseTo(1 / (power + 1), 13);
  }
});
