import { describe, expect, it } from 'vitest';
import {
  check,
  compile,
  expand,
  FormulaError,
  normalForm,
  parse,
  parseEquation,
  type Scope,
  simplify,
  toText,
} from './index';

const NAMES = { unknowns: ['u', 'v', 'w', 'f', 'g'], parameters: ['a', 'b'] };
const LINE: Scope = { ...NAMES, coordinates: ['x', 't'] };
const PLANE: Scope = { ...NAMES, coordinates: ['x', 'y', 't'] };
const SPACE: Scope = { ...NAMES, coordinates: ['x', 'y', 'z', 't'] };

function expanded(text: string, scope: Scope): string {
  const expr = parse(text);
  check(expr, scope, text);
  return toText(simplify(expand(expr, scope, text)));
}

function residual(text: string, scope: Scope): string {
  return toText(normalForm(parseEquation(text), scope));
}

describe('expand', () => {
  it.each([
    [LINE, 'lap(u)', 'u_xx'],
    [LINE, 'div(a*u)', 'a*u_x'],
    [PLANE, 'lap(u)', 'u_xx + u_yy'],
    [SPACE, 'lap(u)', 'u_xx + u_yy + u_zz'],
    [PLANE, 'div((u, v))', 'u_x + v_y'],
    [PLANE, 'curl((u, v))', 'v_x - u_y'],
    [PLANE, 'dot((a, b), curl(u))', 'a*u_y - b*u_x'],
    [SPACE, 'dot((1, 0, 0), curl((u, v, w)))', 'w_y - v_z'],
    [SPACE, 'dot((0, 1, 0), curl((u, v, w)))', 'u_z - w_x'],
    [SPACE, 'dot((0, 0, 1), curl((u, v, w)))', 'v_x - u_y'],
    [PLANE, 'dot((u, v), grad(u))', 'u*u_x + v*u_y'],
    [PLANE, 'div(u^2*grad(u))', '2*u*u_x^2 + u^2*u_xx + 2*u*u_y^2 + u^2*u_yy'],
    [PLANE, 'lap(lap(u))', 'u_xxxx + 2*u_xxyy + u_yyyy'],
    [PLANE, 'dot(grad(x^2*y + t), (1, 1))', '2*x*y + x^2'],
    [PLANE, 'dot(2*(u, v) - (v, u)/a, -(1, 0))', '-2*u + v/a'],
    [PLANE, 'u_tx + u_yx + u_yt', 'u_xt + u_xy + u_yt'],
    [LINE, 'div(sin(u)*u_x)', 'cos(u)*u_x^2 + sin(u)*u_xx'],
    [LINE, 'lap(u*u_t)', 'u_xx*u_t + 2*u_x*u_xt + u*u_xxt'],
  ])('%# %s', (scope, text, expected) => {
    expect(expanded(text, scope)).toBe(expected);
  });

  it.each([
    [PLANE, 'div(grad(u)) = lap(u)'],
    [SPACE, 'div(grad(u)) = lap(u)'],
    [PLANE, 'curl(grad(u)) = 0'],
    [SPACE, 'dot((f, g, a), curl(grad(u))) = 0'],
    [PLANE, 'div(curl(u)) = 0'],
    [SPACE, 'div(curl((u, v, w))) = 0'],
    [PLANE, 'curl(curl(u)) = -lap(u)'],
    [SPACE, 'dot((1, 0, 0), curl(curl((u, v, w)))) = dot((1, 0, 0), grad(div((u, v, w))) - lap((u, v, w)))'],
    [
      SPACE,
      'dot((0, 0, 1), curl(f*grad(g))) = dot((0, 0, 1), (f_y*g_z - f_z*g_y, f_z*g_x - f_x*g_z, f_x*g_y - f_y*g_x))',
    ],
    [PLANE, 'div(a*(u, v)) = a*u_x + a*v_y'],
    [PLANE, 'div(f*(u, v)) = dot(grad(f), (u, v)) + f*u_x + f*v_y'],
    [PLANE, 'lap(f*g) = f_xx*g + f_yy*g + dot(2*grad(f), grad(g)) + f*g_xx + f*g_yy'],
  ])('%# identity %s', (scope, text) => {
    expect(residual(text, scope)).toBe('0');
  });

  it('multiplies nothing out, but has the value of the product rule', () => {
    const text = 'div(f*grad(g)) - dot(grad(f), grad(g)) - f*lap(g)';
    const expr = expand(parse(text), PLANE, text);
    const names = ['f', 'f_x', 'f_y', 'g_x', 'g_y', 'g_xx', 'g_yy'];
    // Integers: exact.
    expect(compile(expr, names)([3, -5, 7, 11, -13, 17, 19])).toBe(0);
  });

  it.each([
    [PLANE, 'u + grad(u)', [0, 11], 'a number and a row of components cannot be added: give both the same components'],
    [PLANE, 'u_t = grad(u)', [6, 13], 'the formula must be a number, but this has 2 components'],
    [PLANE, 'sin(grad(u))', [4, 11], 'an argument of sin must be a number'],
    [PLANE, 'grad(u)*grad(v)', [0, 15], 'two rows of components multiply as dot(a, b)'],
    [PLANE, '1/grad(u)', [0, 9], '`/` takes numbers, not rows of components'],
    [PLANE, 'dot(grad(u), (1, 2, 3))', [0, 23], '2 components here and 3 there: give both as many'],
    [PLANE, 'div(u)', [0, 6], 'div takes 2 components (x, y), not 1: write div((f, g))'],
    [SPACE, 'div((u, v))', [0, 11], 'write div((f, g, h))'],
    [PLANE, 'grad((u, v))', [0, 12], 'grad takes a number, not a row of components'],
    [LINE, 'curl(u)', [0, 7], 'curl takes as many components as there are coordinates, two or three; here they are x'],
    [LINE, 'grad(u)', [0, 7], 'in one dimension write u_x'],
    [
      { ...NAMES, coordinates: ['t'] },
      'lap(u)',
      [0, 6],
      'there are no coordinates in space for lap: add one, such as x',
    ],
    [
      { ...NAMES, coordinates: ['r', 't'] },
      '1 + lap(u)',
      [4, 10],
      'lap(u) is for Cartesian coordinates, not r: write the derivatives',
    ],
  ] as const)('%# refuses %s', (scope, text, span, reason) => {
    try {
      if (text.includes('=')) normalForm(parseEquation(text), scope);
      else expand(parse(text), scope, text, 'equations[0]');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(FormulaError);
      expect(error).toMatchObject({ reason: expect.stringContaining(reason), span, text });
    }
  });

  it('refuses what grows too large', () => {
    const text = `${'lap('.repeat(6)}sin(u*v)${')'.repeat(6)}`;
    expect(() => expand(parse(text), SPACE, text)).toThrow(/operations: use at most 500/);
  });
});
