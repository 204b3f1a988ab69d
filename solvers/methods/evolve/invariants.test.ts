import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { interpret, rfft, variable } from '../../array';
import type { Gpu } from '../../gpu';
import { modelOf } from './choose';
import { type Typed, typed } from './evolve.testing';
import { Invariants } from './invariants';
import { EvolveRun } from './run';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

type Fields = Readonly<Record<string, Float64Array>>;
/** A number that a problem keeps, of its fields. */
type Kept = (fields: Fields) => number;

/** Squares of the moduli of a periodic field's series, both halves together: their sum is the mean square. */
function powers(u: Float64Array): Float64Array {
  const n = u.length;
  const points = variable('points', [n]);
  const [half] = interpret([rfft(points, [0])], new Map([[points, u]]));
  return Float64Array.from({ length: n / 2 + 1 }, (_, k) => {
    return ((k === 0 || 2 * k === n ? 1 : 2) * (half[2 * k] ** 2 + half[2 * k + 1] ** 2)) / n ** 2;
  });
}

const meanOf = (u: Float64Array) => u.reduce((sum, value) => sum + value, 0) / u.length;
const squareOf = (u: Float64Array) => meanOf(u.map((value) => value * value));
/** The mean square of the slope, of a field that repeats after a length. */
const slopeOf = (u: Float64Array, length: number) =>
  powers(u).reduce((sum, power, k) => sum + power * ((2 * Math.PI * k) / length) ** 2, 0);
/** A field that is 0 at both ends, on twice the interval. */
const odd = (u: Float64Array) =>
  Float64Array.from([
    ...u.slice(0, -1),
    ...u
      .toReversed()
      .slice(0, -1)
      .map((x) => -x),
  ]);

const WAVE: Kept = ({ u, u_t }) => squareOf(odd(u_t)) + 4 * slopeOf(odd(u), 2);
const NORM: Kept = ({ u, v }) => squareOf(u) + squareOf(v);
const HAMILTON: Kept = ({ u, v }) => {
  const fourth = meanOf(u.map((x, k) => (x * x + v[k] * v[k]) ** 2));
  return (slopeOf(u, 10) + slopeOf(v, 10) - fourth) / 2;
};

const PLANE = [
  ['x', 0, 1, 24],
  ['y', 0, 1, 24],
] as const;
const DROP = 'exp(-30*((x - 0.4)^2 + (y - 0.55)^2))';

/** Problems, and what they keep: means, mean squares by unknown, or numbers of their own. */
const CASES: readonly (Typed & { name: string; means?: string[]; squares?: string[]; kept?: Kept[] })[] = [
  {
    name: 'Korteweg and de Vries: mass and momentum',
    text: 'u_t + u*u_x + 0.0025*u_xxx = 0',
    axes: [['x', -1, 1, 128]],
    time: [0, 0.25],
    initial: { u: 'cos(pi*x) + 0.2' },
    means: ['u'],
    squares: ['u'],
  },
  {
    name: 'Burgers: mass',
    text: 'u_t + u*u_x = 0.02*u_xx',
    axes: [['x', -1, 1, 128]],
    initial: { u: '0.3 - sin(pi*x)' },
    means: ['u'],
  },
  {
    name: 'a string between walls: energy',
    text: 'u_tt = 4*u_xx',
    axes: [['x', 0, 1, 32]],
    initial: { u: 'sin(pi*x) + 0.5*sin(4*pi*x)' },
    conditions: [
      ['x', 'min', 'u', { u: '1' }, '0'],
      ['x', 'max', 'u', { u: '1' }, '0'],
    ],
    kept: [WAVE],
  },
  {
    name: 'Schroedinger: norm and energy',
    text: 'u_t = -v_xx/2 - (u^2 + v^2)*v; v_t = u_xx/2 + (u^2 + v^2)*u',
    unknowns: ['u', 'v'],
    axes: [['x', -5, 5, 128]],
    time: [0, 0.25],
    initial: { u: '2/cosh(x)', v: '0' },
    kept: [NORM, HAMILTON],
  },
  {
    name: 'shallow water: mass',
    text: `h_t + h*u_x + u*h_x + h*v_y + v*h_y = 0; u_t + u*u_x + v*u_y + h_x = 0.002*lap(u);
      v_t + u*v_x + v*v_y + h_y = 0.002*lap(v)`,
    unknowns: ['h', 'u', 'v'],
    axes: PLANE,
    time: [0, 0.25],
    initial: { h: `1 + 0.1*${DROP}`, u: '0', v: '0' },
    means: ['h'],
  },
  {
    name: 'vorticity: its mean',
    text: 'w_t + psi_y*w_x - psi_x*w_y = 0.002*lap(w); lap(psi) = -w',
    unknowns: ['w', 'psi'],
    axes: PLANE,
    time: [0, 0.25],
    initial: { w: '9*cos(2*pi*x)*sin(4*pi*y) + 7*sin(2*pi*(x + y))' },
    means: ['w'],
  },
  {
    name: 'Cahn and Hilliard: mass',
    text: 'u_t = 0.1*lap(u^3 - u - 0.002*lap(u))',
    axes: PLANE,
    initial: { u: '0.2 + 0.3*cos(2*pi*x)*cos(4*pi*y)' },
    means: ['u'],
  },
  {
    name: 'heat in a plate that lets none out',
    text: 'u_t = 0.05*lap(u)',
    axes: PLANE,
    initial: { u: DROP },
    conditions: (['x', 'y'] as const).flatMap((axis) =>
      (['min', 'max'] as const).map((end) => [axis, end, 'u', { [`u_${axis}`]: '1' }, '0'] as const),
    ),
    means: ['u'],
  },
];

describe('what problems keep, on the device with the step that the method chooses', () => {
  it.each(CASES)('$name', async ({ means = [], squares = [], kept = [], ...problem }) => {
    const spec = typed(problem);
    const model = modelOf(spec);
    const run = await EvolveRun.create(gpu, model, spec);
    const invariants = new Invariants(new Set(spec.axes.filter((axis) => axis.periodic).map(({ name }) => name)));
    const coordinates = Object.fromEntries(model.positions.map(({ name, at }) => [name, at]));
    const shape = model.positions.map(({ at }) => at.length);
    const size = shape.reduce((product, n) => product * n, 1);
    const look = async () => {
      run.device.show();
      const fields = await Promise.all(
        model.fields.map(async ({ name }) => {
          return { name, shape, coordinates, data: Float64Array.from(await run.device.field(name, size)) };
        }),
      );
      const byName: Fields = Object.fromEntries(fields.map(({ name, data }) => [name, data]));
      return { metrics: invariants.measure(fields), numbers: kept.map((of) => of(byName)) };
    };
    const before = await look();
    while (!run.finished) await run.step(1000);
    expect(run.outcome.code).toBe('ok');
    const after = await look();
    const drifts = [
      ...means.map((name) => after.metrics[`drift.mean.${name}`].value),
      ...squares.map((name) => after.metrics[`drift.square.${name}`].value),
      ...after.numbers.map((value, k) => value / before.numbers[k] - 1),
    ];
    for (const drift of drifts) expect(Math.abs(drift)).toBeLessThan(1e-5);
    run.dispose();
  });

  it('holds means to rounding where all that changes them are fluxes', () => {
    const spec = typed(CASES[0]);
    const model = modelOf(spec);
    const values = new Map([...model.constants(spec, 0.01), ...model.clock.values(0, 0.01), ...model.initial(spec)]);
    const pair = [model.state[0], model.state[1]];
    const mean = (arrays: readonly ArrayLike<number>[]) => arrays[0][0] + arrays[1][0];
    const next = interpret(
      pair.map((node) => model.updates.get(node)!),
      values,
    );
    // In f64; the change itself is 0 to the last bit.
    expect(Math.abs(mean(next) / mean(pair.map((node) => values.get(node)!)) - 1)).toBeLessThan(1e-15);
  });
});
