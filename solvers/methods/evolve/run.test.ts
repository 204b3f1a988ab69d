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
});
