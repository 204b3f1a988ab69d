import { describe, expect, it } from 'vitest';
import { compile, parse } from '../../expr';
import { modelOf } from './choose';
import { inF64, type Typed, typed } from './evolve.testing';

const TAU = 2 * Math.PI;
const LINE = [['x', 0, TAU, 16]] as const;
const PLANE = [
  ['x', 0, TAU, 12],
  ['y', 0, TAU, 12],
] as const;
const BOX = [
  ['x', 0, TAU, 8],
  ['y', 0, TAU, 8],
  ['z', 0, TAU, 8],
] as const;
const UNIT = [['x', 0, 1, 20]] as const;
const values = (at0: string, at1: string) =>
  [
    ['x', 'min', 'u', { u: '1' }, at0],
    ['x', 'max', 'u', { u: '1' }, at1],
  ] as const;

/** A problem as typed, and its exact solution by unknown. */
type Scene = readonly [
  name: string,
  problem: Omit<Typed, 'initial'> & { initial?: Typed['initial'] },
  exact: Record<string, string>,
];

const FISHER = '(1 + exp((x - 5*t/sqrt(6))/sqrt(6)))^-2';
const at = (formula: string, x: string) => formula.replaceAll('x', `(${x})`).replaceAll(`e(${x})p`, 'exp');

const SCENES: readonly Scene[] = [
  ['transport', { text: 'u_t + 2*u_x = 0', axes: LINE }, { u: 'sin(x - 2*t)' }],
  ['heat in a plane', { text: 'u_t = lap(u)', axes: PLANE }, { u: 'exp(-2*t)*sin(x)*sin(y)' }],
  ['heat in a box', { text: 'u_t = lap(u)', axes: BOX }, { u: 'exp(-3*t)*sin(x)*sin(y)*cos(z)' }],
  ['fourth order', { text: 'u_t = -u_xxxx', axes: LINE }, { u: 'exp(-t)*sin(x)' }],
  ['dispersion', { text: 'u_t + u_xxx = 0', axes: LINE }, { u: 'sin(x + t)' }],
  ['waves in a plane', { text: 'u_tt = lap(u)', axes: PLANE }, { u: 'cos(sqrt(2)*t)*sin(x)*sin(y)' }],
  ['Klein and Gordon', { text: 'u_tt = u_xx - u', axes: LINE }, { u: 'cos(sqrt(2)*t)*cos(x)' }],
  [
    'Schroedinger as two unknowns',
    { text: 'u_t = -v_xx; v_t = u_xx', unknowns: ['u', 'v'], axes: LINE },
    { u: 'cos(x - t)', v: 'sin(x - t)' },
  ],
  ['a rate of a slope', { text: 'u_t - u_xxt + u_x = 0', axes: LINE }, { u: 'sin(x - t/2)' }],
  [
    'an oscillator at each point',
    { text: 'u_t = v; v_t = -u', unknowns: ['u', 'v'], axes: LINE },
    { u: 'sin(t)', v: 'cos(t)' },
  ],
  [
    'vortices with pressure',
    {
      text: 'u_t + u*u_x + v*u_y + p_x = 0.1*lap(u); v_t + u*v_x + v*v_y + p_y = 0.1*lap(v); u_x + v_y = 0',
      unknowns: ['u', 'v', 'p'],
      axes: PLANE,
    },
    { u: 'sin(x)*cos(y)*exp(-0.2*t)', v: '-cos(x)*sin(y)*exp(-0.2*t)' },
  ],
  [
    'heat between values',
    { text: 'u_t = u_xx', axes: UNIT, conditions: values('1', '2') },
    { u: '1 + x + exp(-pi^2*t)*sin(pi*x)' },
  ],
  [
    'a beam on supports',
    {
      text: 'u_t = -u_xxxx + pi^4*x',
      axes: UNIT,
      conditions: (['min', 'max'] as const).flatMap((end) => [
        ['x', end, 'u', { u: '1' }, end === 'min' ? '0' : 't*pi^4'] as const,
        ['x', end, 'u', { u_xx: '1' }, '0'] as const,
      ]),
    },
    { u: 'exp(-pi^4*t)*sin(pi*x) + pi^4*x*t' },
  ],
  [
    'inflow on the left',
    { text: 'u_t + u_x = 0', axes: UNIT, conditions: [['x', 'min', 'u', { u: '1' }, '-sin(t)']] },
    { u: 'sin(x - t)' },
  ],
  [
    'a front that spreads',
    { text: 'u_t = u_xx + u*(1 - u)', axes: UNIT, conditions: values(at(FISHER, '0'), at(FISHER, '1')) },
    { u: FISHER },
  ],
  [
    'a viscous shock',
    { text: 'u_t + u*u_x = 0.5*u_xx', axes: UNIT, conditions: values('1 - tanh(-t)', '1 - tanh(1 - t)') },
    { u: '1 - tanh(x - t)' },
  ],
  [
    'diffusion that grows with u',
    { text: 'u_t = div(u*grad(u))', axes: UNIT, conditions: values('1', '2') },
    { u: 'sqrt(1 + 3*x)' },
  ],
];

describe('typed problems that are no presets, in f64 against their exact solutions', () => {
  it.each(SCENES)('%s', (_, problem, exact) => {
    const names = problem.axes.map(([name]) => name);
    const start = Object.fromEntries(Object.entries(exact).map(([name, text]) => [name, text.replace(/\bt\b/g, '0')]));
    const spec = typed({ ...problem, initial: { ...start, ...problem.initial } });
    const model = modelOf(spec);
    const [dt, steps] = [0.0025, 8];
    const fields = inF64(model, spec, dt, steps);
    for (const [name, text] of Object.entries(exact)) {
      const evaluate = compile(parse(text), [...names, 't']);
      const got = fields.get(name)!;
      const shape = model.positions.map(({ at: points }) => points.length);
      got.forEach((value, k) => {
        let rest = k;
        const place = new Map<string, number>();
        for (let a = shape.length - 1; a >= 0; a--) {
          place.set(model.positions[a].name, model.positions[a].at[rest % shape[a]]);
          rest = Math.floor(rest / shape[a]);
        }
        const wanted = evaluate([...names.map((axis) => place.get(axis)!), dt * steps]);
        // dt^3.5 of ends that change with time; all others are far below.
        expect(Math.abs(value - wanted), `${name} at ${[...place.values()]}`).toBeLessThan(2e-6);
      });
    }
  });
});
