import { describe, expect, it } from 'vitest';
import { check, checkScope, derivativeOf, FormulaError, parse, parseEquation, type Scope } from './index';

const SCOPE: Scope = {
  unknowns: ['u', 'v', 'rho_s'],
  coordinates: ['x', 'y', 't', 'theta'],
  parameters: ['nu', 'k_f', 'gamma'],
  definitions: ['R'],
};

describe('check', () => {
  it('sorts the names of a formula', () => {
    const { left, text } = parseEquation('u_t + u*u_xyy - ν*rho_s_tt + k_f*R + pi*x = 0');
    const names = check(left, SCOPE, text);
    expect([...names.unknowns]).toEqual(['u']);
    expect([...names.derivatives.values()]).toEqual([
      { name: 'u_t', unknown: 'u', by: ['t'] },
      { name: 'u_xyy', unknown: 'u', by: ['x', 'y', 'y'] },
      { name: 'rho_s_tt', unknown: 'rho_s', by: ['t', 't'] },
    ]);
    expect([...names.parameters]).toEqual(['nu', 'k_f']);
    expect([...names.definitions]).toEqual(['R']);
    expect([...names.coordinates]).toEqual(['x']);
  });

  it('takes Greek coordinates whole', () => {
    const expr = parse('u_xθt');
    expect([...check(expr, SCOPE, 'u_xθt').derivatives.values()]).toEqual([
      { name: 'u_xthetat', unknown: 'u', by: ['x', 'theta', 't'] },
    ]);
    expect(derivativeOf('k_f', SCOPE)).toBeNull();
  });

  it.each([
    ['u + k*x', '`k` is unknown: add it as a parameter', [4, 5]],
    ['u*gama', '`gama` is unknown: did you mean gamma? If not, add it as a parameter', [2, 6]],
    [
      'u_xz',
      '`u_xz` is unknown: derivatives of u are by x, y, t, theta; if it is no derivative, add it as a parameter',
      [0, 4],
    ],
    ['w_xx', '`w_xx` is unknown: for a derivative add `w` as an unknown, else add `w_xx` as a parameter', [0, 4]],
    ['1 + constructor', '`constructor` is unknown: add it as a parameter', [4, 15]],
  ])('%s: %s', (text, reason, span) => {
    try {
      check(parse(text), SCOPE, text, 'equations.1');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(FormulaError);
      expect(error).toMatchObject({ reason, span, field: 'equations.1', code: 'bad-input' });
    }
  });

  it('refuses a name that could be a parameter or a derivative', () => {
    const scope = { ...SCOPE, parameters: ['u_x'] };
    const reason = '`u_x` could be the parameter or the derivative of u by x: rename the parameter';
    expect(() => check(parse('2*u_x'), scope, '2*u_x')).toThrow(reason);
    expect(() => checkScope(scope)).toThrow(reason);
  });
});

describe('checkScope', () => {
  it('accepts a sound scope', () => {
    expect(() => checkScope(SCOPE)).not.toThrow();
  });

  it.each([
    [{ parameters: ['e'] }, 'parameters.e', 'is the number 2.7183'],
    [{ unknowns: ['sin'] }, 'unknowns.sin', 'is a function'],
    [{ unknowns: ['div'] }, 'unknowns.div', 'is a function'],
    [{ parameters: ['ν'] }, 'parameters.ν', 'write `nu` here'],
    [{ parameters: ['2k'] }, 'parameters.2k', 'a name is a letter'],
    [{ coordinates: [''] }, 'coordinates.', 'a name is a letter'],
    [{ parameters: ['__proto__'] }, 'parameters.__proto__', 'a name is a letter'],
    [{ parameters: ['x'] }, 'parameters.x', '`x` is already a coordinate'],
    [{ definitions: ['u'] }, 'definitions.u', '`u` is already an unknown'],
    [{ unknowns: ['u', 'u_t'] }, 'unknowns.u_t', 'rename the unknown'],
  ])('refuses %j', (part, field, reason) => {
    try {
      checkScope({ ...SCOPE, ...part });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-input', field, message: expect.stringContaining(reason) });
    }
  });
});
