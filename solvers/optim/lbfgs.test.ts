import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { log, mul, sum, variable } from '../array';
import type { Gpu } from '../gpu';
import { inDouble, onDevice } from './executor';
import { lbfgs } from './lbfgs';
import { parabola, rosenbrock } from './problems.testing';

const VALLEY = [-1.2, 1, -1.2, 1, 0.5, 2];

describe('L-BFGS', () => {
  it('walks through the valley of Rosenbrock, in f64', async () => {
    const executor = inDouble();
    const objective = rosenbrock(VALLEY.length);
    const optimiser = await lbfgs(executor, objective, { tolerance: 1e-9 });
    executor.write(objective.parameters, VALLEY);
    const { loss, iterations, evaluations, result } = await optimiser.run(200);
    expect(result.code).toBe('ok');
    // Superlinear: some 40 steps, one and a half evaluations each (Nocedal and Wright, table 7.1, reports the like).
    expect(iterations).toBeLessThan(80);
    expect(evaluations).toBeLessThan(1.7 * iterations);
    expect(loss).toBeLessThan(1e-18);
    for (const v of Array.from(await executor.read(objective.parameters))) expect(Math.abs(v - 1)).toBeLessThan(1e-8);
  });

  it('ends on a parabola in about as many steps as it has dimensions, from runs in pieces as well', async () => {
    const whole = inDouble();
    const objective = parabola(8);
    const optimiser = await lbfgs(whole, objective, { tolerance: 1e-8, curvature: 0.1 });
    const first = await optimiser.run(3);
    expect(first.result.code).toBe('not-converged');
    const second = await optimiser.run(40);
    expect(second.result.code).toBe('ok');
    // With exact line searches it is conjugate gradients: 8 steps; these searches are nearly exact.
    expect(first.iterations + second.iterations).toBeLessThan(24);
  });

  it('says what ended it', async () => {
    const start = async (make: typeof parabola, value: number) => {
      const executor = inDouble();
      const objective = make(3);
      const optimiser = await lbfgs(executor, objective);
      executor.write(objective.parameters, [value, value, value]);
      return optimiser.run(100);
    };
    expect((await start(parabola, 1)).result).toMatchObject({ code: 'ok' });
    expect((await start(parabola, Number.NaN)).result).toMatchObject({ code: 'diverged' });
    const bottomless = (n: number) => {
      const p = variable('p', [n]);
      return { parameters: p, loss: sum(mul(-1, log(p))) };
    };
    expect((await start(bottomless, 1)).result.code).toBe('not-converged');
    // Without a tolerance it goes on until rounding hides every decrease.
    expect((await start((n) => rosenbrock(n), 0.5)).loss).toBeLessThan(1e-25);
  });

  describe('on the device', () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await openTestGpu();
    });
    afterAll(() => gpu.close());

    it('comes as far as f32 lets it, with the same bits every time, reading sixteen bytes a trial', async () => {
      const run = async () => {
        const executor = onDevice(gpu);
        const objective = rosenbrock(VALLEY.length);
        const optimiser = await lbfgs(executor, objective, { memory: 4 });
        executor.write(objective.parameters, VALLEY);
        const reads = gpu.counters.readbacks;
        const progress = await optimiser.run(60);
        expect(gpu.counters.readbacks - reads).toBe(progress.evaluations);
        const p = await executor.read(objective.parameters);
        executor.release();
        return { progress, p };
      };
      const first = await run();
      // Residuals of size 10 p eps = 6e-7 are rounding: their squares sum up to 1e-11; steps end within some of them.
      expect(first.progress.loss).toBeLessThan(1e-9);
      expect(await run()).toEqual(first);
    });
  });
});
