import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { gridOf } from './grid';
import { Inference, ownStart } from './inference';
import { SMALL, SMALL_FLOW, sorption, vorticity } from './moe.testing';
import { MoeSolver } from './moe-solver';
import { recipeOf } from './recipe';
import { statementOf } from './statement';

const METHOD = 'pi-hc-moe';

describe('on the device', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  it('trains within its budget, goes on from a saved state to the last bit, and takes weights', async () => {
    const solver = await MoeSolver.create(gpu, METHOD, sorption(METHOD, SMALL));
    await solver.step(2);
    const first = solver.metrics().loss.value;
    expect(solver.cost.dispatches).toBeLessThan(150);
    const saved = await solver.save();
    await solver.step(18);
    const ahead = await solver.fields();
    expect(solver.metrics().loss.value).toBeLessThan(first);
    expect(solver.metrics()['solve.failed'].value).toBe(0);
    await solver.reset();
    await solver.load(saved);
    await solver.step(18);
    expect((await solver.fields())[0].data).toEqual(ahead[0].data);

    const told = await solver.measure();
    for (const box of [1, 2, 3, 4]) expect(told[`box${box}.condition`].value).toBeGreaterThan(1);
    expect(told.maxResidual.value).toBeGreaterThan(0);
    expect(ahead[0].shape).toEqual([9, 16]);

    // Boxes stand side by side; what is told of them is told again, as plain numbers that messages carry.
    const { experts, borders, largest } = structuredClone(await solver.experts());
    expect(experts.map(({ box }) => Math.round(1e9 * 15 * box.x[0]))).toEqual([0, 3.5e9, 7.5e9, 11.5e9]);
    expect(borders.map(({ axis, at }) => [axis, at])).toEqual(experts.slice(1).map(({ box }) => ['x', box.x[0]]));
    expect(Math.max(...borders.map(({ jump }) => jump))).toBe(told.borderJump.value);
    expect(Math.max(...experts.map((expert) => expert.largest))).toBe(told.maxResidual.value);
    expect(largest).toBe(told.maxResidual.value);
    for (const [k, expert] of experts.entries()) {
      expect([expert.weights.length, expert.outcome.code]).toEqual([4, 'ok']);
      expect(expert.condition).toBe(told[`box${k + 1}.condition`].value);
    }

    const weights = await solver.weights();
    await solver.reset();
    await solver.takeWeights(weights);
    expect((await solver.fields())[0].data).toEqual(ahead[0].data);
    await expect(solver.takeWeights({ tensors: new Map(), metadata: {} })).rejects.toThrow('network is missing');
    solver.dispose();
  });

  it.each([
    // One step does not come to the minimum; of basis fields one of which is zero there are no best weights.
    ['not-converged', { iterations: 1, tolerance: 1e-7 }, 1],
    ['breakdown', { ridge: 0 }, 0],
  ] as const)('marks experts that end with %s, and keeps numbers', async (code, recipe, last) => {
    const solver = await MoeSolver.create(gpu, METHOD, sorption(METHOD, { ...SMALL, ...recipe }));
    const { tensors, metadata } = await solver.weights();
    const { shape, data } = tensors.get('network')!;
    // At the end stand the weights [8, 4] and biases of what makes the four fields.
    const scaled = {
      shape,
      data: data.map((v, k) => (k >= data.length - 36 && (data.length - k) % 4 === 1 ? last * v : v)),
    };
    await solver.takeWeights({ tensors: new Map([['network', scaled]]), metadata });
    const { experts } = await solver.experts();
    expect(experts.map(({ outcome }) => outcome.code)).toEqual(new Array(4).fill(code));
    expect((await solver.fields())[0].data.every(Number.isFinite)).toBe(true);
    expect(solver.outcome).toMatchObject({ code, advice: expect.stringMatching(/^Box 1: /) });
    solver.dispose();
  });

  it('a flow begins with its start to the last bit, and its mean does not move', async () => {
    const solver = await MoeSolver.create(gpu, METHOD, vorticity(METHOD, SMALL_FLOW));
    await solver.step(3);
    expect(solver.outcome.code).toBe('ok');
    // Two layers here; budget.slow.ts counts those of the presets.
    expect(solver.cost.dispatches).toBeLessThan(150);
    const [{ shape, data }] = await solver.fields();
    expect(shape).toEqual([5, 8, 8]);
    const problem = vorticity(METHOD, SMALL_FLOW);
    const statement = statementOf(problem, 0);
    const start = ownStart(statement, gridOf(statement, recipeOf(problem, METHOD)))!;
    expect(data.slice(0, 64)).toEqual(start.map(Math.fround));
    for (let t = 0; t < 5; t++) {
      const middle = data.slice(64 * t, 64 * t + 64).reduce((sum, v) => sum + v / 64, 0);
      // Sums of 64 numbers of order 1 in f32.
      expect(Math.abs(middle)).toBeLessThan(1e-6);
    }
    solver.dispose();
  });

  it('covers time in legs, each from the end of the one before, and goes on from a saved state', async () => {
    const recipe = {
      ...SMALL_FLOW,
      times: 9,
      legs: 2,
      tendency: true,
      vary: 'nu',
      from: 1e-4,
      to: 1e-3,
      boxes: 4,
      trainingBoxes: 2,
      corrections: 1,
    };
    const solver = await MoeSolver.create(gpu, METHOD, vorticity(METHOD, recipe));
    await solver.step(2);
    const saved = await solver.save();
    await solver.step(3);
    const [{ shape, data }] = await solver.fields();
    await solver.reset();
    await solver.load(saved);
    await solver.step(3);
    expect((await solver.fields())[0].data).toEqual(data);
    expect(shape).toEqual([9, 8, 8]);
    const { experts } = await solver.experts();
    // Four boxes of training give way to sixteen in each leg.
    expect(solver.metrics()['solve.failed'].value).toBe(0);
    expect(experts.map(({ box }) => box.t[0])).toEqual([...new Array(16).fill(0), ...new Array(16).fill(1)]);
    expect(experts[16].weights).not.toEqual(experts[0].weights);

    // The second leg alone, from where the first ended.
    const own = vorticity(METHOD, recipe);
    const settings = recipeOf(own, METHOD);
    const statement = statementOf(own, settings.floor);
    const grid = gridOf(statement, settings);
    const one = { ...settings, legs: 1 };
    const network = (await solver.weights()).tensors.get('network')!.data;
    const leg = await Inference.create(gpu, METHOD, statement, grid, one, network.length);
    gpu.write(leg.parameters.array, Float32Array.from(network));
    leg.setParameters(own.parameters);
    leg.begin(data.slice(4 * 64, 5 * 64));
    leg.show();
    expect(await leg.field()).toEqual(data.slice(4 * 64));
    leg.dispose();
    solver.dispose();
  });
});
