import { describe, expect, it } from 'vitest';
import { type Definitions, FormulaError, normalForm, parse, parseEquation, type Scope, toText } from './index';

const SCOPE: Scope = { unknowns: ['u', 'v'], coordinates: ['x', 'y', 't'], parameters: ['nu', 'k'] };
const DEFINITIONS: Definitions = new Map([
  ['q', { parameters: [], value: parse('-k*grad(u)') }],
  ['R', { parameters: ['s'], value: parse('1 + s^2') }],
]);
const SIGNATURES = new Map([['R', ['s']]]);

describe('normalForm', () => {
  it.each([
    ['u_t + u*u_x = nu*lap(u)', 'u_t + u*u_x - nu*(u_xx + u_yy)'],
    ['u_t + div(q) = 0', 'u_t - k*u_xx - k*u_yy'],
    ['R(u)*u_t = R(v)', '(1 + u^2)*u_t - 1 - v^2'],
    ['u_tx = u_xt', '0'],
    ['div((u, v)) = 0', 'u_x + v_y'],
  ])('%s is %s', (text, expected) => {
    expect(toText(normalForm(parseEquation(text, undefined, SIGNATURES), SCOPE, DEFINITIONS))).toBe(expected);
  });

  it.each([
    ['u_t = K*u_xx', [6, 7], '`K` is unknown: add it as a parameter'],
    ['u_t = k*u_xz', [8, 12], '`u_xz` is unknown: derivatives of u are by x, y, t'],
    ['R(w)*u_t = 0', [2, 3], '`w` is unknown'],
    ['u_t = q', [6, 7], 'must be a number, but this has 2 components'],
  ])('points into %s', (text, span, reason) => {
    try {
      normalForm(parseEquation(text, undefined, SIGNATURES), SCOPE, DEFINITIONS, 'equations[2]');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(FormulaError);
      expect(error).toMatchObject({ span, text, field: 'equations[2]', reason: expect.stringContaining(reason) });
    }
  });

  it('refuses what is too large with both sides written out', () => {
    const sines = (unknown: string) => Array.from({ length: 90 }, (_, k) => `sin(${k + 2}*${unknown})`).join(' + ');
    const large: Definitions = new Map(
      ['u', 'v'].map((name) => [`sines_${name}`, { parameters: [], value: parse(sines(name)) }]),
    );
    expect(() => normalForm(parseEquation('sines_u = v'), SCOPE, large)).not.toThrow();
    expect(() => normalForm(parseEquation('sines_u = sines_v'), SCOPE, large)).toThrow(
      'with both sides written out the equation has 539 operations: use at most 500',
    );
  });
});
