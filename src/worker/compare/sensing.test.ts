import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applySettings, presetById, type Scene } from '../../../scenes';
import type { Gpu } from '../../../solvers/gpu';
import { evolve } from '../../../solvers/methods/evolve';
import { multigrid } from '../../../solvers/methods/multigrid';
import { openTestGpu } from '../../../tests/gpu';
import { planScene } from '../start';
import { HiddenTruth } from './sensing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const alone = <T>(work: () => Promise<T>): Promise<T> => work();
const points = { x: Float64Array.of(0.1, 0.5, 0.93, 0.31), y: Float64Array.of(0.5, 0.26, 0.07, 0.9) };

/** The truth of a scene whose exact solution is not told, and what that says. */
async function truthOf(scene: Scene) {
  const { exact: _, ...untold } = scene;
  const plan = planScene(untold, { multigrid, evolve });
  const hidden = await HiddenTruth.of(gpu, plan, { plan, title: '', stored: null }, alone);
  const known = await HiddenTruth.of(gpu, planScene(scene, { multigrid, evolve }), null, alone);
  return { hidden, known, plan };
}

const apart = (a: Float64Array, b: Float64Array) => Math.max(...a.map((value, k) => Math.abs(value - b[k]!)));

describe('what sensors read is the hidden truth', () => {
  test('of a steady problem', async () => {
    const { hidden, known, plan } = await truthOf(applySettings(presetById('poisson').scene, ['grid.n=64']));
    // Second order: (7 pi / 64)^2 / 12 of the shortest waves, which are a fifth as high as the longest; cubics between
    // points lose less.
    expect(apart(hidden.at('u', points), known.at('u', points))).toBeLessThan(0.2 * 0.01);
    expect(() => hidden.at('w', points)).toThrow(/there is no field w to measure/);
    expect(hidden.holdsFor({ ...plan.problem, data: [], recipes: { pinn: { width: 3 } } })).toBe(true);
    expect(hidden.holdsFor({ ...plan.problem, parameters: { nu: 2 } })).toBe(false);
  });

  test('of one over time', async () => {
    const { hidden, known } = await truthOf(applySettings(presetById('wave').scene, ['grid.n=64']));
    // What method evolve allows a whole run on this grid: fourth order, (4 pi / 64)^4 / 30 over eight periods.
    expect(apart(hidden.at('u', points), known.at('u', points))).toBeLessThan(5e-3);
  });

  test('and is refused where nothing else answers', async () => {
    const { exact: _, ...untold } = presetById('poisson').scene;
    const plan = planScene(untold, { multigrid });
    await expect(HiddenTruth.of(gpu, plan, null, alone)).rejects.toThrow(/no other method answers this scene/);
  });
});
