import { describe, expect, it } from 'vitest';
import { featuresOf, writeSeeds } from './features';

describe('features', () => {
  it('have the derivatives of their waves', () => {
    const axes = [
      { name: 'x', min: 1, max: 3 },
      { name: 't', min: 0, max: 4 },
    ];
    const features = featuresOf(['periodic', 'plain'], 2);
    expect(features).toHaveLength(5);
    const channels = [
      [0, 0],
      [1, 0],
      [0, 1],
      [2, 0],
    ];
    const at = (x: number, t: number): Float32Array => {
      const into = new Float32Array(features.length * channels.length);
      writeSeeds(features, channels, axes, [x, t], into, 0, 1);
      return into;
    };
    const [x, t] = [1.7, 0.9];
    const seeds = at(x, t);
    const rate = Math.PI;
    const waves = [
      Math.cos(rate * (x - 2)),
      Math.sin(rate * (x - 2)),
      Math.cos(2 * rate * (x - 2)),
      Math.sin(2 * rate * (x - 2)),
    ];
    for (const [k, wave] of waves.entries()) {
      const own = rate * (k < 2 ? 1 : 2);
      const slope = k % 2 === 0 ? -own * waves[k + 1] : own * waves[k - 1];
      const expected = [wave, slope, 0, -(own ** 2) * wave];
      for (const [c, value] of expected.entries()) expect(seeds[k * 4 + c]).toBeCloseTo(value, 4);
    }
    expect([...seeds.subarray(16)].map((value) => Number(value.toFixed(6)))).toEqual([-0.55, 0, 0.5, 0]);
    expect(at(1, t)[0]).toBeCloseTo(at(3, t)[0], 6);
  });
});
