import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import type { Gpu } from '../../gpu';
import { openNodeGpu } from '../../gpu/node';
import type { FnoSolver } from '../fno/fno-solver';
import type { Problem } from '../problem';
import { nsm } from '.';
import { nsmSettingsOf } from './settings';
import { SpectralTask } from './spectral-task';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openNodeGpu();
});
afterAll(() => gpu.close());

const { scene } = presetById('poisson-periodic');

function poisson(n: number, recipe: Readonly<Record<string, number | string>> = {}): Problem {
  return resolve({ ...scene, grid: { n, at: 'cells' }, recipes: { nsm: recipe } }).problem;
}

test('examples are solved wave by wave', async () => {
  const problem = poisson(16);
  const task = new SpectralTask(problem, nsmSettingsOf(problem));
  const [{ frames }] = await task.solve([task.stated({})]);
  const { data } = frames[0];
  const [ys, xs] = [task.positions(0, 16), task.positions(1, 16)];
  for (const [at, value] of data.entries()) {
    const [x, y] = [2 * Math.PI * xs[at % 16], 2 * Math.PI * ys[Math.floor(at / 16)]];
    const wanted = (Math.cos(x) * Math.sin(2 * y)) / 20 + Math.sin(3 * x) / 72 - Math.cos(2 * (x + y)) / 80;
    // f comes in f32.
    expect(Math.abs(value * Math.PI ** 2 - wanted)).toBeLessThan(2 ** -22);
  }
});

test('training by residuals alone lowers the error, and the answer has mean 0', async () => {
  const small = { width: 4, modes: 4, batch: 4, steps: 60, rate: 0.02, tests: 2, first: 4 };
  const solver = (await nsm.init(gpu, poisson(12, small))) as FnoSolver;
  const before = (await solver.measure()).testError.value;
  await solver.step(60);
  expect((await solver.measure()).testError.value).toBeLessThan(0.3 * before);
  const [{ data }] = await solver.fields();
  const [sum, size] = [data.reduce((a, b) => a + b, 0), data.reduce((a, b) => a + Math.abs(b), 0)];
  // The mean is taken out in f32, and was some times as large as what is left.
  expect(Math.abs(sum)).toBeLessThan(64 * 2 ** -24 * size);
  expect(solver.method).toBe('nsm');
  solver.dispose();
});

describe('refusals', () => {
  test.each([
    [{ residual: 'weak' }, 'recipes.nsm.residual: it is weak: choose spectral or grid'],
    [{ widht: 3 }, 'recipes.nsm.widht: no such setting'],
  ])('settings %j', (recipe, line) => {
    expect(nsm.refuses(poisson(16, recipe as Record<string, number | string>))).toContain(line);
  });

  test('problems with sides, and with coefficients that vary', () => {
    const open = [
      { on: 'x=0', is: 'u_x = 0' },
      { on: 'x=1', is: 'u = 0' },
      { on: 'y', is: 'periodic' },
    ];
    expect(nsm.refuses(resolve({ ...scene, conditions: open }).problem)).toContain('periodic sides');
    const { problem } = resolve({ ...scene, equations: ['-div((2 + cos(2*pi*x))*grad(u)) = f'] });
    expect(nsm.refuses(problem)).toContain('constant coefficients');
  });
});
