import { afterAll, beforeAll, expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import type { Problem } from '../problem';
import { dabbed } from './brush';
import { FnoSolver } from './fno-solver';
import type { OperatorTask } from './task';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const SMALL = { width: 4, layers: 1, modes: 3, projection: 0, batch: 2, examples: 8, first: 2, tests: 2, finer: 1 };

function problemOf(id: string, n: number): Problem {
  const { scene } = presetById(id);
  return resolve({ ...scene, grid: { ...scene.grid, n }, recipes: { fno: { ...scene.recipes?.fno, ...SMALL } } })
    .problem;
}

const answerOf = async (solver: FnoSolver) => Float32Array.from((await solver.fields())[0].data);

test('an operator answers numbered examples on any grid, as it is examined, and painted ones', async () => {
  const solver = await FnoSolver.create(gpu, problemOf('darcy', 11));
  const { operator: desk } = solver;
  // Afterwards it knows what channels are measured in.
  const { testError, worstTestError } = await solver.measure();
  const own = await answerOf(solver);
  await desk.choose(1);
  const look = await desk.look(11);
  expect(look.answer).toEqual(await answerOf(solver));
  expect(look.answer).not.toEqual(own);
  expect(new Set(look.given)).toEqual(new Set([3, 12]));
  // The classical answer is that of the examination.
  const [, error] = await desk.examine(0, 1).then(async ([first]) => [first, ...(await desk.examine(1, 9))]);
  const apart = look.answer.map((value, k) => value - look.solved[k]);
  const same = (a: number, b: number): void => expect(Math.abs(a / b - 1)).toBeLessThan(2 ** -23);
  same(error, Math.hypot(...apart) / Math.hypot(...look.solved));
  expect((await desk.solved())[0].data).toEqual(Float64Array.from(look.solved));
  const [zeroth] = await desk.examine(0, 1);
  same((zeroth + error) / 2, testError.value);
  same(Math.max(zeroth, error), worstTestError.value);
  // Questions leave the answer that is shown as it was.
  expect(await answerOf(solver)).toEqual(look.answer);

  const finer = await desk.look(22);
  expect(finer.shape).toEqual([22, 22]);
  expect(finer.coordinates.x).toHaveLength(22);
  expect(finer.answer).toHaveLength(22 ** 2);

  const { version } = desk;
  const [x, y, radius, amount] = [0.5, 0.5, 0.4, 1];
  await solver.paint({ field: 'a', x, y, radius, amount });
  expect([desk.painted, desk.version]).toEqual([true, version + 1]);
  const painted = await desk.look(11);
  expect(painted.given[5 * 11 + 5]).toBe(12);
  expect(new Set(painted.given)).toEqual(new Set([3, 12]));
  expect(painted.solved).not.toEqual(look.solved);

  await desk.choose(null);
  expect(await answerOf(solver)).toEqual(own);
  await expect(desk.choose(-1)).rejects.toThrow('example: it is -1');
  await expect(desk.look(3)).rejects.toThrow('points: choose');
  await expect(solver.paint({ field: 'u', x, y, radius, amount })).rejects.toThrow('there is no u to paint');
  solver.dispose();
});

test('weights that were handed in train on as they are, and a reset begins from nothing', async () => {
  const taught = await FnoSolver.create(gpu, problemOf('burgers-operator', 16));
  await taught.step(1);
  const weights = await taught.weights();
  const solver = await FnoSolver.create(gpu, problemOf('burgers-operator', 16));
  await solver.takeWeights(weights);
  expect([solver.finished, solver.operator.handedIn]).toEqual([true, true]);
  expect(solver.operator.paints).toEqual(['u0']);
  solver.operator.train();
  expect([solver.finished, solver.stepCount]).toEqual([false, 0]);
  expect((await solver.weights()).tensors).toEqual(weights.tensors);
  await solver.step(1);
  // Steps of the first kind do not change what channels are measured in.
  const after = await solver.weights();
  for (const key of ['inputs.mean', 'outputs.size']) {
    expect(after.tensors.get(key)).toEqual(weights.tensors.get(key));
  }
  expect(after.tensors.get('dense.0.weight')).not.toEqual(weights.tensors.get('dense.0.weight'));
  await solver.reset();
  expect([solver.stepCount, solver.operator.handedIn]).toEqual([0, false]);
  // One dimension: the band's height is nothing to a dab.
  await solver.paint({ field: 'u0', x: 0.95, y: 7, radius: 0.1, amount: 1 });
  const { given, shape } = await solver.operator.look(32);
  expect(shape).toEqual([32]);
  expect(given).toHaveLength(32);
  for (const one of [taught, solver]) one.dispose();
});

const task = {
  inputs: ['f'],
  axes: [{ name: 'x', min: 0, max: 1 }],
  periodic: [true],
  zeroMean: true,
  positions: (_axis: number, n: number) => Float64Array.from({ length: n }, (_, k) => k / n),
} as unknown as OperatorTask;

test('a dab goes round the end of an axis that repeats, and leaves a mean that must stay', () => {
  const given = { shape: [8], count: 1, data: Float32Array.of(1, 2, -3, 0, 1, 0, -1, 0) };
  const { data } = dabbed(given, { field: 'f', x: 1, y: 0, radius: 0.25, amount: 2 }, task);
  // 2 at x = 0, 2 (1 - 1/4)^2 at the two neighbours; their mean is taken out everywhere.
  const mean = (2 + 2 * 1.125) / 8;
  const wanted = [3, 2 + 1.125, -3, 0, 1, 0, -1, 1.125].map((value) => value - mean);
  for (const [k, value] of wanted.entries()) expect(Math.abs(data[k] - value)).toBeLessThan(8 * 2 ** -23);
});
