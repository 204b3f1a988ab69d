import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../../tests/gpu';
import { parse } from '../../../expr';
import type { Gpu } from '../../../gpu';
import { relativeL2, typed } from '../evolve.testing';
import { solvedForm } from '../form';
import type { EvolveSpec } from '../spec';
import { ImplicitModel } from './model';
import { implicitInF64, largestError } from './oracle.testing';
import { ImplicitRun } from './run';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const start = (spec: EvolveSpec): Promise<ImplicitRun> =>
  ImplicitRun.create(gpu, new ImplicitModel(spec, solvedForm(spec)), spec);
const sizeOf = ({ model }: ImplicitRun): number => model.positions.reduce((product, { at }) => product * at.length, 1);
async function fieldOf(run: ImplicitRun, name: string): Promise<Float32Array> {
  run.device.show();
  return run.device.field(name, sizeOf(run));
}

/** Two reactants, one given on a disc that the other does not enter, between an inflow, a slope and a period. */
const reactants = (): EvolveSpec => ({
  ...typed({
    text: 'u_t = 0.1*lap(u) - 2*u_x - u*v^2; v_t = 0.05*lap(v) + u*v^2 - v',
    unknowns: ['u', 'v'],
    axes: [
      ['x', 0, 2, 20],
      ['y', 0, 1, 10],
    ],
    time: [0, 0.4],
    initial: { u: '1', v: '0.5 + 0.3*cos(2*pi*y)*x' },
    conditions: [
      ['x', 'min', 'u', { u: '1' }, '1 + t'],
      ['x', 'max', 'u', { u_x: '1' }, '0'],
      ['x', 'min', 'v', { v: '-1', v_x: '1' }, '-0.5'],
      ['x', 'max', 'v', { v_x: '1' }, '0'],
    ],
    dt: 0.05,
  }),
  obstacles: [
    { name: 'disc', distance: parse('sqrt((x - 0.9)^2 + (y - 0.47)^2) - 0.2'), values: { u: parse('2 - t') } },
  ],
});

describe('implicit runs on the device', () => {
  it('do what the graphs say in f64, go on from a saved state with the same bits, and take dabs', async () => {
    const spec = reactants();
    const run = await start(spec);
    await run.step(4);
    const saved = await run.save();
    while (!run.finished) await run.step(100);
    const f64 = implicitInF64(spec, 8);
    const ends = [await fieldOf(run, 'u'), await fieldOf(run, 'v')];
    // Two cycles leave 1e-3 of what the guess was wrong, itself 1e-3 of the state.
    ['u', 'v'].forEach((name, k) => void expect(relativeL2(ends[k], f64.fields.get(name)!), name).toBeLessThan(2e-5));
    await run.load(saved);
    while (!run.finished) await run.step(100);
    expect(await fieldOf(run, 'u')).toEqual(ends[0]);
    await run.load(saved);
    const sum = (values: Float32Array): number => values.reduce((total, x) => total + x, 0);
    const before = sum(await fieldOf(run, 'v'));
    await run.paint({ field: 'v', x: 0.3, y: 0.5, radius: 0.25, amount: 2 });
    const after = await fieldOf(run, 'v');
    const places = run.model.positions.map(({ at }) => [...at]);
    const dab = places[0].flatMap((y) =>
      places[1].map((x) => 2 * Math.max(0, 1 - ((x - 0.3) ** 2 + (y - 0.5) ** 2) / 0.0625) ** 2),
    );
    // A sum of 210 numbers near 1 in f32.
    expect(sum(after) - before).toBeCloseTo(
      dab.reduce((a, b) => a + b),
      3,
    );
    await run.step(1);
    expect(run.outcome.code).toBe('ok');
    await expect(run.paint({ field: 'w', x: 0, y: 0, radius: 1, amount: 1 })).rejects.toThrow('no w to paint');
    run.dispose();
  });

  it('choose a step for a porous medium, whose front is where Barenblatt found it', async () => {
    const exact = 't^-0.25*sqrt(max(0, 1 - x^2/(12*sqrt(t))))';
    const spec = typed({
      text: 'u_t = lap(u^3)',
      axes: [['x', -6, 6, 96]],
      time: [1, 2],
      initial: { u: exact.replaceAll('t^', '1^').replaceAll('sqrt(t)', '1') },
      conditions: (['min', 'max'] as const).map((end) => ['x', end, 'u', { u: '1' }, '0'] as const),
    });
    const run = await start(spec);
    await run.until(2);
    expect(run.time).toBe(2);
    expect(run.outcome.code).toBe('ok');
    const u = await fieldOf(run, 'u');
    // Half a cell of a front that is a square root: sqrt(h/2/12) times two over sqrt(12); away from it h^2.
    expect(largestError(run, u, exact)).toBeLessThan(0.15);
    expect(largestError(run, u, exact, (x) => Math.abs(Math.abs(x) - 4.12) > 0.5)).toBeLessThan(0.01);
    // Mass is what fluxes exchange: 12 h sums of f32 errors.
    expect(u.reduce((sum, x) => sum + x, 0) * 0.125).toBeCloseTo((Math.PI / 2) * Math.sqrt(12), 2);
    expect(run.stepCount).toBeLessThan(400);
    run.dispose();
  });

  it('say so where the solution blows up, and keep the last good state', async () => {
    const spec = typed({
      text: 'u_t = u_xx + u^2',
      axes: [['x', 0, 1, 16]],
      initial: { u: '40*sin(pi*x)' },
      conditions: (['min', 'max'] as const).map((end) => ['x', end, 'u', { u: '1' }, '0'] as const),
    });
    const run = await start(spec);
    while (!run.finished) await run.step(1000);
    expect(run.outcome.code).toBe('diverged');
    expect(run.outcome.advice).toContain('grows without bound');
    for (const value of await fieldOf(run, 'u')) expect(Number.isFinite(value)).toBe(true);
    run.dispose();
  });
});
