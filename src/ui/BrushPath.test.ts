import { expect, test } from 'vitest';
import { BrushPath } from './BrushPath';

test('a hand leaves dabs at even distances, however its moves are cut', () => {
  const whole = new BrushPath();
  const dabs = [...whole.points([0, 0], 0.1), ...whole.points([1, 0], 0.1)];
  expect(dabs).toHaveLength(11);
  dabs.forEach(({ at, heading }, k) => {
    expect(at[0]).toBeCloseTo(0.1 * k, 12);
    expect(heading).toEqual(k === 0 ? null : [1, 0]);
  });

  const cut = new BrushPath();
  const pieces = Array.from({ length: 78 }, (_, k) => cut.points([k / 77, 0], 0.1)).flat();
  // Each dab waits for the piece that reaches it.
  expect(pieces.length).toBeGreaterThanOrEqual(10);
  pieces.forEach(({ at }, k) => void expect(at[0]).toBeCloseTo(0.1 * k, 9));
});

test('a hand that rests leaves one dab, and a new press begins anew', () => {
  const path = new BrushPath();
  expect(path.points([2, 3], 0.5)).toEqual([{ at: [2, 3], heading: null }]);
  expect(path.points([2, 3], 0.5)).toEqual([]);
  path.end();
  expect(path.points([9, 9], 0.5)).toEqual([{ at: [9, 9], heading: null }]);
});
