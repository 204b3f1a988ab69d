import { describe, expect, it } from 'vitest';
import { parse } from '../../../expr';
import { chosenModel, modelOf } from '../choose';
import { inF64, relativeL2, type Typed, typed } from '../evolve.testing';
import type { EvolveObstacle, EvolveSpec } from '../spec';
import { ImplicitModel } from './model';
import { implicitInF64, largestError } from './oracle.testing';

const square = (n: number) => [['x', 0, 1, n] as const, ['y', 0, 1, n] as const];
type Conditions = NonNullable<Typed['conditions']>;
const given = (formula: string, unknown = 'u', axes: readonly string[] = ['x', 'y']): Conditions =>
  axes.flatMap((axis) =>
    (['min', 'max'] as const).map((end) => [axis, end, unknown, { [unknown]: '1' }, formula] as const),
  );
const walls = (unknowns: readonly string[], axes: readonly string[]): Conditions =>
  unknowns.flatMap((unknown) =>
    axes.flatMap((axis) =>
      (['min', 'max'] as const).map((end) => [axis, end, unknown, { [`${unknown}_${axis}`]: '1' }, '0'] as const),
    ),
  );
const disc = (values: Record<string, string>): EvolveObstacle => ({
  name: 'disc',
  distance: parse('sqrt((x - 0.5)^2 + (y - 0.5)^2) - 0.2'),
  values: Object.fromEntries(Object.entries(values).map(([name, text]) => [name, parse(text)])),
});
const DECAY = 'exp(-2*pi^2*t)*sin(pi*x)*sin(pi*y)';

/** A scene, steps, exact solutions, and a bound of the error of its grid: h^2/12 times fourth derivatives and lifetimes. */
const SCENES: readonly (readonly [string, EvolveSpec, number, Record<string, string>, number])[] = [
  [
    'heat in a box with fixed sides',
    typed({
      text: 'u_t = lap(u)',
      axes: square(16),
      time: [0, 0.05],
      initial: { u: '1 + x + sin(pi*x)*sin(pi*y)' },
      conditions: given('1 + x'),
    }),
    12,
    { u: `1 + x + ${DECAY}` },
    3e-3,
  ],
  [
    'heat in three dimensions',
    typed({
      text: 'u_t = lap(u)',
      axes: [...square(8), ['z', 0, 1, 8]],
      time: [0, 0.02],
      initial: { u: '1 + sin(pi*x)*sin(pi*y)*sin(pi*z)' },
      conditions: given('1', 'u', ['x', 'y', 'z']),
    }),
    6,
    { u: '1 + exp(-3*pi^2*t)*sin(pi*x)*sin(pi*y)*sin(pi*z)' },
    8e-3,
  ],
  [
    'advection and diffusion in a box',
    typed({
      text: 'u_t + u_x - 0.5*u_y = lap(u)',
      axes: square(12),
      time: [0, 0.2],
      initial: { u: 'exp(x + y/2)' },
      conditions: given('exp(x + y/2 + t/2)'),
    }),
    8,
    { u: 'exp(x + y/2 + t/2)' },
    1e-3,
  ],
  [
    'a standing front of Allen and Cahn, fixed at two sides',
    typed({
      text: 'u_t = lap(u) + 2*(u - u^3)',
      axes: [
        ['x', -2, 2, 24],
        ['y', 0, 1, 6],
      ],
      initial: { u: 'tanh(x)' },
      conditions: [...given('tanh(x)', 'u', ['x']), ...walls(['u'], ['y'])],
    }),
    8,
    { u: 'tanh(x)' },
    5e-3,
  ],
  [
    'what diffuses feeds what does not',
    typed({
      text: 'u_t = lap(u); v_t = 2*pi^2*u',
      unknowns: ['u', 'v'],
      axes: square(12),
      time: [0, 0.05],
      initial: { u: '1 + sin(pi*x)*sin(pi*y)', v: '0' },
      conditions: given('1'),
    }),
    12,
    { u: `1 + ${DECAY}`, v: `2*pi^2*t + sin(pi*x)*sin(pi*y) - ${DECAY}` },
    8e-3,
  ],
  [
    'heat round a hot body until it stands still',
    {
      ...typed({
        text: 'u_t = lap(u)',
        axes: square(20),
        time: [0, 4],
        initial: { u: '0' },
        conditions: given('-log(sqrt((x - 0.5)^2 + (y - 0.5)^2)*5)'),
      }),
      obstacles: [disc({ u: '0' })],
    },
    16,
    { u: '-log(sqrt((x - 0.5)^2 + (y - 0.5)^2)*5)' },
    2e-3,
  ],
];

describe('typed problems in boxes and round bodies, in f64 against exact solutions', () => {
  it.each(SCENES)('%s', (_, spec, steps, exact, bound) => {
    expect(chosenModel(spec)).toBeInstanceOf(ImplicitModel);
    const run = implicitInF64(spec, steps);
    const outside = (x: number, y: number) => !spec.obstacles || Math.hypot(x - 0.5, y - 0.5) > 0.2;
    for (const [name, formula] of Object.entries(exact)) {
      expect(largestError(run, run.fields.get(name)!, formula, outside), name).toBeLessThan(bound);
    }
  });

  it('Gray and Scott between walls, as Fourier series have it', () => {
    const spec = typed({
      text: 'u_t = 0.02*lap(u) - u*v^2 + 0.04*(1 - u); v_t = 0.01*lap(v) + u*v^2 - 0.1*v',
      unknowns: ['u', 'v'],
      axes: square(12),
      time: [0, 2],
      initial: { u: '1 - 0.4*(1 + cos(pi*x)*cos(pi*y))', v: '0.25*(1 + cos(pi*x))' },
      conditions: walls(['u', 'v'], ['x', 'y']),
    });
    const reference = modelOf(spec);
    const fourier = inF64(reference, spec, 1 / 8, 16);
    const run = implicitInF64(spec, 16);
    // h^2/12 pi^4 of each cosine over a time of 2, and the steps: below 4e-3.
    for (const name of ['u', 'v']) expect(relativeL2(run.fields.get(name)!, fourier.get(name)!)).toBeLessThan(4e-3);
  });

  it("needs few of Newton's iterations for a porous medium, on any grid", () => {
    const iterations = [24, 48, 96].map((n) => {
      const spec = typed({
        text: 'u_t = lap(u^3)',
        axes: [['x', -6, 6, n]],
        time: [1, 2],
        initial: { u: 'sqrt(max(0, 1 - x^2/12))' },
        conditions: given('0', 'u', ['x']),
      });
      expect(chosenModel(spec)).toBeInstanceOf(ImplicitModel);
      return Math.max(...implicitInF64(spec, 32).iterations);
    });
    // Quadratic convergence to 1e-7: it takes 3, 3 and 4.
    expect(Math.max(...iterations)).toBeLessThan(6);
  });
});

describe('what has no answer in a box is refused by name', () => {
  const sides = given('x');
  it.each<[string, Partial<Typed> & { text: string }, string]>([
    [
      'dispersion',
      { text: 'u_t = lap(u) + u_xxx', conditions: [...given('1'), ['x', 'min', 'u', { u_x: '1' }, '0']] },
      'u_xxx, of order 3',
    ],
    ['a mixed derivative', { text: 'u_t = lap(u) + u_xy', conditions: sides }, 'mixed derivative u_xy'],
    ['waves', { text: 'u_tt = lap(u)', conditions: sides }, 'two derivatives by t'],
    [
      'transport alone',
      {
        text: 'u_t + u_x = 0',
        axes: [
          ['x', 0, 1, 8],
          ['y', 0, 1, 8],
        ],
        conditions: [['x', 'min', 'u', { u: '1' }, 'y']],
      },
      'without diffusion',
    ],
    [
      'two conditions at one end',
      {
        text: 'u_t = lap(u)',
        conditions: [
          ...given('x', 'u', ['y']),
          ['x', 'min', 'u', { u: '1' }, '1'],
          ['x', 'min', 'u', { u_x: '1' }, '0'],
        ],
      },
      'a single condition at x = 0',
    ],
    ['heat backwards', { text: 'u_t = -lap(u)', conditions: sides }, 'ill-posed'],
  ])('%s', (_, problem, words) => {
    expect(() => chosenModel(typed({ axes: square(8), initial: { u: '1' }, ...problem }))).toThrowError(words);
  });
});
