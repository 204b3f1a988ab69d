import { describe, expect, it } from 'vitest';
import { type Edge, turnAt } from './turn';

const axes = [
  { name: 'x', min: -1, max: 1 },
  { name: 'y', min: 0, max: 3 },
  { name: 'z', min: 0, max: 1 },
];

describe('the angle about an edge', () => {
  it.each([
    [-1, 0],
    [-1, 3],
    [1, 0],
    [1, 3],
  ])('x = %d, y = %d: is 1 on the first face, -1 on the second, and has the derivatives of differences', (x, y) => {
    const edge: Edge = [
      { axis: 0, value: x },
      { axis: 1, value: y },
    ];
    const none = [0, 0, 0];
    expect(turnAt(edge, axes, [x, 1.3, 0.2], none)).toBeCloseTo(1, 12);
    expect(turnAt(edge, axes, [0.3, y, 0.2], none)).toBeCloseTo(-1, 12);
    expect(turnAt(edge, axes, [x, y, 0.2], none)).toBe(1);
    const place = [0.23, 1.1, 0.4];
    for (const channel of [
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [1, 1, 0],
      [0, 2, 0],
      [2, 1, 0],
    ]) {
      for (const axis of [0, 1, 2]) {
        const moved = (by: number): number => turnAt(edge, axes, place.with(axis, place[axis] + by), channel);
        const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        // Rounding 1e-16 / 1e-5, and fifth derivatives of some tens times 1e-10 / 6.
        expect(turnAt(edge, axes, place, channel.with(axis, channel[axis] + 1))).toBeCloseTo(slope, 6);
      }
    }
    expect(turnAt(edge, axes, [x, y, 0.2], [1, 0, 0])).toBe(0);
  });
});
