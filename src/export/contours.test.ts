import { describe, expect, it } from 'vitest';
import { contoursOf } from './contours';

function sampled(f: (x: number, y: number) => number, xs: Float64Array, ys: Float64Array): Float64Array {
  return Float64Array.from({ length: xs.length * ys.length }, (_, k) =>
    f(xs[k % xs.length]!, ys[Math.floor(k / xs.length)]!),
  );
}

/** Stretched, so that equal steps cannot be assumed. */
function line(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => -1 + 2 * (k / (n - 1)) ** 1.3);
}

describe('contours', () => {
  it('a circle is one closed line, and its length comes to 2 pi r with the square of the spacing', () => {
    const errors = [11, 21, 41].map((n) => {
      const [xs, ys] = [line(n), line(n + 2)];
      const lines = contoursOf(
        sampled((x, y) => x * x + y * y, xs, ys),
        xs,
        ys,
        0.49,
      );
      expect(lines).toHaveLength(1);
      const [circle] = lines;
      expect(circle!.at(-1)).toEqual(circle![0]);
      const length = circle!
        .slice(1)
        .reduce((sum, [x, y], k) => sum + Math.hypot(x - circle![k]![0], y - circle![k]![1]), 0);
      return Math.abs(length - 2 * Math.PI * 0.7);
    });
    // Second order: halving gains about 4; stretching and where the line cuts the squares make it uneven.
    expect(errors[0]! / errors[2]!).toBeGreaterThan(8);
  });

  it('of a linear field lie on the line to rounding, and end at the sides', () => {
    const [xs, ys] = [line(9), line(7)];
    const [found, ...rest] = contoursOf(
      sampled((x, y) => x + 2 * y, xs, ys),
      xs,
      ys,
      0.3,
    );
    expect(rest).toEqual([]);
    // Two products and a quotient of numbers below 4.
    for (const [x, y] of found!) expect(Math.abs(x + 2 * y - 0.3)).toBeLessThan(1e-14);
    for (const [x, y] of [found![0]!, found!.at(-1)!]) expect(Math.max(Math.abs(x), Math.abs(y))).toBe(1);
  });

  it('a saddle is cut by its mean, into two lines that never cross', () => {
    const ends = Float64Array.of(0, 1);
    const corners = (above: number) => contoursOf([1, 0, above, 1].map(Number), ends, ends, 0.5);
    expect(corners(0)).toHaveLength(2);
    const [low] = contoursOf([1, 0, 0, 0.6], ends, ends, 0.5);
    // The mean 0.4 is below: the corner at the origin keeps to itself.
    expect(low!.every(([x, y]) => x + y < 1)).toBe(true);
    const joined = contoursOf([1, 0.4, 0.4, 1], ends, ends, 0.5);
    expect(joined.every((points) => Math.abs(points[0]![0] - points[0]![1]) > 0.5)).toBe(true);
  });

  it('squares without a number are left out', () => {
    const at = Float64Array.of(0, 1, 2);
    const values = sampled((x) => x, at, at);
    values[4] = Number.NaN;
    expect(contoursOf(values, at, at, 0.5)).toEqual([]);
  });
});
