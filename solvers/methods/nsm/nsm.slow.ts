import { afterAll, beforeAll, expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import { record } from '../../../tests/report';
import type { Gpu } from '../../gpu';
import { openNodeGpu } from '../../gpu/node';
import { nsm } from '.';

/* The scene's training as it stands and with second differences on the grid in the place of waves, after equal steps. */

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openNodeGpu();
});
afterAll(() => gpu.close());

test('the residual of waves goes five times as far as that of the grid', async () => {
  const errors: number[] = [];
  for (const residual of ['spectral', 'grid']) {
    const { scene } = presetById('poisson-periodic');
    const { problem } = resolve({ ...scene, recipes: { nsm: { residual } } });
    const solver = await nsm.init(gpu, problem);
    while (!solver.finished) await solver.step(100);
    const { testError, worstTestError } = await solver.measure();
    const percent = (value: number): string => `${(100 * value).toFixed(3)} %`;
    record('Neural spectral method, periodic Poisson, relative L2', {
      residual,
      steps: solver.stepCount,
      mean: percent(testError.value),
      worst: percent(worstTestError.value),
    });
    errors.push(testError.value);
    solver.dispose();
  }
  const [spectral, grid] = errors;
  expect(spectral).toBeLessThan(0.002);
  expect(grid).toBeGreaterThan(5 * spectral);
});
