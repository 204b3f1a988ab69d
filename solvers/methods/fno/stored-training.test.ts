import { afterAll, beforeAll, expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import type { Gpu } from '../../gpu';
import { openNodeGpu } from '../../gpu/node';
import { deeponet } from '../deeponet';
import { fno } from '.';
import { makeExamples } from './make-examples';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openNodeGpu();
});
afterAll(() => gpu.close());

const SMALL = { width: 6, layers: 1, projection: 8, batch: 3, steps: 20, rate: 0.01, finer: 1 };

function darcy(n: number) {
  const { scene } = presetById('darcy');
  const recipes = { fno: { ...SMALL, modes: 3 }, deeponet: SMALL };
  return resolve({ ...scene, grid: { n, at: 'cells' }, recipes }).problem;
}

test.each([fno, deeponet])('$id learns of examples in a file, and is asked the last of them', async (method) => {
  const problem = darcy(8);
  const arrays = await makeExamples(gpu, problem, { from: 0, count: 12, layout: 'pdebench' }, () => true);
  const stored = [...arrays].map(([name, { shape, data }]) => {
    const row = data.length / shape[0]!;
    return [name, { name, shape, rows: async (from: number, to: number) => data.slice(from * row, to * row) }] as const;
  });
  const solver = await method.init(gpu, problem);
  await solver.takeExamples!({ name: 'made', arrays: new Map(stored) }, null);
  const before = (await solver.measure()).testError!.value;
  await solver.step(20);
  const { testError, examples } = await solver.measure();
  expect(testError!.value).toBeLessThan(0.9 * before);
  // A fifth of twelve, rounded down, is kept apart.
  expect(examples!.value).toBe(10);
  expect(solver.notes).toContain('made: errors on 2 samples that are not learned');
  // In the studio as well: both of them, and none that was solved here.
  const { operator } = solver;
  expect(operator!.stored).toEqual({ name: 'made', training: 10, tests: 2, shape: [8, 8], layout: 'PDEBench' });
  const errors = await operator!.examine(0, 32);
  expect(errors).toHaveLength(2);
  expect((errors[0]! + errors[1]!) / 2).toBeCloseTo(testError!.value, 12);
  expect(await operator!.examine(2, 32)).toEqual([]);
  await solver.takeExamples!(null, null);
  expect(operator!.stored).toBeNull();
  solver.dispose();
});

test('settings of Fourier layers are refused by method deeponet', () => {
  const problem = { ...darcy(8), recipes: { deeponet: { modes: 3 } } };
  expect(deeponet.refuses(problem)).toContain('recipes.deeponet.modes: it belongs to Fourier layers');
});
