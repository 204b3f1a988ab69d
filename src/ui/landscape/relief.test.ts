import { expect, it } from 'vitest';
import { quadsOf } from './relief';

it('paints the farthest first, lets light fall from above, and stays inside', () => {
  const heights = Float64Array.from(
    { length: 25 },
    (_, k) => ((k % 5) - 2) ** 2 / 8 + (Math.floor(k / 5) - 2) ** 2 / 8,
  );
  const quads = quadsOf(heights, 5, [-0.6, 0.7], [300, 200]);
  expect(quads).toHaveLength(16);
  const far = quads.map(({ corners }) => corners.reduce((sum, corner) => sum + corner.far, 0));
  expect([...far].sort((a, b) => b - a)).toEqual(far);
  for (const { corners, light, height } of quads) {
    expect(light).toBeGreaterThan(0.4);
    expect(height).toBeLessThanOrEqual(1);
    for (const { x, y } of corners) {
      expect(Math.min(x, y, 300 - x, 200 - y)).toBeGreaterThanOrEqual(0);
    }
  }
  heights[12] = Number.NaN;
  expect(quadsOf(heights, 5, [-0.6, 0.7], [300, 200])).toHaveLength(12);
});
