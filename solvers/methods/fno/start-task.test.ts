import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import type { Gpu } from '../../gpu';
import { openNodeGpu } from '../../gpu/node';
import { evolve } from '../evolve';
import { modelOf } from '../evolve/choose';
import { specOf } from '../evolve/problem-spec';
import { EvolveRun } from '../evolve/run';
import { fno } from '.';
import { Batch } from './batch';
import { Inference } from './inference';
import { gridOf, networkOf } from './network';
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

describe('between mirrors', () => {
  const plate = (recipe: Readonly<Record<string, number | string>> = {}) => {
    const { scene } = presetById('heat');
    const small = { vary: 'k', from: 0.01, to: 0.2, finer: 1, width: 4, layers: 1, modes: 3, projection: 4, tests: 1 };
    return resolve({ ...scene, grid: { n: [12, 10] }, recipes: { fno: { ...small, ...recipe } } }).problem;
  };

  test('an example is the heat of each cosine, fading by itself', async () => {
    const problem = plate();
    const task = new StartTask(gpu, problem, settingsOf(problem));
    expect([task.inputs, task.outputs, task.points, task.mirrored]).toEqual([
      ['u0', 'k'],
      ['u'],
      [11, 13],
      [true, true],
    ]);
    const data = new Float32Array(2 * 143);
    const wave = (at: number): number => {
      return Math.cos((2 * Math.PI * (at % 13)) / 12) * Math.cos((Math.PI * Math.floor(at / 13)) / 10);
    };
    for (let at = 0; at < 143; at++) data.set([1 + wave(at), Math.log(0.1)], 2 * at);
    const [{ frames }] = await task.solve([{ shape: [11, 13], count: 2, data }]);
    const factor = Math.exp(-0.1 * Math.PI ** 2 * 5 * 0.5);
    // k comes back from the logarithm of an f32, 2e-7 of the exponent 2.5; fields are f32 through a transform.
    for (const [at, value] of frames[0].data.entries()) {
      expect(Math.abs(value - 1 - factor * wave(at))).toBeLessThan(1e-5);
    }
  });

  test("the scene's own start is that of its formula, and drawn ones have no slope at the sides", () => {
    const problem = plate();
    const task = new StartTask(gpu, problem, settingsOf(problem));
    const { data } = task.stated({ k: 0.05 });
    const spots = (x: number, y: number): number => {
      return Math.exp(-80 * ((x - 0.65) ** 2 + (y - 0.55) ** 2)) + Math.exp(-160 * ((x - 0.25) ** 2 + (y - 0.3) ** 2));
    };
    for (let at = 0; at < 143; at++) {
      expect(data[2 * at]).toBeCloseTo(spots((at % 13) / 12, Math.floor(at / 13) / 10), 6);
    }
    const fine = task.draw(3, [401, 401]).data;
    const [edge, inside] = [fine[2 * 200 * 401], fine[2 * (200 * 401 + 1)]];
    const slope = Math.abs(inside - fine[2 * (200 * 401 + 100)]) / 99;
    expect(Math.abs(edge - inside)).toBeLessThan(0.1 * slope);
  });

  test('in its own unit an answer grows as its start does', async () => {
    const problem = plate({ unit: 'own' });
    const settings = settingsOf(problem);
    const task = new StartTask(gpu, problem, settings);
    const inference = await Inference.create(gpu, task, networkOf(task, settings), settings, task.points);
    const weights = Float32Array.from({ length: inference.parameters.node.shape[0] }, (_, k) => 0.3 * Math.sin(k));
    gpu.write(inference.parameters.array, weights);
    const start = task.stated({ k: 0.05 });
    const larger = { ...start, data: start.data.map((value, at) => (at % 2 === 0 ? 8 * value : value)) };
    const scaling = { means: Float64Array.of(3, -3), spreads: Float64Array.of(2, 1), sizes: Float64Array.of(5) };
    const [one, other] = [await inference.answer(start, scaling), await inference.answer(larger, scaling)];
    // Powers of two change no digit.
    expect(Array.from(other.data)).toEqual(Array.from(one.data, (value) => 8 * value));
    inference.dispose();
  });

  test('the network sees the mirror images behind the last points', () => {
    const task = new StartTask(gpu, plate(), settingsOf(plate()));
    const grid = gridOf(task, [5, 3], settingsOf(plate()));
    const batch = new Batch(task, grid, 1);
    const data = Float32Array.from({ length: 30 }, (_, at) => at);
    const scaling = { means: Float64Array.of(0, 0), spreads: Float64Array.of(1, 1), sizes: Float64Array.of(1) };
    batch.ask(0, scaling, { shape: [5, 3], count: 2, data });
    expect(grid.padding).toEqual([3, 1]);
    const rows = [0, 1, 2, 3, 4, 3, 2, 1];
    const seen = rows.flatMap((y) => [0, 1, 2, 1].flatMap((x) => [2 * (3 * y + x), 2 * (3 * y + x) + 1]));
    expect(Array.from(batch.fields)).toEqual(seen);
  });

  test.each([
    [{ finer: 3 }, 'recipes.fno.finer'],
    [{ frames: 2 }, 'recipes.fno.frames'],
    [{ frames: 2, unit: 'own' }, 'recipes.fno.unit'],
    [{ unit: 'mine' }, 'choose from all, own'],
  ])('settings %j', async (recipe, line) => {
    await expect(fno.init(gpu, plate(recipe))).rejects.toThrow(line);
  });
});

describe('between other sides', () => {
  const seeping = (recipe: Readonly<Record<string, number | string>> = {}) => {
    const { scene } = presetById('diffusion-sorption');
    const small = { vary: 'u0', from: 0.02, to: 0.2, frames: 2, finer: 1, width: 4, layers: 1, modes: 3, tests: 1 };
    const t: [number, number] = [0, 20];
    const coordinates = { ...scene.coordinates, t };
    return resolve({ ...scene, coordinates, grid: { n: 32 }, recipes: { fno: { ...small, ...recipe } } }).problem;
  };

  test('an example is what method evolve says, from side to side; what only the start depends on is no channel', async () => {
    const problem = seeping();
    const task = new StartTask(gpu, problem, settingsOf(problem));
    expect([task.inputs, task.outputs, task.points, task.periodic, task.seen]).toEqual([
      ['u0'],
      ['u'],
      [33],
      [false],
      [0],
    ]);
    expect(Array.from(task.positions(0, 33)).slice(-2)).toEqual([31 / 32, 1]);
    const drawn = task.draw(3, [33]).data;
    expect(new Set(drawn).size).toBe(1);
    expect(drawn[0] > 0.02 && drawn[0] < 0.2).toBe(true);
    const starts = [0.05, 0.15].map((u0) => task.stated({ ...problem.parameters, u0 }));
    const courses = await task.solve(starts);
    const spec = specOf({ ...problem, parameters: { ...problem.parameters, u0: 0.15 } });
    const run = await EvolveRun.create(gpu, modelOf(spec), spec);
    await run.until(20);
    run.device.show();
    const wanted = await run.device.field('u', 33);
    const { data } = courses[1].frames[1];
    expect(data[0]).toBe(1);
    // Both runs hold 4e-5 of the field.
    for (const [at, value] of wanted.entries()) expect(Math.abs(data[at] - value)).toBeLessThan(1e-4);
    run.dispose();
  });

  test('the network sees the place, zeros behind it, and the answer goes in again', async () => {
    const problem = seeping();
    const settings = settingsOf(problem);
    const task = new StartTask(gpu, problem, settings);
    const inference = await Inference.create(gpu, task, networkOf(task, settings), settings, task.points);
    const weights = Float32Array.from({ length: inference.parameters.node.shape[0] }, (_, k) => 0.3 * Math.sin(k));
    gpu.write(inference.parameters.array, weights);
    const scaling = { means: Float64Array.of(0.5), spreads: Float64Array.of(0.25), sizes: Float64Array.of(0.25) };
    const start = task.stated({ ...problem.parameters, u0: 0.125 });
    const frames = await inference.frames(start, scaling);
    const [second] = await inference.frames(task.next(start, frames[0]), scaling);
    // In quarters about a half, which costs a rounding of f32 on the way through the host, through weights below 1.
    for (const [at, value] of frames[1].data.entries()) expect(second.data[at]).toBeCloseTo(value, 4);
    expect(frames[1].data).not.toEqual(frames[0].data);
    const grid = gridOf(task, [33], settings);
    const batch = new Batch(task, grid, 1);
    batch.ask(0, scaling, start);
    expect(grid.padding).toEqual([4]);
    expect(Array.from(batch.fields.subarray(2 * 31, 2 * 34))).toEqual([-1.5, 31 / 32, -1.5, 1, 0, 33 / 32]);
    inference.dispose();
  });

  test.each([
    [{ finer: 2 }, 'recipes.fno.finer'],
    [{ change: 'carry' }, 'recipes.fno.change'],
    [{ resolution: 32 }, 'recipes.fno.resolution'],
    [{ refine: 3 }, 'recipes.fno.refine'],
  ])('settings %j', async (recipe, line) => {
    const open = async () => {
      const solver = await fno.init(gpu, seeping(recipe));
      await solver.step(1);
    };
    await expect(open()).rejects.toThrow(line);
  });
});

describe('starts by several parameters', () => {
  const sea = (recipe: Readonly<Record<string, number | string>> = {}) => {
    const { scene } = presetById('shallow-water');
    const small = { width: 4, layers: 1, modes: 3, projection: 4, tests: 1, resolution: 16, finer: 1, frames: 2 };
    const fno = { ...(scene.recipes?.fno ?? {}), ...small, ...recipe };
    const t: [number, number] = [0, 0.2];
    return resolve({ ...scene, coordinates: { ...scene.coordinates, t }, grid: { n: 16 }, recipes: { fno } }).problem;
  };

  test('frames hold all unknowns, the drop is another one each time', async () => {
    const problem = sea();
    const task = new StartTask(gpu, problem, settingsOf(problem));
    expect([task.inputs, task.outputs]).toEqual([
      ['h0', 'u0', 'v0'],
      ['h', 'u', 'v'],
    ]);
    const heights = [0, 1].map((number) => task.draw(number, [16, 16]).data.filter((_, at) => at % 3 === 0));
    expect(heights[0]).not.toEqual(heights[1]);
    const { frames } = (await task.solve([task.draw(0, [16, 16])]))[0];
    const water = frames[1].data.reduce((sum, value, at) => sum + (at % 3 === 0 ? value / 256 : 0), 0);
    // Water is neither made nor lost, to the roundings of f32 numbers about 1.
    expect(Math.abs(water - heights[0].reduce((sum, value) => sum + value / 256, 0))).toBeLessThan(1e-6);
  });

  test.each([
    [{ from: '0 0 0.1' }, 'recipes.fno.from: there is no number for a'],
    [{ to: '1 1 0.2 high' }, 'recipes.fno.to: there is no number for a'],
    [{ vary: 'x0 b' }, 'recipes.fno.vary: no such parameter'],
  ])('settings %j', async (recipe, line) => {
    const problem = sea(recipe);
    const refused = fno.refuses(problem) ?? (await fno.init(gpu, problem).catch((error: Error) => error.message));
    expect(refused).toContain(line);
  });
});
