import { describe, expect, it } from 'vitest';
import { compile, parse } from '../expr';
import { constant, grad, interpret, sum } from '.';
import { fromExpr } from './from-expr';

const FORMULAS = [
  'u_t + u*u_x - 0.01/pi*u_xx',
  'x^3 - 2*x^-2 + (x + 3)^0.5',
  'sin(pi*x)*exp(-t) + tanh(x - t)',
  'where(x < 0.47, x, 1 - x) + step(t - 0.2) + (x >= t)*3 - (x <= t)',
  'min(x, t, 0.3) + max(x, t) + abs(x - t) + sign(x - t)',
  'sqrt(1 + x^2) + hypot(x, t) + log(2 + x) + cosh(x) - sinh(t) + pow(x + 2, t)',
  '-x / (1 + u_xx^4)',
];
const NAMES = ['x', 't', 'u', 'u_x', 'u_t', 'u_xx'];
const SIZE = 23;
const values = NAMES.map((_, n) => Float64Array.from({ length: SIZE }, (_, k) => 0.5 + 0.45 * Math.sin(3 * n + 5 * k)));

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
      // h^2/6 f''' with f''' up to some 200, and eps/h.
      expect(Math.abs(slope[k] - difference)).toBeLessThan(1e-8 * (1 + Math.abs(difference)));
    }
  });

  it('names what it cannot take', () => {
    expect(() => fromExpr(parse('x + y'), new Map([['x', constant([1])]]))).toThrow(/`y` has no array/);
    expect(() => fromExpr(parse('floor(x)'), new Map([['x', constant([1])]]))).toThrow(/floor has no array form/);
  });
});
