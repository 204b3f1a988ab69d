import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { modelOf } from './choose';
import { inF64, relativeL2, type Typed, typed } from './evolve.testing';
import { EvolveRun } from './run';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

async function finished(problem: Typed): Promise<EvolveRun> {
  const spec = typed(problem);
  const run = await EvolveRun.create(gpu, modelOf(spec), spec);
  while (!run.finished) await run.step(1000);
  return run;
}

describe('runs on the device', () => {
  it('chooses a step that holds the tolerance, and ends on time', async () => {
    const problem: Typed = {
      text: 'u_t + u*u_x = 0.05*u_xx',
      axes: [['x', 0, 2 * Math.PI, 32]],
      initial: { u: '-sin(x)' },
    };
    const run = await finished(problem);
    expect(run.time).toBeCloseTo(1, 12);
    expect(run.outcome.code).toBe('ok');
    run.device.show();
    const spec = typed(problem);
    const exact = inF64(modelOf(spec), spec, 1 / 256, 256).get('u')!;
    // The tolerance of a whole run, and f32 besides.
    expect(relativeL2(await run.device.field('u', 32), exact)).toBeLessThan(2e-5);
    run.dispose();
  });

  it('goes back and says so where the solution blows up in finite time', async () => {
    const run = await finished({ text: 'u_t = u^2', axes: [['x', 0, 1, 8]], initial: { u: '2 + 0*x' } });
    expect(run.outcome.code).toBe('diverged');
    expect(run.outcome.advice).toContain('grows without bound');
    // 1 / (1/2 - t): it ends at t = 1/2.
    expect(run.time).toBeGreaterThan(0.45);
    expect(run.time).toBeLessThan(0.5 + 1e-6);
    run.device.show();
    for (const value of await run.device.field('u', 8)) expect(Number.isFinite(value)).toBe(true);
    run.dispose();
  });

  it('shows the fields at any near time, and goes on as if nobody had looked', async () => {
    // A wave that travels: u(x, t) = sin(x - t), whatever the step.
    const spec = typed({
      text: 'u_t + u_x + 0.3*(u - sin(x - t))*u = 0',
      axes: [['x', 0, 2 * Math.PI, 16]],
      initial: { u: 'sin(x)' },
    });
    const read = async (run: EvolveRun) => {
      await run.drain();
      run.device.show();
      return run.device.field('u', 16);
    };
    const at = (t: number) => Float64Array.from({ length: 16 }, (_, k) => Math.sin((2 * Math.PI * k) / 16 - t));
    const run = await EvolveRun.create(gpu, modelOf(spec), spec);
    expect(await run.at(0.9, () => read(run))).toBeNull();
    const early = await run.at(0.0123, () => read(run));
    // f32, over a few steps.
    expect(relativeL2(early!, at(0.0123))).toBeLessThan(2e-6);
    await run.until(0.5);
    const [time, stepCount] = [run.time, run.stepCount];
    const before = await read(run);
    const later = await run.at(0.5 + 1.3 * run.dt, () => read(run));
    expect(relativeL2(later!, at(0.5 + 1.3 * run.dt))).toBeLessThan(4e-6);
    expect([run.time, run.stepCount]).toEqual([time, stepCount]);
    expect(await read(run)).toEqual(before);
    expect(await run.at(0.2, () => read(run))).toBeNull();
    // A call of step ends before a time that is waited for, and the next one goes on.
    expect(await run.at(0.9, () => read(run))).toBeNull();
    await run.step(1000);
    expect(0.9 - run.time).toBeGreaterThanOrEqual(0);
    expect(0.9 - run.time).toBeLessThan(2 * run.dt);
    expect(await run.at(0.9, () => read(run))).not.toBeNull();
    await run.step(1);
    expect(run.time).toBeGreaterThan(0.9 - 2 * run.dt);
    await run.step(1000);
    expect(run.time).toBeCloseTo(1, 12);
    expect(relativeL2(await read(run), at(1))).toBeLessThan(4e-6);
    run.dispose();
  });

  it('takes smaller steps where less error is asked for', async () => {
    const problem = {
      text: 'u_t = u - u^3',
      axes: [['x', 0, 1, 8]],
      initial: { u: '0.1 + 0*x' },
      time: [0, 20],
    } as const;
    const spec = typed(problem);
    const steps = async (tolerance: number) => {
      const run = await EvolveRun.create(gpu, modelOf(spec), { ...spec, tolerance });
      await run.until(20);
      run.dispose();
      return run.stepCount;
    };
    expect(await steps(1e-5)).toBeGreaterThan(await steps(1e-2));
  });
});
