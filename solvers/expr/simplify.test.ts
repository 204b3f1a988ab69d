import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formulas, TEST_NAMES } from './formulas.testing';
import { compile, parse, simplify, toText } from './index';
import { randomValues } from './values.testing';
import { bounded } from './wgsl.oracle';

describe('simplify', () => {
  it.each([
    ['x + x', '2*x'],
    ['x - x', '0'],
    ['2*x*3*y/x', '6*y'],
    ['x*y - y*x', '0'],
    ['x^2*x^3/x', 'x^4'],
    ['x/x', '1'],
    ['0*log(x) + y', 'y'],
    ['y + 2 - x + 3 - y', '5 - x'],
    ['1/3 + 1/6', '1/2'],
    ['x/2 + x/3', '5*x/6'],
    ['0.1*x + 0.2*x', '0.30000000000000004*x'],
    ['-(-x)', 'x'],
    ['-2*x', '-2*x'],
    ['a - (b - (c - d))', 'a - b + c - d'],
    ['(x + 1)*(x + 1)', '(x + 1)^2'],
    ['(-x)^3 + (-x)^2', '-x^3 + x^2'],
    ['2^10 + 2^-1', '2049/2'],
    ['sqrt(4) + sqrt(2)', '2 + sqrt(2)'],
    ['sin(x - x) + cos(0*y)', '1'],
    ['where(1 < 2, x, y)', 'x'],
    ['where(x < 2, y, y)', 'y'],
    ['x^0 + x^1', '1 + x'],
    ['1^x', '1'],
    ['0.5^(0 < 1) + 1', '1.5'],
    ['pi/pi + e - e', '1'],
    ['pow(x, 2)*x', 'x^3'],
    ['(x*y)^2', '(x*y)^2'],
  ])('%s is %s', (text, expected) => {
    expect(toText(simplify(parse(text)))).toBe(expected);
  });

  it('keeps a number that would leave the range of f64 in parts', () => {
    const text = '1e300*(1e300*x)/1e300';
    expect(compile(simplify(parse(text)), ['x'])([1e-300])).toBeCloseTo(1, 12);
    expect(compile(simplify(parse('1e308 + 1e308 - 1e308')), [])([])).toBe(1e308);
  });

  it('keeps the value of random formulas, and has nothing left to do', () => {
    let compared = 0;
    fc.assert(
      fc.property(formulas(), fc.nat(), (expr, seed) => {
        const simple = simplify(expr);
        const text = toText(simple);
        expect(toText(simplify(simple)), toText(expr)).toBe(text);
        expect(toText(simplify(parse(text))), 'read again').toBe(text);
        const values = randomValues(seed);
        const named = Object.fromEntries(TEST_NAMES.map((name, k) => [name, values[k]]));
        const oracle = bounded(expr, named);
        if (oracle === null) return;
        compared++;
        // The bound is that of an f32 evaluation in any order: 2^29 times what f64 needs.
        expect(Math.abs(compile(simple, TEST_NAMES)(values) - oracle.value), text).toBeLessThanOrEqual(
          oracle.error + Number.EPSILON,
        );
      }),
      { numRuns: 3000, seed: 5 },
    );
    expect(compared).toBeGreaterThan(1000);
  });
});
