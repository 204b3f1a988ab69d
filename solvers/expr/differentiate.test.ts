import fc from 'fast-check';
import { derivative as derivativeByMathjs } from 'mathjs';
import { describe, expect, it } from 'vitest';
import type { Expr } from './ast';
import { formulas, TEST_NAMES } from './formulas.testing';
import { compile, differentiate, parse, symbolsOf, toText } from './index';
import { largestPart, moved, randomValues } from './values.testing';

/** Parts beyond this size are not compared: rounding errors would hide the last digits. */
const LARGEST = 1e3;

/** The first name that `expr` uses, by its place among the test names; -1 where it uses none. */
function firstName(expr: Expr): number {
  return TEST_NAMES.findIndex((name) => symbolsOf(expr).has(name));
}

/** The derivative, or null where it would be larger than a formula may be. */
function derived(expr: Expr, by: string): Expr | null {
  try {
    return differentiate(expr, by);
  } catch {
    return null;
  }
}

/**
 * The slope of `f` at 0 by central differences of fourth order, and how far it may be off; null at a jump, a corner
 * or where the function is too rough for the step.
 */
function slope(f: (step: number) => number): { value: number; error: number } | null {
  // No simple fraction: a step of whole periods would not see the jumps of mod(x, 0.001).
  const h = Math.SQRT2 * 2 ** -9;
  const [wide, narrow] = [h, h / 2].map((step) => (f(step) - f(-step)) / (2 * step));
  const [after, before] = [(f(h) - f(0)) / h, (f(0) - f(-h)) / h];
  const size = 1 + Math.abs(narrow);
  // A corner shows as a difference of both sides that no smooth function of this size has; so does a jump.
  if (!(Math.abs(after - before) < 0.05 * size && Math.abs(wide - narrow) < 1e-3 * size)) return null;
  // The error of the extrapolation is below its correction; rounding is 500 operations of eps on parts up to 1e3, by h.
  return { value: (4 * narrow - wide) / 3, error: Math.abs(wide - narrow) + (500 * 2 ** -53 * LARGEST) / h };
}

describe('differentiate', () => {
  it.each([
    ['x^3', '3*x^2'],
    ['x^2*y', '2*x*y'],
    ['sin(x)*cos(x)', 'cos(x)^2 - sin(x)^2'],
    ['exp(-x^2)', '-2*exp(-x^2)*x'],
    ['log(x)/x', '1/x^2 - log(x)/x^2'],
    ['x^y', 'y*x^(y - 1)'],
    ['2^x', '2^x*log(2)'],
    ['sqrt(1 + x^2)', 'x/sqrt(1 + x^2)'],
    ['abs(x)', 'sign(x)'],
    ['step(x) + sign(x) + floor(x) + (x < 1)', '0'],
    ['where(x < 0, x^2, y)', 'where(x < 0, 2*x, 0)'],
    ['max(x, y)', 'where(x >= y, 1, 0)'],
    ['mod(x, y)', '1'],
    ['pi*e + y', '0'],
    ['u_xx*x + u*nu', 'u_xx'],
  ])('%s by x is %s', (text, expected) => {
    expect(toText(differentiate(parse(text), 'x'))).toBe(expected);
  });

  it('counts a derivative and its unknown as independent', () => {
    expect(toText(differentiate(parse('u*u_x^2'), 'u_x'))).toBe('2*u*u_x');
    expect(toText(differentiate(parse('u*u_x^2'), 'u'))).toBe('u_x^2');
  });

  it('is the slope, for random formulas', () => {
    let [compared, tried] = [0, 0];
    fc.assert(
      fc.property(formulas(), fc.nat(), (expr, seed) => {
        const index = firstName(expr);
        const symbolic = index < 0 ? null : derived(expr, TEST_NAMES[index]);
        if (symbolic === null) return;
        const values = randomValues(seed);
        const own = compile(symbolic, TEST_NAMES)(values);
        if (!(largestPart(expr, values) < LARGEST && Number.isFinite(own))) return;
        tried++;
        const evaluate = compile(expr, TEST_NAMES);
        const seen = slope((step) => evaluate(moved(values, index, step)));
        if (seen === null) return;
        compared++;
        expect(Math.abs(own - seen.value), `${toText(expr)} by ${TEST_NAMES[index]}`).toBeLessThan(seen.error);
      }),
      { numRuns: 1500, seed: 3 },
    );
    expect(compared).toBeGreaterThan(0.7 * tried);
    expect(compared).toBeGreaterThan(300);
  });

  it('is what mathjs finds, for random smooth formulas', () => {
    const smooth = formulas(
      ['+', '-', '*', '/', '^'],
      ['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'exp', 'log', 'sqrt', 'abs'],
    );
    let compared = 0;
    fc.assert(
      fc.property(smooth, fc.nat(), (expr, seed) => {
        const index = firstName(expr);
        const symbolic = index < 0 ? null : derived(expr, TEST_NAMES[index]);
        if (symbolic === null) return;
        const values = randomValues(seed);
        // Where all parts are real and of moderate size, so that rounding stays small in both formulas.
        if (!(largestPart(expr, values) < LARGEST && largestPart(symbolic, values) < LARGEST)) return;
        const scope = Object.fromEntries(TEST_NAMES.map((name, k) => [name, values[k]]));
        // `7.*x` would be a product of arrays there.
        const text = toText(expr).replaceAll('7.', '7.0');
        const theirs: unknown = derivativeByMathjs(text, TEST_NAMES[index], { simplify: false }).evaluate(scope);
        if (typeof theirs !== 'number' || !Number.isFinite(theirs)) return;
        compared++;
        const ours = compile(symbolic, TEST_NAMES)(values);
        // Some 500 operations on parts up to 1e3, the square of which may stand in a quotient rule.
        const rounding = 500 * 2 ** -53 * LARGEST ** 2;
        expect(Math.abs(ours - theirs), `${toText(expr)} by ${TEST_NAMES[index]}`).toBeLessThan(rounding);
      }),
      { numRuns: 500, seed: 4 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});
