import { describe, expect, it } from 'vitest';
import { decayingStart } from './batches.testing';
import { relativeL2 } from './evolve.testing';
import { type RandomFieldSpec, randomField } from './random-field';

const FIELD: RandomFieldSpec = {
  shape: [12, 18],
  lengths: [1, 2],
  spectrum: (k) => (k < 5 ? 1 / (1 + k * k) : 0),
  seed: 3,
  sample: 0,
  mean: 0.5,
  rms: null,
};

describe('random fields', () => {
  it('are the same on a finer grid', () => {
    const coarse = randomField(FIELD);
    const fine = randomField({ ...FIELD, shape: [24, 36] });
    // Sums of some hundred waves in f64.
    coarse.forEach((value, k) => {
      const at = 2 * Math.floor(k / 18) * 36 + 2 * (k % 18);
      expect(Math.abs(value - fine[at])).toBeLessThan(1e-13);
    });
  });

  it('have the variance that the spectrum says, over many samples', () => {
    const samples = 400;
    let [sum, squares, cross] = [0, 0, 0];
    for (let sample = 0; sample < samples; sample++) {
      const field = randomField({ ...FIELD, shape: [16], lengths: [1], sample });
      sum += field[3];
      squares += (field[3] - 0.5) ** 2;
      cross += (field[3] - 0.5) * (field[11] - 0.5);
    }
    // Each mode adds its amplitude squared, times cos(k dx) at a distance dx of half the interval.
    const modes = [1, 2, 3, 4].map((k) => [k, 1 / (1 + k * k) ** 2]);
    const variance = modes.reduce((total, [, power]) => total + power, 0);
    const apart = modes.reduce((total, [k, power]) => total + power * Math.cos(Math.PI * k), 0);
    // Four standard errors: a mean of n normals has sqrt(variance / n), their variance sqrt(2 / n) of itself.
    expect(Math.abs(sum / samples - 0.5)).toBeLessThan(4 * Math.sqrt(variance / samples));
    expect(Math.abs(squares / samples - variance)).toBeLessThan(4 * variance * Math.sqrt(2 / samples));
    expect(Math.abs(cross / samples - apart)).toBeLessThan(4 * variance * Math.sqrt(2 / samples));
  });

  it('are scaled to a root mean square, and other seeds and samples give others', () => {
    const scaled = randomField({ ...FIELD, mean: 0, rms: 2 });
    expect(Math.sqrt(scaled.reduce((sum, value) => sum + value ** 2, 0) / scaled.length)).toBeCloseTo(2, 12);
    expect(randomField({ ...FIELD, seed: 4 })[0]).not.toBe(randomField(FIELD)[0]);
    expect(randomField({ ...FIELD, sample: 1 })[0]).not.toBe(randomField(FIELD)[0]);
  });

  it('draws the stored decaying flow from its seed, as numpy drew it', () => {
    const field = randomField({
      shape: [128, 128],
      lengths: [1, 1],
      spectrum: (k) => (4 * Math.PI ** 2 * k ** 2 + 49) ** -1.25,
      seed: 1702,
      sample: 0,
      mean: 0,
      // The root mean square at which the speed's is 1.
      rms: 7.270133136001205,
      numpy: 63,
    });
    // The stored modes are f32.
    expect(relativeL2(field, decayingStart(128))).toBeLessThan(1e-7);
  });
});
