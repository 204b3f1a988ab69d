import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { constant, interpret, variable } from '../array';
import type { Gpu } from '../gpu';
import { cgls } from './cgls';
import { inDouble, onDevice } from './executor';
import { dualStep, jacobian, primalStep } from './gauss-newton';
import { gaussNewton, levenbergMarquardt } from './levenberg-marquardt';
import { curved, linear, MISRA1A, misra1a, numbers, rosenbrock } from './problems.testing';

const FORMS = ['primal', 'dual', 'matrix-free'] as const;

describe('steps, in f64', () => {
  it('a Jacobian by columns or by rows is that of differences', () => {
    for (const [m, n] of [
      [9, 4],
      [3, 5],
    ]) {
      const { objective, residuals } = curved(m, n);
      const p = objective.parameters;
      const at = numbers(n, 1);
      const [j] = interpret([jacobian(residuals, p)], new Map([[p, at]]));
      const h = 1e-6;
      for (let k = 0; k < n; k++) {
        const moved = (sign: number) => new Map([[p, at.map((v, i) => (i === k ? v + sign * h : v))]]);
        const [up, down] = [1, -1].map((sign) => interpret([residuals], moved(sign))[0]);
        // A parabola: only rounding is left, 1e-16 / h of values of order 10.
        for (let i = 0; i < m; i++) expect(Math.abs((up[i] - down[i]) / (2 * h) - j[i * n + k])).toBeLessThan(1e-7);
      }
    }
  });

  it('the three forms find the same step', async () => {
    const sizes = fc.record({ m: fc.integer({ min: 1, max: 8 }), n: fc.integer({ min: 1, max: 8 }), seed: fc.nat(99) });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ m, n, seed }) => {
        const { objective, residuals } = curved(m, n);
        const p = objective.parameters;
        const damping = constant([0.3]);
        const j = jacobian(residuals, p);
        const at = numbers(n, seed);
        const forms = [primalStep(j, residuals, damping), dualStep(j, residuals, damping)];
        const [primal, dual] = interpret(forms, new Map([[p, at]]));
        const executor = inDouble();
        const { step, begin, iterate } = await cgls(executor, p, residuals, damping, 1e-14);
        executor.write(p, at);
        await begin.run();
        await iterate.run(4 * n);
        const free = await executor.read(step);
        // Conditions below 1e3, squared where conjugate gradients meet them.
        const size = Math.max(1, ...primal.map(Math.abs));
        primal.forEach((v, k) => {
          expect(Math.abs(v - dual[k])).toBeLessThan(1e-11 * size);
          expect(Math.abs(v - free[k])).toBeLessThan(1e-8 * size);
        });
      }),
      { numRuns: 20, seed: 7 },
    );
  });

  it('refuse what would take too many passes, and what has no residuals', async () => {
    const big = variable('p', [300]);
    expect(() => jacobian(big, big)).toThrow(/over 256 passes/);
    const { parameters, loss } = linear(3, 2, true);
    await expect(gaussNewton(inDouble(), { parameters, loss })).rejects.toThrow(/needs residuals/);
  });
});

describe('Gauss-Newton, in f64', () => {
  it.each(FORMS)('solves a linear problem in one step: %s', async (form) => {
    for (const [m, n] of form === 'dual' ? [[3, 7]] : [[9, 4]]) {
      const executor = inDouble();
      const objective = linear(m, n, form === 'dual');
      const optimiser = await gaussNewton(executor, objective, { form });
      const before = (await optimiser.run(1)).loss;
      const after = await optimiser.run(1);
      // The second step only moves rounding: 1e-15 of values of order 10, or 1e-5 of the first gradient.
      expect(Math.abs(after.loss - before)).toBeLessThan(form === 'matrix-free' ? 1e-8 : 1e-25 + 1e-14 * before);
      const [g] = interpret(
        [objective.residuals!],
        new Map([[objective.parameters, await executor.read(objective.parameters)]]),
      );
      if (form === 'dual') expect(Math.max(...g.map(Math.abs))).toBeLessThan(1e-13);
      else expect(after.result.code).toBe('ok');
    }
  });

  it.each([3, 9, 30])('is quadratic near a residual of zero, %i parameters', async (n) => {
    const executor = inDouble();
    const { objective, at } = curved(n + 5, n);
    const optimiser = await gaussNewton(executor, objective);
    executor.write(
      objective.parameters,
      at.map((v, k) => v + 0.05 * numbers(n, 2)[k]),
    );
    const errors: number[] = [];
    for (let k = 0; k < 6; k++) {
      const now = await executor.read(objective.parameters);
      errors.push(Math.hypot(...at.map((v, i) => v - now[i])));
      await optimiser.run(1);
    }
    // Orders from three errors in a row, as long as the last is above rounding, some 1e-15 by a condition of 10.
    const orders = errors.flatMap((e, k) =>
      k >= 2 && e > 1e-13 ? [Math.log(e / errors[k - 1]) / Math.log(errors[k - 1] / errors[k - 2])] : [],
    );
    expect(orders.length).toBeGreaterThan(0);
    for (const order of orders) expect(order).toBeGreaterThan(1.7);
    expect(errors.at(-1)!).toBeLessThan(1e-13);
  });
});

describe('Levenberg-Marquardt', () => {
  it.each(FORMS)('fits the certified values of NIST from the far start, in f64: %s', async (form) => {
    const executor = inDouble();
    const objective = misra1a();
    const optimiser = await levenbergMarquardt(executor, objective, { form, tolerance: 1e-7 });
    executor.write(objective.parameters, MISRA1A.start);
    const { loss, iterations, result } = await optimiser.run(100);
    expect(result.code).toBe('ok');
    expect(iterations).toBeLessThan(60);
    // Ten digits are certified.
    expect(Math.abs(loss / MISRA1A.loss - 1)).toBeLessThan(1e-9);
    const p = await executor.read(objective.parameters);
    MISRA1A.certified.forEach((v, k) => {
      expect(Math.abs(p[k] / v - 1)).toBeLessThan(1e-7);
    });
  });

  it('goes through the valley of Rosenbrock, refusing steps on the way', async () => {
    const executor = inDouble();
    const objective = rosenbrock(4);
    const optimiser = await levenbergMarquardt(executor, objective, { tolerance: 1e-10 });
    executor.write(objective.parameters, [-1.2, 1, -1.2, 1]);
    let last = Number.POSITIVE_INFINITY;
    for (let k = 0; k < 100; k++) {
      const { loss, result } = await optimiser.run(1);
      expect(loss).toBeLessThanOrEqual(last);
      last = loss;
      if (result.code === 'ok') break;
    }
    expect(last).toBeLessThan(1e-20);
  });

  it('says what ended it', async () => {
    const executor = inDouble();
    const objective = misra1a();
    const optimiser = await levenbergMarquardt(executor, objective);
    executor.write(objective.parameters, [Number.NaN, 1]);
    expect((await optimiser.run(3)).result.code).toBe('diverged');
    executor.write(objective.parameters, MISRA1A.start);
    expect((await optimiser.run(1)).result.code).toBe('not-converged');
    const end = await optimiser.run(200);
    expect(end.result.code).toBe('ok');
    expect((await optimiser.run(5)).loss).toBeCloseTo(end.loss, 9);
  });

  describe('on the device', () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await openTestGpu();
    });
    afterAll(() => gpu.close());

    it.each(FORMS)('fits to what f32 allows, with the same bits every time: %s', async (form) => {
      const run = async () => {
        const executor = onDevice(gpu);
        const objective = misra1a();
        const optimiser = await levenbergMarquardt(executor, objective, { form, inner: 6 });
        executor.write(objective.parameters, MISRA1A.start);
        const progress = await optimiser.run(60);
        const p = await executor.read(objective.parameters);
        executor.release();
        return { progress, p };
      };
      const first = await run();
      // Values of 82 leave residuals of some 0.1 an error of 1e-5 each, 1e-4 of them.
      expect(Math.abs(first.progress.loss / MISRA1A.loss - 1)).toBeLessThan(3e-4);
      // Along the flat direction of the valley, of a condition of 10, that is 1e-3 of the parameters at most.
      MISRA1A.certified.forEach((v, k) => {
        expect(Math.abs(first.p[k] / v - 1)).toBeLessThan(1e-3);
      });
      expect(await run()).toEqual(first);
    });
  });
});
