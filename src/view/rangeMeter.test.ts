import { expect, test } from 'vitest';
import { intersection, latticeOver } from './lattice';
import { approach, follow, robustRange } from './rangeMeter';

test('a lone outlier saturates instead of washing out the picture; an ordinary field is shown whole', () => {
  expect(robustRange({ low: -1, high: 1000, mean: 0, deviation: 1 })).toEqual([-1, 4]);
  expect(robustRange({ low: 0, high: 2, mean: 1, deviation: 0.6 })).toEqual([0, 2]);
  expect(robustRange({ low: 3, high: 3, mean: 3, deviation: 0 })).toEqual([3, 3]);
});

test('a range grows fast and shrinks slowly, and arrives', () => {
  const step = 1 / 60;
  expect(follow(1, 2, 1, step) - 1).toBeGreaterThan(10 * (2 - follow(2, 1, 1, step)));
  expect(-1 - follow(-1, -2, -1, step)).toBeGreaterThan(10 * (follow(-2, -1, -1, step) + 2));
  expect(follow(5, 2, 1, 60)).toBeCloseTo(2, 12);
  expect(follow(1, 2, 1, 0)).toBe(1);
});

test('a range that nothing fills any more is taken anew at once', () => {
  expect(approach([-100, 100], [-1, 1], 0.01)).toEqual([-1, 1]);
  const [low, high] = approach([-2, 2], [-1, 1], 0.01);
  expect(low).toBeLessThan(-1.9);
  expect(high).toBeGreaterThan(1.9);
});

test('a lattice covers its box, stays under its capacity and does not depend on where the box begins', () => {
  const lattice = latticeOver([0.1, 2.3, -1.2, 0.4], 0.07, 2000);
  const { first, spacing, columns, rows } = lattice;
  expect(spacing / 0.07).toBeGreaterThan(2 ** -0.25);
  expect(spacing / 0.07).toBeLessThan(2 ** 0.25);
  expect(first[0] * spacing).toBeLessThanOrEqual(0.1);
  expect((first[0] + columns) * spacing).toBeGreaterThan(2.3);
  expect((first[1] + rows) * spacing).toBeGreaterThan(0.4);
  expect(latticeOver([0.3, 2.5, -1.2, 0.4], 0.07, 2000).spacing).toBe(spacing);
  expect(latticeOver([0, 1, 0, 1], 1e-6, 100).columns).toBeLessThanOrEqual(10);
});

test('intersections are boxes, also where there is nothing in common', () => {
  expect(intersection([0, 2, 0, 2], [1, 3, -1, 1])).toEqual([1, 2, 0, 1]);
  expect(intersection([0, 1, 0, 1], [2, 3, 0, 1])).toEqual([2, 2, 0, 1]);
});
