import { describe, expect, it } from 'vitest';
import { Failure } from '../solvers/base/result';
import { compile, FormulaError, symbolsOf } from '../solvers/expr';
import { parseScene } from './parse';
import { resolve } from './resolve';

const MINIMAL = {
  version: 1,
  id: 'test',
  unknowns: ['u', 'v', 'p'],
  coordinates: { x: [0, 2], y: [0, 1], t: [0, 1] },
  parameters: { nu: 0.1 },
  equations: ['u_t = nu*(u_xx + u_yy)', 'v_t = nu*(v_xx + v_yy)', 'u_x + v_y = 0'],
  method: 'flow',
  grid: { n: 64 },
  conditions: [
    { on: 'x', is: 'periodic' },
    { on: 'y', is: 'wall' },
  ] as object[],
};

const resolved = (change: object) => resolve(parseScene({ ...MINIMAL, ...change }));

function refused(change: object): Failure {
  try {
    resolved(change);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('resolve', () => {
  it.each([
    [{ n: 64 }, [64, 32]],
    [{ n: '2^6' }, [64, 32]],
    [{ n: [10, 20] }, [10, 20]],
    [{ n: 65 }, [65, 33]],
  ])('counts cells along the longest side: %j', (grid, cells) => {
    expect(resolved({ grid }).problem.grid.cells).toEqual(cells);
  });

  it('says aloud what it chose', () => {
    const { notes, method, problem } = resolved({
      grid: undefined,
      method: undefined,
      conditions: [{ on: 'x', is: 'periodic' }],
    });
    expect(notes).toEqual([
      'y = 0: no condition is given, so it is a wall',
      'y = 1: no condition is given, so it is a wall',
      'grid: 128 x 64 cells, as the scene names none',
    ]);
    expect(method).toBeNull();
    expect(problem.sides.map((side) => side.kind)).toEqual(['periodic', 'periodic', 'wall', 'wall']);
  });

  it('widens a slider to hold its value, and says so', () => {
    const { sliders, notes, problem } = resolved({ parameters: { nu: { value: 5, range: [0.1, 1], unit: 'm^2/s' } } });
    expect(sliders).toEqual([{ name: 'nu', label: 'nu', unit: 'm^2/s', value: 5, min: 0.1, max: 5, scale: 'linear' }]);
    expect(notes).toEqual(["nu = 5 lies outside its slider's range 0.1 to 1, which was widened"]);
    expect(problem.parameters).toEqual({ nu: 5 });
  });

  it('puts definitions in, in any order', () => {
    const { problem } = resolved({
      definitions: { a: '2*b', b: 'nu + x', R: 'u*a' },
      equations: ['u_t = R*u_xx', 'v_t = 0', 'u_x + v_y = 0'],
    });
    const right = problem.equations[0].right;
    expect([...symbolsOf(right)].sort()).toEqual(['nu', 'u', 'u_xx', 'x']);
    expect(compile(right, ['u', 'nu', 'x', 'u_xx'])([3, 0.5, 1, 10])).toBe(3 * 2 * 1.5 * 10);
    expect(problem.equations[0].text).toBe('u_t = R*u_xx');
  });

  it('sorts conditions into sides and starts', () => {
    const { problem } = resolved({
      coordinates: { x: [0, '2*pi'], y: [0, 1], t: [0, 1] },
      conditions: [
        { on: 'x = 2*pi', is: 'outflow' },
        { on: 'x=0', is: 'u = 4*y*(1-y)*(1 - exp(-t))' },
        { on: 'x=0', is: 'v = nu' },
        { on: 'y', is: 'wall' },
        { on: 't=0', is: ['u = sin(x)', 'v = 0'] },
        { on: 't=0', is: 'p = y' },
      ],
    });
    const [left, right] = problem.sides;
    expect(right.kind).toBe('outflow');
    expect(left.kind).toBe('values');
    expect(compile(left.values.u, ['y', 't'])([0.5, 1e9])).toBe(1);
    expect(Object.keys(left.values)).toEqual(['u', 'v']);
    expect(Object.keys(problem.initial)).toEqual(['u', 'v', 'p']);
  });

  it('reads profiles, and names them where the scene does not', () => {
    const { problem } = resolved({ profiles: [{ field: 'u', along: 'y', at: { x: 'pi/2' } }] });
    expect(problem.profiles).toEqual([
      { title: `u along x = ${Math.PI / 2}`, field: 'u', along: 'y', at: { x: Math.PI / 2 } },
    ]);
  });

  it.each<[string, object, string, string]>([
    [
      'an unknown name',
      { equations: ['u_t = q', 'v_t = 0', 'u_x = 0'] },
      'equations[0]',
      'equations[0]: `q` is unknown: add it as a parameter (at character 7)',
    ],
    [
      'a derivative by no coordinate',
      { equations: ['u_t = u_zz', 'v_t = 0', 'u_x = 0'] },
      'equations[0]',
      'equations[0]: `u_zz` is unknown',
    ],
    [
      'a name that could be two things',
      { parameters: { nu: 1, u_x: 1 } },
      'parameters.u_x',
      'parameters.u_x: `u_x` could be the parameter or the derivative',
    ],
    [
      'a reserved name',
      { parameters: { nu: 1, pi: 3 } },
      'parameters.pi',
      'parameters.pi: `pi` is the number 3.1416: choose another name',
    ],
    [
      'one name for two things',
      { parameters: { nu: 1, v: 3 } },
      'parameters.v',
      'parameters.v: `v` is already an unknown: rename one of them',
    ],
    [
      'a circle of definitions',
      { definitions: { a: 'b', b: 'a' } },
      'definitions.a',
      'definitions.a: it is defined by itself (a -> b -> a): break the circle',
    ],
    [
      'a side that is none',
      { conditions: [{ on: 'w=0', is: 'wall' }] },
      'conditions[0].on',
      'conditions[0].on: "w=0" is no side of the domain: write one such as "x=0", "y=0", "t=0"',
    ],
    [
      'a side inside',
      { conditions: [{ on: 'x=1', is: 'wall' }] },
      'conditions[0].on',
      'conditions[0].on: x = 1 is no side of the domain: write x = 0 or 2',
    ],
    [
      'a late start',
      { conditions: [{ on: 't=1', is: 'u = 0' }] },
      'conditions[0].on',
      'conditions[0].on: t = 1 is no side of the domain: write t = 0',
    ],
    [
      'a misspelled word',
      { conditions: [{ on: 'x=0', is: 'wal' }] },
      'conditions[0].is',
      'conditions[0].is: "wal" is none of wall, outflow, periodic and no formula such as "u = 0"; did you mean "wall"?',
    ],
    [
      'half a period',
      { conditions: [{ on: 'x=0', is: 'periodic' }] },
      'conditions[0].on',
      'conditions[0].on: both ends are periodic together: write "on": "x"',
    ],
    [
      'two conditions on a side',
      { conditions: [...MINIMAL.conditions, { on: 'y=0', is: 'u = 1' }] },
      'conditions[2].on',
      'conditions[2].on: this side has a condition already (wall): keep one of them',
    ],
    [
      'a value of no unknown',
      { conditions: [{ on: 'x=0', is: 'w = 1' }] },
      'conditions[0].is',
      'conditions[0].is: `w` is unknown: add it as a parameter (at character 1)',
    ],
    [
      'an unknown in the start of another',
      { conditions: [{ on: 't=0', is: ['u = 1', 'v = u'] }] },
      'conditions[0].is[1]',
      'conditions[0].is[1]: `u` is unknown',
    ],
    [
      'a start that needs the time',
      { conditions: [{ on: 't=0', is: 'u = t' }] },
      'conditions[0].is',
      'conditions[0].is: `t` is unknown',
    ],
    [
      'two starts',
      {
        conditions: [
          { on: 't=0', is: 'u = 1' },
          { on: 't=0', is: 'u = 2' },
        ],
      },
      'conditions[1].is',
      'conditions[1].is: the start of u is given twice: keep one of them',
    ],
    [
      'a start that is random and not',
      {
        conditions: [
          { on: 't=0', is: 'u = 1' },
          { on: 't=0', random: { field: 'velocity', peak: 4, rms: 1 } },
        ],
      },
      'conditions',
      'conditions: the start is given both at random and by formulas: keep one of them',
    ],
    [
      'a random side',
      { conditions: [{ on: 'x=0', random: { field: 'velocity', peak: 4, rms: 1 } }] },
      'conditions[0].random',
      'conditions[0].random: only the start can be random: write "on": "t=0"',
    ],
    [
      'an empty interval',
      { coordinates: { x: [1, 1], y: [0, 1] } },
      'coordinates.x',
      'coordinates.x: the interval from 1 to 1 is empty or too thin: write [smaller, larger]',
    ],
    [
      'too many cells together',
      { grid: { n: [4096, 4096, 4] }, coordinates: { x: [0, 1], y: [0, 1], z: [0, 1], t: [0, 1] }, conditions: [] },
      'grid.n',
      'grid.n gives 4096 x 4096 x 4 = 67108864 cells, over the limit 16777216: choose fewer',
    ],
    [
      'a wrong number of axes',
      { grid: { n: [64] } },
      'grid.n',
      'grid.n has 1 entries, but there are 2 axes: write one number an axis, or one for the longest',
    ],
    [
      'a strip too thin for square cells',
      { coordinates: { x: [0, 1000], y: [0, 1], t: [0, 1] } },
      'grid.n',
      'grid.n = 64 leaves 0 cells along y: choose more, or one number an axis',
    ],
    [
      'spacing of no axis',
      { grid: { n: 64, spacing: { z: '1' } } },
      'grid.spacing.z',
      'grid.spacing.z: there is no such axis: choose from x, y',
    ],
    [
      'an obstacle that moves',
      { obstacles: [{ name: 'disc', distance: 'hypot(x - t, y) - 0.1' }] },
      'obstacles[0].distance',
      'obstacles[0].distance: `t` is unknown',
    ],
    ['an exact solution of nothing', { exact: { w: '1' } }, 'exact.w', 'exact.w: no such unknown: choose from u, v, p'],
    [
      'a step backwards',
      { dt: -0.1 },
      'dt',
      'dt: the time step -0.1 is not positive: write a positive one, or leave it out',
    ],
    [
      'a parameter beyond f32',
      { parameters: { nu: 1e30 } },
      'parameters.nu.value',
      'parameters.nu.value = 1e+30 is too large for single precision: choose at most 1000000000000000000',
    ],
    [
      'a step below f32',
      { dt: '1e-40' },
      'dt',
      'dt = 1e-40 is too small for single precision: choose at least 1e-18, or 0',
    ],
    [
      'a domain beyond f32',
      { coordinates: { x: [0, 1e200], y: [0, 1] } },
      'coordinates.x[1]',
      'coordinates.x[1] = 1e+200 is too large',
    ],
    [
      'a profile off the domain',
      { profiles: [{ field: 'u', along: 'y', at: { x: 5 } }] },
      'profiles[0].at.x',
      'profiles[0].at.x: write a number from 0 to 2',
    ],
    [
      'a profile of nothing',
      { profiles: [{ field: 'w', along: 'y', at: { x: 1 } }] },
      'profiles[0].field',
      'profiles[0].field: w is no unknown: choose from u, v, p',
    ],
    [
      'a logarithm of zero',
      { parameters: { nu: { value: 0, range: [0.1, 1], scale: 'log' } } },
      'parameters.nu.scale',
      'parameters.nu.scale: a logarithmic slider cannot reach 0',
    ],
  ])('refuses %s', (_, change, field, start) => {
    const failure = refused(change);
    expect(failure.message).toContain(start);
    expect(failure.message.startsWith(start)).toBe(true);
    expect(failure.field).toBe(field);
    expect(failure.code).toBe('bad-input');
  });

  it('points at the character', () => {
    const failure = refused({ obstacles: [{ name: 'disc', distance: 'hypot(x, y) - radius' }] });
    expect(failure).toBeInstanceOf(FormulaError);
    expect((failure as FormulaError).snippet()).toBe('hypot(x, y) - radius\n              ^^^^^^');
  });

  it('refuses definitions that blow up, at once', () => {
    const definitions: Record<string, string> = { a0: 'nu*nu' };
    for (let i = 1; i < 30; i++) definitions[`a${i}`] = `a${i - 1}*a${i - 1}`;
    const failure = refused({ definitions });
    expect(failure.field).toBe('definitions.a8');
    expect(failure.message).toContain('with its definitions put in the formula has 511 operations: use at most 500');
  });
});
