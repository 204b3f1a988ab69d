import { describe, expect, test } from 'vitest';
import type { NpyArray, StoredArray } from '../../io';
import { dataSet } from './data-set';
import type { FnoSettings } from './settings';
import { splitOf, storedExamples } from './stored-examples';
import type { Course, OperatorTask } from './task';

const axis = (name: string) => ({ name, min: 0, max: 1 });
const positions = (_: number, count: number) => Float64Array.from({ length: count }, (_, k) => k / count);
const steady = { inputs: ['a'], outputs: ['u'], frames: 1, axes: [axis('y'), axis('x')], positions };
const course = { inputs: ['u0', 'nu'], outputs: ['u'], frames: 3, axes: [axis('x')], positions };
const settings = { modes: 2, vary: '', from: 0, tests: 2 };

const stored = (name: string, { shape, data }: NpyArray): StoredArray => {
  const row = data.length / shape[0];
  return { name, shape, rows: async (from, to) => data.slice(from * row, to * row) };
};
const files = (arrays: ReadonlyMap<string, NpyArray>) => ({
  name: 'data.h5',
  arrays: new Map([...arrays].map(([name, array]) => [name, stored(name, array)])),
});
const open = (arrays: ReadonlyMap<string, NpyArray>, task: object, change: object = {}, parameters = {}) => {
  return storedExamples(files(arrays), task as OperatorTask, { ...settings, ...change } as FnoSettings, parameters);
};

/** Examples in which every number is another. */
function made(shape: number[], inputs: number, outputs: number, frames: number, nu?: number): Course[] {
  const size = shape.reduce((product, n) => product * n, 1);
  return Array.from({ length: 6 }, (_, sample) => {
    const channels = (count: number, from: number) => ({
      shape,
      count,
      data: Float32Array.from({ length: size * count }, (_, k) => 1000 * sample + 100 * from + k),
    });
    const given = channels(inputs, 0);
    if (nu !== undefined)
      for (let at = 0; at < size; at++) given.data[at * inputs + 1] = Math.fround(Math.log(nu + sample));
    return { inputs: given, frames: Array.from({ length: frames }, (_, frame) => channels(outputs, frame + 1)) };
  });
}

describe.each(['pdebench', 'names'] as const)('written as %s and read again', (layout) => {
  test('fields to fields, on a grid that is not square', async () => {
    const courses = made([4, 5], 1, 1, 1);
    const arrays = dataSet(courses, steady, { layout, varied: '', logarithmic: false });
    const examples = await open(arrays, steady);
    expect([examples.count, examples.shape]).toEqual([6, [4, 5]]);
    for (const [k, one] of courses.entries()) expect(await examples.course(k)).toEqual(one);
  });

  test('starts to frames, with a parameter that varies', async () => {
    const courses = made([7], 2, 1, 3, 0.5);
    const arrays = dataSet(courses, course, { layout, varied: 'nu', logarithmic: true });
    const examples = await open(arrays, course, { vary: 'nu', from: 0.1 });
    for (const [k, one] of courses.entries()) expect(await examples.course(k)).toEqual(one);
  });
});

test('tensors lie x first behind the times, as PDEBench has them', () => {
  const courses = made([4, 5], 1, 1, 1);
  const arrays = dataSet(courses, steady, { layout: 'pdebench', varied: '', logarithmic: false });
  expect(arrays.get('tensor')!.shape).toEqual([6, 1, 5, 4]);
  expect(arrays.get('nu')!.shape).toEqual([6, 5, 4]);
  // Of sample 2, x = 3, y = 1.
  expect(arrays.get('tensor')!.data[2 * 20 + 3 * 4 + 1]).toBe(courses[2].frames[0].data[1 * 5 + 3]);
});

test("neuraloperator's x and y, with or without channels", async () => {
  const [x, y] = [0, 1000].map((from) => Float32Array.from({ length: 120 }, (_, k) => from + k));
  const arrays = new Map([
    ['x', { shape: [6, 1, 4, 5], data: x }],
    ['y', { shape: [6, 4, 5], data: y }],
  ]);
  const { inputs, frames } = await (await open(arrays, steady)).course(3);
  expect(inputs.data).toEqual(x.slice(60, 80));
  expect(frames[0].data).toEqual(y.slice(60, 80));
});

test('a parameter that files do not hold is that of the scene', async () => {
  const courses = made([7], 2, 1, 3, 0.5);
  const arrays = dataSet(courses, course, { layout: 'pdebench', varied: '', logarithmic: false });
  const examples = await open(arrays, course, { vary: 'nu', from: 0.1 }, { nu: 0.25 });
  expect((await examples.course(1)).inputs.data[1]).toBe(Math.fround(Math.log(0.25)));
});

test('the last of a file are kept from the training, unless another file is given', async () => {
  const arrays = dataSet(made([4, 5], 1, 1, 1), steady, { layout: 'names', varied: '', logarithmic: false });
  const all = await open(arrays, steady);
  const split = splitOf('data', all, null, { tests: 16 });
  expect([split.training, split.tests]).toEqual([5, 1]);
  expect((await split.allTests())[0]).toEqual(await all.course(5));
  const two = splitOf('data', all, all, { tests: 4 });
  expect([two.training, (await two.allTests()).length]).toEqual([6, 4]);
});

describe('refused by name', () => {
  const full = () => dataSet(made([4, 5], 1, 1, 1), steady, { layout: 'names', varied: '', logarithmic: false });
  const f32 = (n: number) => new Float32Array(n).fill(1);
  test.each([
    ['an array that is missing', 'a', null, 'there is no array a among u, y, x: a, u are wanted'],
    ['other samples', 'a', { shape: [5, 4, 5], data: f32(100) }, 'u holds 6 samples, a 5|a holds 5 samples'],
    ['other points', 'a', { shape: [6, 5, 4], data: f32(120) }, 'a is for 5 x 4 points, u for 4 x 5'],
    ['too few axes', 'a', { shape: [6, 20], data: f32(120) }, /a has shape \[6, 20\]: \[samples, y, x\] is wanted/],
    ['no number', 'a', { shape: [6, 4, 5], data: f32(120).fill(Number.NaN, 70, 71) }, 'a holds numbers in sample 3'],
  ])('%s', async (_, name, array, message) => {
    const arrays = full();
    if (array) arrays.set(name, array);
    else arrays.delete(name);
    await expect(open(arrays, steady)).rejects.toThrow(message instanceof RegExp ? message : new RegExp(message));
  });

  test('points that the modes do not fit', async () => {
    await expect(open(full(), steady, { modes: 3 })).rejects.toThrow('4 x 5 points hold 2 modes along each axis');
  });

  test('times that frames do not divide', async () => {
    const tensor = { shape: [6, 6, 9], data: f32(324) };
    await expect(open(new Map([['tensor', tensor]]), course)).rejects.toThrow('3 frames do not divide their 5 steps');
  });
});
