import { describe, expect, test } from 'vitest';
import { parseSystem, type Scope, toText } from '../../expr';
import { coefficientsOf, discretise, type EllipticForm, ellipticForm, type OfPlace, type OtherForm } from './index';
import { everywhere } from './manufactured.testing';
import { solveDiscrete } from './solve.testing';

const BOX = { min: [0, 0], max: [1, 2], cells: [8, 8] };

function read(text: string, coordinates = ['x', 'y'], fields: string[] = []): EllipticForm | OtherForm {
  const system = parseSystem(`${text}${fields.map((name) => `; ${name} = 1`).join('')}`, {
    unknowns: ['u'],
    coordinates,
  });
  const scope: Scope = { ...system.scope, definitions: [] };
  return ellipticForm(system.equations[0], scope, system.definitions, fields);
}

function form(text: string, coordinates?: string[], fields?: string[]): EllipticForm {
  const found = read(text, coordinates, fields);
  if ('reason' in found) throw new Error(found.reason);
  return found;
}

/** The coefficients at one place, by hand in the table: A_xx, A_xy, A_yy, c, f at (0.3, 0.7). */
const FORMS: readonly (readonly [string, readonly number[]])[] = [
  ['-div(a*grad(u)) + c*u = f; a = 2; c = 3; f = 5', [2, 0, 2, 3, 5]],
  ['div(a*grad(u)) - c*u + f = 0; a = 2; c = 3; f = 5', [2, 0, 2, 3, 5]],
  ['x*y = c*u - div((1 + x)*grad(u)); c = 3', [1.3, 0, 1.3, 3, 0.21]],
  ['lap(u) + k^2*u = f; k = 4; f = sin(x)', [1, 0, 1, -16, -Math.sin(0.3)]],
  ['-(0.001*u_xx + u_yy) = f; f = y', [0.001, 0, 1, 0, 0.7]],
  ['-(A11*u_xx + 2*A12*u_xy + A22*u_yy) = 1; A11 = 2; A12 = 0.5; A22 = 1', [2, 0.5, 1, 0, 1]],
  ['div((x*u_x + y*u_y, y*u_x + 3*u_y)) = 1 + u', [0.3, 0.7, 3, 1, -1]],
  ['-2*div(x*grad(u))/4 - 3*lap(u) = 6*(u - 1)', [3.15, 0, 3.15, -6, -6]],
  ['u_xx = -u_yy', [1, 0, 1, 0, 0]],
  ['div(K(x)*grad(u)) = 0; K(s) = 1 + s^2', [1.09, 0, 1.09, 0, 0]],
];

function valuesOf(found: EllipticForm, parameters: Record<string, number>): number[] {
  const { a, c, f } = coefficientsOf(found, BOX, parameters);
  const value = (quantity: unknown): number =>
    typeof quantity === 'function' ? (quantity as OfPlace)(0.3, 0.7, 0) : (quantity as number);
  const entries = a as { diagonal?: unknown[]; xx?: unknown; xy?: unknown; yy?: unknown };
  if (typeof a === 'object' && 'xx' in a) return [entries.xx, entries.xy, entries.yy, c, f].map(value);
  const [xx, yy] = entries.diagonal ?? [a, a];
  return [value(xx), 0, value(yy), value(c), value(f)];
}

test.each(FORMS)('%s', (text, expected) => {
  const system = parseSystem(text, { unknowns: ['u'], coordinates: ['x', 'y'] });
  const parameters = Object.fromEntries(system.parameters.map(({ name, value }) => [name, value.value]));
  const found = valuesOf(form(text), parameters);
  found.forEach((value, k) => {
    expect(value).toBeCloseTo(expected[k], 12);
  });
});

const OTHERS: readonly (readonly [string, RegExp, boolean])[] = [
  ['-lap(u) = exp(u)', /not linear in u/, false],
  ['div(u^2*grad(u)) = 1', /not linear in u/, false],
  ['lap(u) + u_x = 1', /u_x is not a term/, true],
  ['x*u_xx + u_yy = 1', /the coefficient x of u_xx varies: write it as div/, true],
  ['x*div(x*grad(u)) = 1', /in front of div varies/, true],
  ['div((u_x + x*u_y, u_y)) = 1', /not symmetric/, true],
  ['div((u_x + u, u_y)) = 1', /has u in it, not only slopes/, true],
  ['div((u_x + x, u_y)) = 1', /a part without u/, true],
  ['u = x', /no second derivative/, true],
];

test.each(OTHERS)('%s is of another kind', (text, reason, linear) => {
  const found = read(text) as OtherForm;
  expect(found.reason).toMatch(reason);
  expect(found.linear).toBe(linear);
});

test('time is refused', () => {
  expect((read('u_t = u_xx', ['x', 't']) as OtherForm).reason).toMatch(/no time/);
});

describe('an input field', () => {
  const a = Float64Array.from({ length: 64 }, (_, i) => 1 + ((i * 7) % 5));

  test('alone is the array itself, with either sign', () => {
    for (const text of ['-div(a*grad(u)) = 1', 'div(a*grad(u)) = -1']) {
      const found = coefficientsOf(form(text, undefined, ['a']), BOX, {}, { a });
      expect(found.a).toBe(a);
      expect(found.f).toBe(1);
    }
  });

  test('in a formula gives the same system as its values', () => {
    const found = coefficientsOf(form('-div(exp(a)*grad(u)) = a', undefined, ['a']), BOX, {}, { a });
    const sides = everywhere({ kind: 'dirichlet', value: 0 });
    const one = discretise({ box: BOX, at: 'cells', sides, ...found });
    const other = discretise({ box: BOX, at: 'cells', sides, a: a.map(Math.exp), f: a });
    const [u, v] = [one, other].map((system) => solveDiscrete(system));
    for (const [i, value] of u.entries()) expect(Math.abs(value - v[i])).toBeLessThan(1e-9);
  });

  test('in front of a second derivative is refused', () => {
    expect((read('-a*lap(u) = 1', undefined, ['a']) as OtherForm).reason).toMatch(/the coefficient -a of u_xx varies/);
  });

  test('at nodes is linear between them', () => {
    const nodes = Float64Array.from({ length: 81 }, (_, i) => 1 + (i % 9) / 8 + Math.floor(i / 9) / 4);
    const found = coefficientsOf(form('-div(2*a*grad(u)) = 1', undefined, ['a']), BOX, {}, { a: nodes });
    expect((found.a as OfPlace)(0.31, 1.23, 0)).toBeCloseTo(2 * (1 + 0.31 + 1.23), 12);
  });
});

test('three dimensions', () => {
  const found = form('-div((2*u_x, u_y, (1 + z)*u_z)) = 0', ['x', 'y', 'z']);
  expect(found.a.map((row) => row.map(toText))).toEqual([
    ['-2', '0', '0'],
    ['0', '-1', '0'],
    ['0', '0', '-(1 + z)'],
  ]);
});
