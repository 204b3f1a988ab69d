import { describe, expect, it } from 'vitest';
import { compile, FormulaError, toText } from '../solvers/expr';
import { parseScene } from './parse';
import { resolve } from './resolve';

const HEAT = {
  version: 1,
  id: 'heat',
  unknowns: ['u', 'v'],
  coordinates: { x: [0, 1], y: [0, 1], t: [0, 1] },
  parameters: { D: 0.5 },
  equations: ['u_t = D*lap(u)', 'v_t = D*lap(v)'],
  grid: { n: 16 },
};

function sideOf(is: string | string[], on = 'x=1') {
  const { sides } = resolve(parseScene({ ...HEAT, conditions: [{ on, is }] })).problem;
  return sides[1]!;
}

function fault(is: string | string[], on = 'x=1'): string {
  try {
    sideOf(is, on);
  } catch (error) {
    if (error instanceof FormulaError) return error.message;
    throw error;
  }
  return '';
}

describe('conditions on a side', () => {
  it.each([
    ['u = sin(y)', 'sin(y)'],
    ['2*u = 4*y', '2*y'],
    ['sin(y) = u', 'sin(y)'],
  ])('read %s as a value', (text, value) => {
    const { kind, values, equations } = sideOf(text);
    expect(kind).toBe('values');
    expect(toText(values.u!)).toBe(value);
    expect(equations).toEqual([]);
  });

  it('read slopes with their coefficients, each unknown for itself', () => {
    const { values, equations } = sideOf(['u = -D*u_x + t', 'v_x = 3']);
    expect(values).toEqual({});
    const [robin, neumann] = equations;
    expect(robin!.unknown).toBe('u');
    expect(Object.keys(robin!.terms)).toEqual(['u', 'u_x']);
    expect(compile(robin!.terms.u_x!, ['D'])([0.5])).toBe(0.5);
    expect(compile(robin!.given, ['t'])([7])).toBe(7);
    expect(neumann).toMatchObject({ unknown: 'v' });
    expect(compile(neumann!.given, [])([])).toBe(3);
  });

  it.each([
    ['u = u*u_x', 'must be linear in u'],
    ['u = v', 'say one thing of one unknown'],
    ['1 = 1', 'say one thing of one unknown'],
    ['u_y = 0', 'u_y cannot stand here: use u and its derivatives along x'],
    ['u_xxxx = 0', 'up to order 3'],
  ])('refuse %s', (text, advice) => {
    expect(fault(text)).toContain(advice);
  });
});

describe('conditions elsewhere', () => {
  it('give values on an obstacle, and rates at the start', () => {
    const obstacles = [{ name: 'disc', distance: 'hypot(x - 0.5, y - 0.5) - 0.2' }];
    const conditions = [
      { on: 'disc', is: 'u = 1 + y' },
      { on: 't=0', is: ['u = x', 'u_t = 2*x'] },
    ];
    const { problem } = resolve(parseScene({ ...HEAT, obstacles, conditions }));
    expect(toText(problem.obstacles[0]!.values.u!)).toBe('1 + y');
    expect(Object.keys(problem.initial)).toEqual(['u', 'u_t']);
  });

  it('name the obstacles where a side is misspelt', () => {
    const obstacles = [{ name: 'disc', distance: 'x - 0.5' }];
    const scene = parseScene({ ...HEAT, obstacles, conditions: [{ on: 'disk', is: 'u = 1' }] });
    expect(() => resolve(scene)).toThrow('write one such as "x=0", "y=0", "t=0", "disc"');
  });
});

describe('input fields', () => {
  it('stand in equations like unknowns, and keep what flows in sight', () => {
    const { problem } = resolve(
      parseScene({
        version: 1,
        id: 'darcy',
        unknowns: ['u'],
        coordinates: { x: [0, 1], y: [0, 1] },
        equations: ['-div(a*grad(u)) = 1'],
        inputs: { a: { formula: '1 + x', at: 'cells' } },
        conditions: [{ on: 'x', is: 'periodic' }],
      }),
    );
    expect(toText(problem.equations[0]!.written.left)).toBe('-div(a*grad(u))');
    expect(toText(problem.equations[0]!.left)).toContain('a_x');
    expect(toText(problem.inputs.a!.formula!)).toBe('1 + x');
  });

  it('may not take an unknown for their name', () => {
    const scene = parseScene({ ...HEAT, inputs: { u: { formula: '1' } } });
    expect(() => resolve(scene)).toThrow('inputs.u');
  });
});

describe('random starts', () => {
  const start = (random: object, ...more: object[]) => {
    const conditions = [{ on: 'x', is: 'periodic' }, { on: 'y', is: 'periodic' }, { on: 't=0', random }, ...more];
    return resolve(parseScene({ ...HEAT, conditions })).problem.randomFields;
  };

  it('have a spectrum in k, a mean and a size', () => {
    const [field] = start({ field: 'u', spectrum: 'D*exp(-k)', mean: '1/2', rms: 2 });
    expect(field).toMatchObject({ unknown: 'u', mean: 0.5, rms: 2 });
    expect(compile(field!.spectrum, ['k', 'D'])([0, 3])).toBe(3);
  });

  it('are refused for no unknown, for one that has a formula, and without a size', () => {
    expect(() => start({ field: 'w', spectrum: '1' })).toThrow('w is no unknown: choose from u, v');
    expect(() => start({ field: 'u', spectrum: '1' }, { on: 't=0', is: 'u = 1' })).toThrow('keep one of them');
    expect(() => start({ field: 'u', spectrum: '1', rms: 0 })).toThrow('random.rms: the size 0 is not positive');
  });
});
