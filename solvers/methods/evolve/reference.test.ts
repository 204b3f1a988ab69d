import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { compileProgram } from '../../array';
import type { Gpu } from '../../gpu';
import { burgersBatch, FORCED_FLOW, vorticityAt } from './batches.testing';
import { CASES, errorOf, reference } from './cases.testing';
import { modelOf } from './choose';
import { inF64, relativeL2, typed } from './evolve.testing';
import { EvolveRun } from './run';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

describe('stored solutions on the device; the longer ones are in evolve.slow.ts', () => {
  it.each(CASES.filter(({ name }) => ['c_convection', 'c_wave', 'c_reaction_diffusion'].includes(name)))(
    '$name',
    async (one) => {
      expect((await errorOf(gpu, one)).error).toBeLessThan(one.limit);
    },
  );

  it('a_burgers_grf: a batch of eight with a viscosity each', async () => {
    const spec = burgersBatch();
    const run = await EvolveRun.create(gpu, modelOf(spec), spec);
    await run.until(1);
    run.device.show();
    const u = (await run.device.field('u', 8 * 256)).filter((_, k) => k % 2 === 0);
    expect(relativeL2(u, reference.get('a_burgers_grf.u1')!.data)).toBeLessThan(1e-4);
    run.dispose();
  });

  it('vorticity: the device does what the interpreter does, in at most 40 dispatches for a batch of 32', async () => {
    const flow = (batch: number) =>
      typed({ ...FORCED_FLOW, initial: { w: vorticityAt(0).slice(0, 4096) }, batch, dt: 0.02 });
    const spec = flow(1);
    const run = await EvolveRun.create(gpu, modelOf(spec), spec);
    await run.step(2);
    run.device.show();
    const exact = inF64(modelOf(spec), spec, 0.02, 2).get('w')!;
    // Transforms of 64 x 64 points lose some 10 eps, relative to the whole field.
    expect(relativeL2(await run.device.field('w', 4096), exact)).toBeLessThan(1e-6);
    run.dispose();
    const many = await compileProgram(gpu, 'batch', { updates: modelOf(flow(32)).updates });
    expect(many.program.cost.dispatches).toBeLessThanOrEqual(40);
    many.release();
  });
});
