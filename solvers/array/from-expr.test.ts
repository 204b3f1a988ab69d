import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { compile, differentiate, type Expr, parse, toText } from '../expr';
import { formulas, TEST_NAMES } from '../expr/formulas.testing';
import { largestPart, randomValues } from '../expr/values.testing';
import { bounded } from '../expr/wgsl.oracle';
import type { Gpu } from '../gpu';
import { compileProgram, constant, grad, interpret, type Node, sum } from '.';
import { fromExpr } from './from-expr';

const FORMULAS = [
  'u_t + u*u_x - 0.01/pi*u_xx',
  'x^3 - 2*x^-2 + (x + 3)^0.5',
  'sin(pi*x)*exp(-t) + tanh(x - t)',
  'where(x < 0.47, x, 1 - x) + step(t - 0.2) + (x >= t)*3 - (x <= t)',
  'min(x, t, 0.3) + max(x, t) + abs(x - t) + sign(x - t)',
  'sqrt(1 + x^2) + hypot(x, t) + log(2 + x) + cosh(x) - sinh(t) + pow(x + 2, t)',
  '-x / (1 + u_xx^4)',
  'asin(x) - acos(x/2) + atan(3*x) + atan2(x, t) + atan2(t - 2, -x) + tan(x)',
  'floor(3.3*x) + mod(x, 0.3) + mod(-x, t) + mod(t, -0.7)',
  '(x - 2)^3 + (x - 2)^-3 + (x - 2)^(6/2) + pow(x - 2, 4) + (x - 2)^71',
  'x^(1/2) + x^1.5 + x^-2.5 + x^(1/3) + x^9.5 + 2^x + e^x + (x + 1)^(t + 1)',
  '(x - 2)^floor(5*t) + (-x)^floor(2.5 + t)',
];
const NAMES = ['x', 't', 'u', 'u_x', 'u_t', 'u_xx'];
const SIZE = 23;
const values = NAMES.map((_, n) => Float64Array.from({ length: SIZE }, (_, k) => 0.5 + 0.45 * Math.sin(3 * n + 5 * k)));

/** The value of a formula and its derivative by the first name, at one point. */
function atPoint(expr: Expr, names: readonly string[], by: number, point: ArrayLike<number>): [number, number] {
  const arrays = names.map((_, k) => constant([point[k]]));
  const node = fromExpr(expr, new Map(names.map((name, k): [string, Node] => [name, arrays[k]])));
  const [value, slope] = interpret([sum(node), ...grad(sum(node), [arrays[by]])]);
  return [value[0], slope[0]];
}

describe('arrays of formulas', () => {
  it.each(FORMULAS)('%s has the values of the f64 function, and its derivative by x', (text) => {
    const expr = parse(text);
    const arrays = new Map(NAMES.map((name, k) => [name, constant(values[k])]));
    const node = fromExpr(expr, arrays);
    const [got, slope] = interpret([node, ...grad(sum(node), [arrays.get('x')!])]);
    const evaluate = compile(expr, NAMES);
    const at = (k: number, dx: number): number => evaluate(values.map((column, n) => column[k] + (n === 0 ? dx : 0)));
    for (let k = 0; k < SIZE; k++) {
      const value = at(k, 0);
      // Some 20 roundings of f64, powers by multiplication instead of pow.
      expect(Math.abs(got[k] - value)).toBeLessThan(1e-13 * (1 + Math.abs(value)));
      const difference = (at(k, 1e-6) - at(k, -1e-6)) / 2e-6;
      // h^2/6 f''' with f''' up to some 1e4, and eps/h of a value that may be large beside its derivative.
      const error = 1e-8 * (1 + Math.abs(difference)) + 1e-9 * Math.abs(value);
      expect(Math.abs(slope[k] - difference), `at ${values[0][k]}`).toBeLessThan(error);
    }
  });

  it.each([
    ['x^1.5', 0, 0, 0],
    ['x^(5/2)', 0, 0, 0],
    ['x^(4/3)', 0, 0, 0],
    ['x^0', -2, 1, 0],
    ['x^1', -2, -2, 1],
    ['x^-1', -2, -0.5, -0.25],
    ['x^t', 0, 0, 0],
    ['(x - 1)^(t - 3)', 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ['(x - 2)^t', 1, 1, -2],
    ['x^(t - 2)', 0, 1, 0],
    ['max(x, t)', 2, 2, 1],
    ['min(t, x)', 2, 2, 0],
  ])('%s at x = %d, t = 2 is %d with slope %d', (text, x, value, slope) => {
    expect(atPoint(parse(text), ['x', 't'], 0, [x, 2])).toEqual([value, slope]);
  });

  it('has the value and the symbolic derivative of random formulas', () => {
    let compared = 0;
    fc.assert(
      fc.property(formulas(), fc.nat(), fc.nat(TEST_NAMES.length - 1), (expr, seed, by) => {
        const point = randomValues(seed);
        const named = Object.fromEntries(TEST_NAMES.map((name, k) => [name, point[k]]));
        const oracle = bounded(expr, named);
        if (oracle === null || !Number.isFinite(largestPart(expr, point))) return;
        const [value, slope] = atPoint(expr, TEST_NAMES, by, point);
        // The bounds are those of an f32 evaluation: 2^29 times what f64 needs for either formula.
        expect(Math.abs(value - oracle.value), toText(expr)).toBeLessThanOrEqual(oracle.error + Number.EPSILON);
        const derivative = bounded(differentiate(expr, TEST_NAMES[by]), named);
        if (derivative === null) return;
        compared++;
        expect(Math.abs(slope - derivative.value), toText(expr)).toBeLessThanOrEqual(derivative.error + 1e-12);
      }),
      { numRuns: 1500, seed: 13 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it('names what it cannot take', () => {
    expect(() => fromExpr(parse('x + y'), new Map([['x', constant([1])]]))).toThrow(/`y` has no array/);
    expect(() => fromExpr(parse('lap(x)'), new Map([['x', constant([1])]]))).toThrow(/has no value of its own here/);
  });
});

describe('arrays of formulas on the device', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  it('have the values of the f64 functions', async () => {
    const texts = [
      'asin(x) + acos(y) + atan(5*x) + atan2(x, y) + atan2(-0.1, x) + 0*z',
      '(x - 2)^3 + pow(y - 2, 4) + z^1.5 + z^(1/3) + z^-0.5 + (1 + 0.01*x)^70 + (y/2 - 1)^65',
      '(x - 2)^floor(3*z) + z^x + 2^y + (2 + y)^(x - 1)',
      'floor(4*x) + mod(y, 0.3) + mod(x, -z) + tan(x)',
    ];
    const columns = ['x', 'y', 'z'].map((_, n) =>
      // Away from the jumps of floor and mod; exact in f32.
      Float64Array.from({ length: 37 }, (_, k) =>
        Math.fround((n === 2 ? 1.04 : 0) + 0.93 * Math.sin(7 * n + 5 * k + 0.1)),
      ),
    );
    const arrays = new Map(['x', 'y', 'z'].map((name, k): [string, Node] => [name, constant(columns[k])]));
    const outputs = Object.fromEntries(texts.map((text, k) => [`o${k}`, fromExpr(parse(text), arrays)]));
    const compiled = await compileProgram(gpu, 'formulas', { outputs });
    gpu.run(compiled.program);
    for (const [k, text] of texts.entries()) {
      const expected = interpret([outputs[`o${k}`]])[0];
      const got = await compiled.read(`o${k}`);
      expected.forEach((value, i) => {
        // 2^-21 of pow's own logarithm, by an exponent up to 70; 30 operations of 2.5 units elsewhere.
        expect(Math.abs(got[i] - value), `${text} at ${columns.map((c) => c[i])}`).toBeLessThan(
          6e-5 * (1 + Math.abs(value)),
        );
      });
    }
    compiled.release();
  });
});
