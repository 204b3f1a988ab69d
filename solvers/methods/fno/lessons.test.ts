import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import type { Gpu } from '../../gpu';
import { openNodeGpu } from '../../gpu/node';
import { FnoSolver } from './fno-solver';
import { lessonsOf } from './lessons';
import { restrictedCourse } from './restrict';
import type { Channels } from './task';

test('the grids of a training, coarse ones first', () => {
  expect(lessonsOf({ coarse: '24:100 32:50', steps: 200 }, 64)).toEqual([
    { resolution: 24, until: 100 },
    { resolution: 32, until: 150 },
    { resolution: 64, until: 200 },
  ]);
  expect(lessonsOf({ coarse: '', steps: 200 }, 64)).toEqual([{ resolution: 64, until: 200 }]);
});

describe('examples on coarser grids', () => {
  const channels = (shape: readonly number[], count: number): Channels => {
    const size = shape.reduce((product, n) => product * n, count);
    return { shape, count, data: Float32Array.from({ length: size }, (_, at) => at) };
  };
  const course = (shape: readonly number[]) => ({ inputs: channels(shape, 2), frames: [channels(shape, 1)] });
  const places = (first: number, sides: number) => ({
    positions: (_: number, count: number) => {
      return Float64Array.from({ length: count }, (_, k) => (k + first) / (count - sides));
    },
  });

  test('of repeating axes every second point', () => {
    const { inputs, frames } = restrictedCourse(course([4, 6]), [2, 3], places(0, 0));
    expect(inputs.shape).toEqual([2, 3]);
    expect([...frames[0].data]).toEqual([0, 2, 4, 12, 14, 16]);
    expect([...inputs.data]).toEqual([0, 1, 4, 5, 8, 9, 24, 25, 28, 29, 32, 33]);
  });

  test('between mirrors from side to side', () => {
    expect([...restrictedCourse(course([9]), [3], places(0, 1)).frames[0].data]).toEqual([0, 4, 8]);
  });

  test('of cells the means of those that they are cut into', () => {
    const { frames } = restrictedCourse(course([4, 4]), [2, 2], places(0.5, 0));
    expect([...frames[0].data]).toEqual([2.5, 4.5, 10.5, 12.5]);
  });

  test('points that are not there are refused', () => {
    expect(() => restrictedCourse(course([9]), [4], places(0, 0))).toThrow("the examples' 9 points do not hold 4");
    expect(() => restrictedCourse(course([9]), [4], places(0, 1))).toThrow('recipes.fno.coarse');
  });
});

describe('training', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openNodeGpu();
  });
  afterAll(() => gpu.close());

  const SMALL = { width: 6, layers: 1, modes: 3, projection: 8, batch: 3, examples: 12, first: 4, tests: 2, finer: 1 };
  const darcy = (recipe: Readonly<Record<string, number | string>>) => {
    const { scene } = presetById('darcy');
    return resolve({ ...scene, grid: { n: 12, at: 'cells' }, recipes: { fno: { ...SMALL, ...recipe } } }).problem;
  };

  test('what was learned on a coarse grid goes along, bit by bit where it is taken up again', async () => {
    // Without examples, which would take a solver for each grid.
    const problem = darcy({ steps: 32, rate: 0.02, coarse: '6:20', loss: 'physics' });
    const whole = await FnoSolver.create(gpu, problem);
    const before = (await whole.measure()).testError.value;
    await whole.step(20);
    const { cost } = whole;
    // Errors are those of the finest grid, which no step has seen so far.
    expect((await whole.measure()).testError.value).toBeLessThan(0.6 * before);
    const half = await whole.save();
    await whole.step(12);
    expect(whole.finished).toBe(true);
    // 12 x 12 points and their padding are 196, 6 x 6 are 49; the frequencies cost the same on both.
    expect(whole.cost.flops).toBeGreaterThan(2 * cost.flops);
    const again = await FnoSolver.create(gpu, problem);
    // At the border between both grids.
    await again.load(half);
    await again.step(12);
    const [one, other] = [await whole.weights(), await again.weights()];
    for (const [key, { data }] of one.tensors) expect(other.tensors.get(key)!.data).toEqual(data);
    whole.dispose();
    again.dispose();
  });

  test('a grid that does not hold the frequencies is refused before the first step', async () => {
    const solver = await FnoSolver.create(gpu, darcy({ coarse: '4:10' }));
    await expect(solver.step(1)).rejects.toThrow('4 x 4 points hold 2 modes along each axis, fewer than 3');
    solver.dispose();
  });
});
