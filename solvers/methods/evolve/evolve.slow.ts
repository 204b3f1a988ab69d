import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { randomNormal } from '../../base/random';
import type { Gpu } from '../../gpu';
import { atPointsOf } from '../interpolate';
import { burgersBatch, decayingAt, decayingFlow, FORCED_FLOW, sorptionBatch, vorticityAt } from './batches.testing';
import { CASES, errorOf, reference } from './cases.testing';
import { modelOf } from './choose';
import { inF64, relativeL2, typed } from './evolve.testing';
import { EvolveRun } from './run';
import type { EvolveSpec } from './spec';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

describe('stored solutions, with the step that the method chooses', () => {
  it.each(CASES)('$name', async (one) => {
    const { error, told } = await errorOf(gpu, one);
    console.log(`${told}: relative L2 ${error.toExponential(2)}`);
    expect(error).toBeLessThan(one.limit);
  });

  it('a_burgers_grf, eight samples with a viscosity each', async () => {
    const spec = burgersBatch();
    const run = await EvolveRun.create(gpu, modelOf(spec), spec);
    await run.until(1);
    run.device.show();
    const u = (await run.device.field('u', 8 * 256)).filter((_, k) => k % 2 === 0);
    const error = relativeL2(u, reference.get('a_burgers_grf.u1')!.data);
    console.log(`a_burgers_grf: ${run.stepCount} steps, relative L2 ${error.toExponential(2)}`);
    expect(error).toBeLessThan(1e-4);
    run.dispose();
  });

  it('h_diffusion_sorption, four samples', async () => {
    const points = 128;
    const spec = sorptionBatch(points);
    const model = modelOf(spec);
    const run = await EvolveRun.create(gpu, model, spec);
    const { data } = reference.get('h_diffusion_sorption')!;
    const x = Float64Array.from(reference.get('h_diffusion_sorption.x')!.data);
    const [got, wanted]: number[][] = [[], []];
    for (let quarter = 0; quarter < 4; quarter++) {
      await run.until(125 * (quarter + 1));
      run.device.show();
      const values = Float64Array.from(await run.device.field('u', 4 * (points + 1)));
      for (let sample = 0; sample < 4; sample++) {
        const own = values.slice(sample * (points + 1), (sample + 1) * (points + 1));
        const source = { name: 'u', shape: [points + 1], data: own, coordinates: { x: model.positions[0].at } };
        got.push(...atPointsOf({ coordinates: { x } }, source));
        wanted.push(...data.slice((4 * sample + quarter) * 128, (4 * sample + quarter + 1) * 128));
      }
    }
    const error = relativeL2(got, wanted);
    console.log(`h_diffusion_sorption: ${run.stepCount} steps, relative L2 ${error.toExponential(2)}`);
    expect(error).toBeLessThan(1e-4);
    expect(run.stepCount).toBeLessThan(3000);
    run.dispose();
  });

  it('g_ns_forced_nu1e-3, two samples until t = 20 on 64 x 64', async () => {
    const spec = typed({ ...FORCED_FLOW, initial: { w: vorticityAt(0) }, batch: 2 });
    const run = await EvolveRun.create(gpu, modelOf(spec), spec);
    for (const time of [5, 20] as const) {
      await run.until(time);
      run.device.show();
      const error = relativeL2(await run.device.field('w', 2 * 4096), vorticityAt(time));
      console.log(`g_ns_forced_nu1e-3, t = ${time}: ${run.stepCount} steps, relative L2 ${error.toExponential(2)}`);
      expect(error).toBeLessThan(1e-3);
    }
    run.dispose();
  });

  it('g_ns_decaying_re1e4 until t = 1 on 256 x 256', async () => {
    const n = 256;
    const spec = decayingFlow(n);
    const run = await EvolveRun.create(gpu, modelOf(spec), spec);
    const begun = performance.now();
    await run.until(1);
    run.device.show();
    const w = (await run.device.field('w', n * n)).filter((_, k) => k % 4 === 0 && Math.floor(k / n) % 4 === 0);
    const error = relativeL2(w, decayingAt(1));
    const seconds = (performance.now() - begun) / 1000;
    console.log(
      `g_ns_decaying_re1e4, t = 1: ${run.stepCount} steps, ${seconds.toFixed(0)} s, relative L2 ${error.toExponential(2)}`,
    );
    expect(error).toBeLessThan(1e-2);
    run.dispose();
  });

  it('c_ks_regular in f64: what is left of the error without rounding, and how rounding grows', () => {
    const { problem } = CASES.find(({ name }) => name === 'c_ks_regular')!;
    const steps = 1024;
    const spec = typed(problem);
    const model = modelOf(spec);
    const { data, shape } = reference.get('c_ks_regular')!;
    const exact = [1, 2, 3, 4].flatMap((quarter) => [...data.slice(quarter * shape[1], (quarter + 1) * shape[1])]);
    const run = (start: EvolveSpec) => {
      const quarters = [1, 2, 3, 4].map((quarter) => inF64(model, start, 1 / steps, (quarter * steps) / 4).get('u')!);
      return quarters.flatMap((u) => [...u.filter((_, k) => k % 2 === 0)]);
    };
    const clean = run(spec);
    const size = 1e-7;
    const noisy = model.positions[0].at.map((x, k) => -Math.sin(Math.PI * x) + size * randomNormal(5, k));
    const grown = relativeL2(run({ ...spec, initial: { u: noisy } }), clean);
    const error = relativeL2(clean, exact);
    console.log(
      `c_ks_regular in f64: relative L2 ${error.toExponential(2)}; noise of 1e-7 at the start grows to ${grown.toExponential(2)}`,
    );
    expect(error).toBeLessThan(1e-5);
    expect(grown).toBeGreaterThan(10 * size);
  });
});
