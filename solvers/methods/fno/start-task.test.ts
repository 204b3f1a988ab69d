import { afterAll, beforeAll, expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import type { Gpu } from '../../gpu';
import { openNodeGpu } from '../../gpu/node';
import { evolve } from '../evolve';
import { fno } from '.';
import { settingsOf } from './settings';
import { StartTask } from './start-task';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openNodeGpu();
});
afterAll(() => gpu.close());

const { scene } = presetById('burgers-operator');
const { problem } = resolve({ ...scene, grid: { n: 64 } });

test('an example is what method evolve says, and its parameter is a channel', async () => {
  const task = new StartTask(gpu, problem, settingsOf(problem));
  expect([task.inputs, task.outputs]).toEqual([['u0', 'nu'], ['u']]);
  const drawn = [task.draw(0, [64]), task.draw(1, [64])];
  const nus = drawn.map(({ data }) => Math.exp(data[1]));
  for (const nu of nus) expect(nu > 0.01 && nu < 0.1).toBe(true);
  expect(nus[0]).not.toBeCloseTo(nus[1], 4);
  const stated = task.stated({ nu: nus[1] });
  const [course] = await task.solve([stated]);
  const [answer] = course.frames;
  const solver = await evolve.init(gpu, { ...problem, parameters: { nu: nus[1] } });
  while (!solver.finished) await solver.step(64);
  const [{ data }] = await solver.fields();
  const largest = Math.max(...data.map(Math.abs));
  // nu comes back from the logarithm of an f32: 2e-7 of it. Both runs hold 1e-5 of the field.
  for (const [at, value] of answer.data.entries()) expect(Math.abs(value - data[at])).toBeLessThan(3e-5 * largest);
  solver.dispose();
});

test('the same number gives the same field on a finer grid', () => {
  const task = new StartTask(gpu, problem, settingsOf(problem));
  const [coarse, fine] = [task.draw(7, [64]), task.draw(7, [128])];
  // Modes of 32 to 63 waves are on the finer grid alone: together below 40 times the amplitude of the first of them.
  const bound = 40 * ((25 * Math.SQRT2) / (4 * Math.PI ** 2 * 32 ** 2 + 25));
  for (let k = 0; k < 64; k++) expect(Math.abs(fine.data[4 * k] - coarse.data[2 * k])).toBeLessThan(bound);
  expect(fine.data[1]).toBe(coarse.data[1]);
});

test.each([
  [{ vary: 'mu' }, 'recipes.fno.vary: no such parameter: choose from nu'],
  [{ vary: 'nu', from: 2, to: 1 }, 'recipes.fno.from'],
])('settings %j', async (recipe, line) => {
  const stated = { ...problem, recipes: { fno: recipe as Record<string, number | string> } };
  const refused = fno.refuses(stated) ?? (await fno.init(gpu, stated).catch((error: Error) => error.message));
  expect(refused).toContain(line);
});

test('an answer is of the end of time, whenever it is asked for', async () => {
  const small = { width: 4, layers: 1, modes: 3, projection: 4 };
  const solver = await fno.init(gpu, { ...problem, recipes: { fno: { ...problem.recipes.fno, ...small } } });
  const [u] = await solver.fields();
  expect([u.shape, Array.from(u.coordinates.t)]).toEqual([[1, 64], [1]]);
  solver.dispose();
});
