import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  channelsOf,
  compile,
  linearise,
  normalForm,
  parse,
  parseEquation,
  type Scope,
  symbolsOf,
  toText,
} from './index';

const SCOPE: Scope = { unknowns: ['u', 'v'], coordinates: ['x', 'y', 't'], parameters: ['nu', 'k'] };

const EQUATIONS = [
  'u_t + u*u_x + v*u_y = nu*lap(u)',
  'v_t = div((1 + u^2)*grad(v)) + k*u*(1 - v)',
  'u_xx*u_yy - u_xy^2 = exp(u) + x',
  'u_tt = nu*u_xxxx/(2 + sin(v))',
  'where(u < 0.3, u^2, v)*u_x = sqrt(1 + u_x^2 + u_y^2)',
];

function residual(text: string) {
  return normalForm(parseEquation(text), SCOPE);
}

describe('linearise', () => {
  it('gives each coefficient, by unknown and order', () => {
    const { terms, linear } = linearise(residual('u_t + u*u_x = nu*u_xx + v_yt'), SCOPE);
    expect(terms.map(({ name, coefficient }) => `${name}: ${toText(coefficient)}`)).toEqual([
      'u: u_x',
      'u_x: u',
      'u_t: 1',
      'u_xx: -nu',
      'v_yt: -1',
    ]);
    expect(terms.map(({ unknown, channel }) => [unknown, ...channel])).toEqual([
      ['u', 0, 0, 0],
      ['u', 1, 0, 0],
      ['u', 0, 0, 1],
      ['u', 2, 0, 0],
      ['v', 0, 1, 1],
    ]);
    expect(linear).toBe(false);
  });

  it.each([
    ['u_t = nu*lap(u) + sin(x)*v', true],
    ['u_t = k*x^2/(1 + t)*u_x', true],
    ['u_xx = where(x < 0, u, 2*v)', true],
    ['u = 1', true],
    ['u_t = u^2', false],
    ['u_t = u*v', false],
    ['u_t = 1/u', false],
    ['u_t = abs(u)', false],
    ['u_t = step(u)', false],
    ['u_t = where(u < 0, u, v)', false],
    ['u_t = sign(u_x)', false],
  ])('%s: linear is %s', (text, expected) => {
    expect(linearise(residual(text), SCOPE).linear).toBe(expected);
  });

  it('is what a small change of the unknowns changes', () => {
    const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(...EQUATIONS), numbers, (text, row) => {
        const expr = residual(text);
        const { terms } = linearise(expr, SCOPE);
        const names = [...symbolsOf(expr)];
        const values = names.map((_, k) => row[k]);
        const change = new Map(terms.map(({ name }, k) => [name, row[39 - k]]));
        const along = (step: number): number =>
          compile(expr, names)(values.map((value, k) => value + step * (change.get(names[k]) ?? 0)));
        const own = terms.reduce(
          (sum, { name, coefficient }) => sum + compile(coefficient, names)(values) * (change.get(name) as number),
          0,
        );
        const u = values[names.indexOf('u')];
        // Not across the jump of the fifth equation.
        if (text.includes('where') && Math.abs(u - 0.3) < 1e-3) return;
        const h = 1e-4;
        // Central differences: h^2/6 of a third derivative below 1e2, and eps/h.
        expect(Math.abs((along(h) - along(-h)) / (2 * h) - own)).toBeLessThan(1e-6);
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it('uses the channels that the residual uses', () => {
    for (const text of EQUATIONS) {
      const expr = residual(text);
      const channels = channelsOf([expr], SCOPE);
      for (const { unknown, channel } of linearise(expr, SCOPE).terms)
        expect(channels.get(unknown)).toContainEqual(channel);
    }
  });

  it('takes the largest formula', () => {
    const text = `${'u*v_x + '.repeat(240)}u`;
    const { terms } = linearise(parse(text), SCOPE);
    expect(terms.map(({ name, coefficient }) => `${name}: ${toText(coefficient)}`).join('; ')).toBe(
      'u: 240*v_x + 1; v_x: 240*u',
    );
  });
});
