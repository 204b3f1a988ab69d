import { afterAll, beforeAll, expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import { randomNormal } from '../../base/random';
import type { Gpu } from '../../gpu';
import { openNodeGpu } from '../../gpu/node';
import { relativeResidual } from './balance';
import { Refinement } from './refinement';
import { settingsOf } from './settings';
import { SteadyTask } from './steady-task';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openNodeGpu();
});
afterAll(() => gpu.close());

const { problem } = resolve(presetById('darcy').scene);

/*
 * With two rocks of 12 and 3 the condition is 4 on every grid, and conjugate gradients lower the error in the energy norm
 * by (2 - 1) / (2 + 1) a step, but for a factor 2. The residual is that error times the root of A, whose largest and
 * smallest eigenvalues are 96 and 3 (pi h)^2 times two: below n = 28 a factor of 4 n.
 */
test.each([8, 13, 21])('twelve steps go as far on %i cells as on any', async (n) => {
  const task = new SteadyTask(gpu, problem, settingsOf(problem));
  const shape = [n, n + 1];
  const inputs = task.draw(3, shape);
  const balance = task.balance(inputs);
  const data = Float32Array.from({ length: n * (n + 1) }, (_, at) => 0.01 * randomNormal(5, at));
  const refinement = await Refinement.create(gpu, task, task.balance, shape, 12);
  const { answer, before, after } = await refinement.refine(inputs, { shape, count: 1, data });
  expect(after).toBeLessThan(2 * 4 * n * 3 ** -12 * before);
  // A second answer begins as the first did.
  const again = await refinement.refine(inputs, { shape, count: 1, data });
  expect(again.answer.data).toEqual(answer.data);
  expect(relativeResidual(balance, answer.data)).toBe(after);
  refinement.dispose();
});
