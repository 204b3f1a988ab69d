import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, parse, type Scope, symbolsOf, toText, totalDerivative } from './index';

const SCOPE: Scope = { unknowns: ['u', 'v'], coordinates: ['x', 't'], parameters: ['k'] };

describe('totalDerivative', () => {
  it.each([
    ['u', 'x', 'u_x'],
    ['u_x', 't', 'u_xt'],
    ['u_t', 'x', 'u_xt'],
    ['x*u', 'x', 'u + x*u_x'],
    ['k*u*v_x', 'x', 'k*u_x*v_x + k*u*v_xx'],
    ['sin(k*t)', 'x', '0'],
    ['u^2/2', 't', 'u*u_t'],
    ['pi*k', 't', '0'],
  ])('%s by %s is %s', (text, by, expected) => {
    expect(toText(totalDerivative(parse(text), by, SCOPE))).toBe(expected);
  });

  it.each(['R', 'w_x', 'w'])('refuses %s, of which it knows nothing', (text) => {
    expect(() => totalDerivative(parse(`x*${text}`), 'x', SCOPE)).toThrow(
      /cannot be differentiated: put its formula in/,
    );
  });

  it('is the slope along a curve through given functions', () => {
    // u = sin(2x + 3t), v = exp(x - t): every derivative is known.
    const values = (name: string, x: number, t: number): number => {
      const [unknown, by = ''] = name.split('_');
      if (name === 'x' || name === 't') return name === 'x' ? x : t;
      if (name === 'k') return 1.5;
      const inTime = [...by].filter((letter) => letter === 't').length;
      if (unknown === 'v') return (-1) ** inTime * Math.exp(x - t);
      return 2 ** (by.length - inTime) * 3 ** inTime * Math.sin(2 * x + 3 * t + (by.length * Math.PI) / 2);
    };
    const at = (text: string, x: number, t: number): number => {
      const expr = parse(text);
      const names = [...symbolsOf(expr)];
      return compile(expr, names)(names.map((name) => values(name, x, t)));
    };
    const texts = ['u*u_x - k*v_xx', 'exp(u)*v_t^2 + x*t', 'u_xt/(2 + sin(v*x))', 'sqrt(1 + u_x^2)*where(u < 5, v, k)'];
    const place = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.constantFrom('x', 't'), place, place, (text, by, x, t) => {
        const own = at(toText(totalDerivative(parse(text), by, SCOPE)), x, t);
        const f = (step: number): number => (by === 'x' ? at(text, x + step, t) : at(text, x, t + step));
        const h = 1e-3;
        const slope = (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
        // h^4/30 of the fifth derivative, which is below 1e6 for these, and eps/h of values below 1e3.
        expect(Math.abs(own - slope)).toBeLessThan(1e-6);
      }),
      { numRuns: 200, seed: 6 },
    );
  });
});
