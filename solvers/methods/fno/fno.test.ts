import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import { constant, interpret } from '../../array';
import type { Gpu } from '../../gpu';
import { openNodeGpu } from '../../gpu/node';
import type { Tensor } from '../../io';
import type { Fno } from '../../nets';
import type { Problem } from '../problem';
import { fno } from '.';
import { FnoSolver } from './fno-solver';
import { Inference } from './inference';
import { networkOf, relativeError } from './network';
import { toNeuraloperator } from './neuraloperator-layout';
import { settingsOf } from './settings';
import { taskOf } from './task-of';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openNodeGpu();
});
afterAll(() => gpu.close());

const SMALL = { width: 6, layers: 2, modes: 3, projection: 8, batch: 3, examples: 12, first: 4, tests: 2, finer: 1 };

function darcy(n: number, recipe: Readonly<Record<string, number | string>> = {}): Problem {
  const { scene } = presetById('darcy');
  const { problem } = resolve({ ...scene, grid: { n, at: 'cells' }, recipes: { fno: { ...SMALL, ...recipe } } });
  return problem;
}

describe('relative error', () => {
  test('is the mean over samples of the norms of differences', () => {
    const [found, wanted] = [
      [3, 4, 1, 1, 2, 5],
      [0, 4, 1, 2, 2, 2],
    ].map((data) => constant(Float32Array.from(data), [2, 3, 1]));
    const [value] = interpret([relativeError(found, wanted, 0)], new Map())[0];
    expect(value).toBeCloseTo((3 / Math.sqrt(17) + Math.sqrt(10 / 12)) / 2, 6);
  });

  test('weighs slopes beside', () => {
    const [found, wanted] = [
      [3, 4, 1],
      [0, 4, 1],
    ].map((data) => constant(Float32Array.from(data), [1, 3, 1]));
    const [value] = interpret([relativeError(found, wanted, 0.5)], new Map())[0];
    expect(value).toBeCloseTo(3 / Math.sqrt(17) + (0.5 * 3) / 5, 6);
  });
});

describe('training', () => {
  test('lowers the error on examples that it never sees', async () => {
    const solver = await FnoSolver.create(gpu, darcy(11, { steps: 60, rate: 0.01 }));
    const before = (await solver.measure()).testError.value;
    await solver.step(60);
    const after = (await solver.measure()).testError.value;
    expect(solver.finished).toBe(true);
    expect(solver.outcome.code).toBe('ok');
    expect(after).toBeLessThan(0.5 * before);
    solver.dispose();
  });

  test('without any example, by the least energy, which lies below that of the best bump', async () => {
    const solver = await FnoSolver.create(gpu, darcy(11, { steps: 60, rate: 0.01, loss: 'physics' }));
    const before = (await solver.measure()).testError.value;
    await solver.step(60);
    const { testError, loss, examples } = await solver.measure();
    expect(loss.value).toBeLessThan(-1);
    expect(testError.value).toBeLessThan(0.5 * before);
    // 4 for the scaling, 3 a step.
    expect(examples.value).toBe(184);
    solver.dispose();
  });

  test('by examples and the energy together', async () => {
    const solver = await FnoSolver.create(gpu, darcy(9, { layers: 1, steps: 40, rate: 0.02, loss: 'both' }));
    const before = (await solver.measure()).testError.value;
    await solver.step(40);
    const { testError, loss, examples } = await solver.measure();
    // The relative error beside an energy below that of the best bump.
    expect(loss.value).toBeLessThan(testError.value);
    expect(testError.value).toBeLessThan(0.5 * before);
    expect(examples.value).toBeLessThanOrEqual(14);
    solver.dispose();
  });

  test('answers are refined by their own equations, before and after side by side', async () => {
    const solver = await FnoSolver.create(gpu, darcy(11, { refine: 12 }));
    const { answerResidual, residual, testError, refinedTestError } = await solver.measure();
    // Twelve steps at condition 4: by 3 each, but for 2 and the root of the condition of A, at most 4 n.
    expect(residual.value).toBeLessThan(2 * 44 * 3 ** -12 * answerResidual.value);
    // Examples are solved on the same grid here, the error in the energy norm is at most 2 of that of L2.
    expect(refinedTestError.value).toBeLessThan(1e-3 * testError.value);
    solver.dispose();
  });

  test('a run that is taken up again gives the same bits', async () => {
    const problem = darcy(11, { steps: 8 });
    const whole = await FnoSolver.create(gpu, problem);
    await whole.step(4);
    const half = await whole.save();
    await whole.step(4);
    const again = await FnoSolver.create(gpu, problem);
    await again.load(half);
    await again.step(4);
    const [one, other] = [await whole.weights(), await again.weights()];
    for (const [key, { data }] of one.tensors) expect(other.tensors.get(key)!.data).toEqual(data);
    expect((await again.fields())[0].data).toEqual((await whole.fields())[0].data);
    whole.dispose();
    again.dispose();
  });

  test('weights go to another solver, also on a finer grid, and answer at once', async () => {
    const taught = await FnoSolver.create(gpu, darcy(11, { steps: 3 }));
    await taught.step(3);
    const weights = await taught.weights();
    const same = await FnoSolver.create(gpu, darcy(11));
    await same.takeWeights(weights);
    expect(same.finished).toBe(true);
    expect((await same.fields())[0].data).toEqual((await taught.fields())[0].data);
    const finer = await FnoSolver.create(gpu, darcy(22));
    await finer.takeWeights(weights);
    expect((await finer.fields())[0].shape).toEqual([22, 22]);
    for (const solver of [taught, same, finer]) solver.dispose();
  });
});

test.each([{}, { variant: 'tucker', rank: 0.5 }])(
  'blocks of neuraloperator, %j, answer the same by weights in its layout',
  async (own) => {
    const blocks = { blocks: 'neuraloperator', lift: 7, mixing: 3, padding: 0, layers: 1, ...own };
    const solver = await FnoSolver.create(gpu, darcy(9, blocks));
    const before = (await solver.fields())[0].data;
    const weights = await solver.weights();
    const theirs = toNeuraloperator(JSON.parse(weights.metadata.network) as Fno, weights);
    await solver.takeWeights({ ...theirs, tensors: new Map([...theirs.tensors].map(zeroed)) });
    expect((await solver.fields())[0].data).not.toEqual(before);
    await solver.takeWeights(theirs);
    expect((await solver.fields())[0].data).toEqual(before);
    solver.dispose();
  },
);

const zeroed = ([key, { shape, data }]: [string, Tensor]): [string, Tensor] => {
  return [key, { shape, data: key.startsWith('projection') ? new Float32Array(data.length) : data }];
};

test('an answer at 64 x 64 takes at most 40 dispatches', async () => {
  const { problem } = resolve(presetById('darcy').scene);
  const settings = settingsOf(problem);
  const task = taskOf(gpu, problem, settings);
  const inference = await Inference.create(gpu, task, networkOf(task, settings), settings, [64, 64]);
  expect(inference.cost.dispatches).toBeLessThanOrEqual(40);
  inference.dispose();
});

test('fields that are handed in are answered by weights, and trained on by nobody', async () => {
  const taught = await FnoSolver.create(gpu, darcy(11));
  const { problem } = resolve({ ...presetById('darcy').scene, grid: { n: 11, at: 'cells' }, recipes: { fno: SMALL } });
  const values = { shape: [11, 11], data: Float64Array.from({ length: 121 }, (_, at) => (at % 3 === 0 ? 12 : 3)) };
  const a = { ...problem.inputs.a, formula: null, random: null, values };
  const solver = await FnoSolver.create(gpu, { ...problem, inputs: { a } });
  await expect(solver.step(1)).rejects.toThrow('no examples can be drawn');
  await solver.takeWeights(await taught.weights());
  expect(await solver.measure()).not.toHaveProperty('testError');
  expect((await solver.fields())[0].data.every(Number.isFinite)).toBe(true);
  taught.dispose();
  solver.dispose();
});

describe('refusals', () => {
  test('weights of another network are refused by the array that does not fit', async () => {
    const one = await FnoSolver.create(gpu, darcy(11));
    const other = await FnoSolver.create(gpu, darcy(8, { width: 5 }));
    await expect(other.takeWeights(await one.weights())).rejects.toThrow('dense.0.weight has shape [3, 6]');
    one.dispose();
    other.dispose();
  });

  test.each([
    [{ widht: 3 }, 'recipes.fno.widht: no such setting'],
    [{ modes: 0 }, 'recipes.fno.modes: it is 0'],
    [{ finer: 2 }, 'recipes.fno.finer: it is even'],
    [{ loss: 'energy' }, 'recipes.fno.loss: it is energy: choose from data, physics, both'],
    [{ skip: 'identity' }, 'recipes.fno.skip: it belongs to the blocks of neuraloperator'],
    [{ rank: 0.2 }, 'recipes.fno.rank: it belongs to tensorised layers'],
    [{ variant: 'u-shaped' }, 'recipes.fno.layers: a U takes at least 3'],
    [{ variant: 'factorised', blocks: 'neuraloperator' }, "recipes.fno.variant: neuraloperator's blocks are not"],
    [{ coarse: '24x10' }, 'recipes.fno.coarse: write points and steps'],
    [{ coarse: '6:10 7:30', steps: 40 }, 'recipes.fno.coarse: its 40 steps leave none of 40'],
    [{ batch: 1.5 }, 'recipes.fno.batch: 1.5 is not a whole number'],
  ])('settings %j', (recipe, line) => {
    expect(fno.refuses(darcy(8, recipe as Record<string, number>))).toContain(line);
  });

  test('energies in time', () => {
    const { scene } = presetById('ns-vorticity-forced');
    const { problem } = resolve({ ...scene, recipes: { fno: { loss: 'physics' } } });
    expect(fno.refuses(problem)).toContain('belongs to steady problems');
  });

  test('problems that say nothing of examples', () => {
    const { problem } = resolve(presetById('poisson').scene);
    expect(fno.refuses(problem)).toContain('inputs.NAME.random');
  });
});
