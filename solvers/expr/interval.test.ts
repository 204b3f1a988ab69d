import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formulas, TEST_NAMES } from './formulas.testing';
import { compile, parse, toText } from './index';
import { inertiaOf } from './inertia';
import { enclose, type Interval, signOf } from './interval';
import { largestPart } from './values.testing';

describe('enclose', () => {
  const known = new Map<string, Interval>([
    ['k', [0.5, 2]],
    ['x', [-1, 3]],
  ]);
  it.each<[string, number, number]>([
    ['1 + u^2', 1, Number.POSITIVE_INFINITY],
    ['k*x', -2, 6],
    ['x^2', 0, 9],
    ['x^3 - x^-2', Number.NEGATIVE_INFINITY, 27 - 1 / 9],
    ['1/k', 0.5, 2],
    ['k^0.5', Math.SQRT1_2, Math.SQRT2],
    ['exp(u)', Number.MIN_VALUE, Number.POSITIVE_INFINITY],
    ['2 + sin(u)', 1, 3],
    ['sqrt(1 + u_x^2)', 1, Number.POSITIVE_INFINITY],
    ['where(u < 0, 1, k)', 0.5, 2],
    ['where(k > 0, k, x)', 0.5, 2],
    ['max(x, 1) + abs(x)', 1, 6],
    ['(k < 3) + 2*(x < -1) + 4*(x <= 3)', 5, 5],
    ['cosh(u) + tanh(u)', 0, Number.POSITIVE_INFINITY],
    ['pi*e', Math.PI * Math.E, Math.PI * Math.E],
  ])('%s is from %d to %d', (text, min, max) => {
    const [low, high] = enclose(parse(text), known);
    for (const [own, wanted] of [
      [low, min],
      [high, max],
    ]) {
      // A few roundings.
      if (Number.isFinite(wanted)) expect(Math.abs(own - wanted)).toBeLessThan(1e-14 * (1 + Math.abs(wanted)));
      else expect(own).toBe(wanted);
    }
  });

  it('holds every value of random formulas', () => {
    const end = fc.double({ min: -3, max: 3, noNaN: true });
    const box = fc.array(fc.tuple(end, end, fc.double({ min: 0, max: 1, noNaN: true })), {
      minLength: TEST_NAMES.length,
      maxLength: TEST_NAMES.length,
    });
    let narrow = 0;
    fc.assert(
      fc.property(formulas(), box, (expr, rows) => {
        const ranges = rows.map(([a, b]): Interval => [Math.min(a, b), Math.max(a, b)]);
        const values = rows.map(([, , part], k) => ranges[k][0] + part * (ranges[k][1] - ranges[k][0]));
        const value = compile(expr, TEST_NAMES)(values);
        if (!Number.isFinite(largestPart(expr, values))) return;
        const [min, max] = enclose(expr, new Map(TEST_NAMES.map((name, k) => [name, ranges[k]])));
        if (max - min < 1e6) narrow++;
        // Rounding of up to 500 operations on the ends.
        const slack = 1e-12 * (1 + Math.abs(value));
        expect(value, toText(expr)).toBeGreaterThanOrEqual(min - slack);
        expect(value, toText(expr)).toBeLessThanOrEqual(max + slack);
      }),
      { numRuns: 2000, seed: 8 },
    );
    expect(narrow).toBeGreaterThan(1000);
  });

  it('tells signs', () => {
    expect(
      [
        [1, 2],
        [-2, -1],
        [0, 0],
        [0, 1],
        [-1, 1],
      ].map((pair) => signOf(pair as [number, number])),
    ).toEqual([1, -1, 0, null, null]);
  });
});

describe('inertiaOf', () => {
  const small = fc.integer({ min: -3, max: 3 });

  it('is that of the signs that a matrix was made from', () => {
    const made = fc
      .integer({ min: 1, max: 4 })
      .chain((n) =>
        fc.tuple(
          fc.array(small, { minLength: n, maxLength: n }),
          fc.array(small, { minLength: n * n, maxLength: n * n }),
        ),
      );
    fc.assert(
      fc.property(made, ([signs, below]) => {
        const n = signs.length;
        // L D L^T with ones on the diagonal of L: whole numbers, so exact.
        const lower = (i: number, k: number): number => (i === k ? 1 : i > k ? below[i * n + k] : 0);
        const entry = (i: number, j: number): number =>
          signs.reduce((sum, d, k) => sum + lower(i, k) * d * lower(j, k), 0);
        const row = (i: number): Interval[] => signs.map((_, j) => [entry(i, j), entry(i, j)]);
        // Backwards, so that elimination does not just undo it.
        const matrix = signs.map((_, i) => row(n - 1 - i).reverse());
        expect(inertiaOf(matrix)).toEqual({
          positive: signs.filter((d) => d > 0).length,
          zero: signs.filter((d) => d === 0).length,
          negative: signs.filter((d) => d < 0).length,
        });
      }),
      { numRuns: 500, seed: 9 },
    );
  });

  it('holds for every matrix of the intervals, or says nothing', () => {
    const entry = fc
      .tuple(small, fc.constantFrom(0, 0.1, 0.5))
      .map(([middle, radius]): Interval => [middle - radius, middle + radius]);
    let told = 0;
    fc.assert(
      fc.property(
        fc.tuple(entry, entry, entry),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (given, at) => {
          const [a, b, c] = given;
          const own = inertiaOf([
            [a, b],
            [b, c],
          ]);
          if (own === null) return;
          told++;
          const [x, y, z] = given.map(([min, max], k) => min + at[k] * (max - min));
          const root = Math.hypot((x - z) / 2, y);
          // The eigenvalues of [[x, y], [y, z]]; some roundings of numbers of order 1.
          const eigenvalues = [(x + z) / 2 - root, (x + z) / 2 + root].map((value) =>
            Math.abs(value) < 1e-12 ? 0 : value,
          );
          expect(eigenvalues.filter((value) => value > 0)).toHaveLength(own.positive);
          expect(eigenvalues.filter((value) => value < 0)).toHaveLength(own.negative);
        },
      ),
      { numRuns: 1000, seed: 10 },
    );
    expect(told).toBeGreaterThan(300);
  });

  it('copes with unbounded entries', () => {
    const above: Interval = [1, Number.POSITIVE_INFINITY];
    expect(
      inertiaOf([
        [above, [0, 0]],
        [
          [0, 0],
          [2, 2],
        ],
      ]),
    ).toEqual({ positive: 2, zero: 0, negative: 0 });
    expect(
      inertiaOf([
        [
          [0, 0],
          [1, 2],
        ],
        [
          [1, 2],
          [0, 0],
        ],
      ]),
    ).toEqual({ positive: 1, zero: 0, negative: 1 });
    expect(
      inertiaOf([
        [
          [0, 1],
          [0, 0],
        ],
        [
          [0, 0],
          [2, 2],
        ],
      ]),
    ).toBeNull();
  });
});
