import { afterAll, beforeAll, expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import type { Gpu } from '../../gpu';
import { openNodeGpu } from '../../gpu/node';
import { fno } from '.';
import { FnoSolver } from './fno-solver';
import { Inference } from './inference';
import { networkOf } from './network';
import { settingsOf } from './settings';
import { StartTask } from './start-task';
import { symmetriesOf } from './symmetry';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openNodeGpu();
});
afterAll(() => gpu.close());

const recipe = { width: 4, layers: 2, modes: 3, projection: 8, batch: 2, examples: 32, first: 8, tests: 1, finer: 1 };
const { scene } = presetById('ns-vorticity-forced');
const { problem } = resolve({
  ...scene,
  coordinates: { ...scene.coordinates, t: [0, 3] },
  grid: { n: 16 },
  recipes: { fno: { ...recipe, frames: 3, forward: 1, steps: 40, rate: 0.005 } },
});

test('frames follow from one another, as examples and as answers', async () => {
  const settings = settingsOf(problem);
  const task = new StartTask(gpu, problem, settings);
  expect([task.inputs, task.outputs, task.frames]).toEqual([['w0'], ['w'], 3]);
  const start = task.draw(5, [16, 16]);
  const [course] = await task.solve([start]);
  const [again] = await task.solve([task.next(start, course.frames[0])]);
  const largest = course.frames[1].data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (const [at, value] of course.frames[1].data.entries()) {
    // Two runs of a step that is chosen for 1e-5 of the field each.
    expect(Math.abs(again.frames[0].data[at] - value)).toBeLessThan(3e-5 * largest);
  }
  const inference = await Inference.create(gpu, task, networkOf(task, settings), settings, [16, 16]);
  const scaling = { means: Float64Array.of(0), spreads: Float64Array.of(2), sizes: Float64Array.of(2) };
  const weights = Float32Array.from({ length: inference.parameters.node.shape[0] }, (_, k) => 0.3 * Math.sin(k));
  gpu.write(inference.parameters.array, weights);
  const frames = await inference.frames(start, scaling);
  const [second] = await inference.frames(task.next(start, frames[0]), scaling);
  // On the device an answer goes in as it is; through the host it is doubled and halved, which is exact.
  expect(second.data).toEqual(frames[1].data);
  inference.dispose();
});

test('training with push-forward, and an answer for all times', async () => {
  const solver = await FnoSolver.create(gpu, problem);
  await solver.step(2);
  const first = solver.metrics().loss.value;
  await solver.step(38);
  expect(solver.metrics().loss.value).toBeLessThan(0.7 * first);
  const [w] = await solver.fields();
  expect(w.shape).toEqual([4, 16, 16]);
  expect(Array.from(w.coordinates.t)).toEqual([0, 1, 2, 3]);
  // The last frame is what is drawn.
  solver.refresh(['w']);
  const shown = new Float32Array(await gpu.read(solver.display.fields[0].data, 0, 4 * 256));
  expect(Array.from(shown)).toEqual(Array.from(w.data.subarray(3 * 256)));
  solver.dispose();
});

test('vorticity that is left to itself turns its sign in every mirror: an example stands for eight', async () => {
  const decaying = resolve({
    ...presetById('ns-vorticity-decaying').scene,
    grid: { n: 16 },
    coordinates: { ...scene.coordinates, t: [0, 0.5] },
    recipes: { fno: { ...recipe, frames: 2, finer: 2 } },
  }).problem;
  const task = new StartTask(gpu, decaying, settingsOf(decaying));
  const [course] = await task.solve([task.draw(0, [16, 16])]);
  const found = await symmetriesOf(task, course);
  expect(found.map(({ exchange, flips, sign }) => [exchange, ...flips, sign])).toEqual([
    [false, false, false, 1],
    [true, false, false, -1],
    [false, false, true, -1],
    [true, false, true, 1],
    [false, true, false, -1],
    [true, true, false, 1],
    [false, true, true, 1],
    [true, true, true, -1],
  ]);
});

test('equations that change with t have no frames', async () => {
  const [equation] = resolve({ ...scene, equations: ['w_t = t*w_xx', 'psi = w'] }).problem.equations;
  const moving = { ...problem, equations: [equation, problem.equations[1]] };
  expect(fno.refuses(moving)).toBeNull();
  await expect(fno.init(gpu, moving)).rejects.toThrow('recipes.fno.frames');
});
