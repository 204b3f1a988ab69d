import { describe, expect, test } from 'vitest';
import { firstAround, lagrangeTable } from './tables';

/** 13 points of uneven spacing on [0, 1]. */
const points = Float64Array.from({ length: 13 }, (_, k) => (k / 12) ** 1.4);
const places = Float64Array.of(-0.02, 0, 0.013, 0.5, points[7]!, 0.999, 1, 1.03);
const cubic = (x: number) => 2 - x + 3 * x ** 2 - 1.5 * x ** 3;

describe('Lagrange tables', () => {
  test('give cubics exactly, also a little beyond the ends', () => {
    const { starts, weights } = lagrangeTable(points, places);
    for (const [k, place] of places.entries()) {
      let value = 0;
      for (let m = 0; m < 4; m++) value += weights[4 * k + m]! * cubic(points[starts[k]! + m]!);
      // Four products of numbers below 10 in f64.
      expect(Math.abs(value - cubic(place))).toBeLessThan(1e-13);
    }
  });

  test('take what points there are', () => {
    const { starts, weights } = lagrangeTable([0, 2], [0.5]);
    expect([...starts]).toEqual([0]);
    expect([...weights]).toEqual([0.75, 0.25, 0, 0]);
  });

  test('begin as far before a place as they end behind it', () => {
    expect([-1, 0, 2.5, 3, 9].map((place) => firstAround([0, 1, 2, 3, 4, 5], place, 4))).toEqual([0, 0, 1, 1, 2]);
  });
});
