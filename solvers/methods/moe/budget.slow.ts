import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { sorption, vorticity } from './moe.testing';
import { MoeSolver } from './moe-solver';

/** A step of training has at most 150 dispatches, as many for one box as for many. */
let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

// Depth and kind of the presets' networks, on smaller grids: dispatches do not depend on sizes.
const NETWORK = { width: 4, projection: 8, basis: 4, batch: 2, modes: 3, samples: 160 };
const LEGS = { legs: 2, fourth: true, tendency: true, vary: 'nu', from: 1e-4, to: 1e-3 };

it.each([
  [
    'diffusion with sorption',
    [1, 2, 4],
    (boxes: number) => sorption('pi-hc-moe', { ...NETWORK, boxes, points: 16, times: 9, fronts: true }),
  ],
  [
    'vorticity',
    [1, 2],
    (boxes: number) => vorticity('pi-hc-moe', { ...NETWORK, boxes, layers: 3, modes: 2, points: 8, times: 5 }),
  ],
  [
    'vorticity in legs',
    [1, 2, 4],
    (boxes: number) => vorticity('pi-hc-moe', { ...NETWORK, ...LEGS, boxes, layers: 3, modes: 2, points: 8, times: 9 }),
  ],
] as const)('%s', async (_, boxes, problem) => {
  const counts: number[] = [];
  for (const count of boxes) {
    const solver = await MoeSolver.create(gpu, 'pi-hc-moe', problem(count));
    await solver.step(1);
    counts.push(solver.cost.dispatches);
    solver.dispose();
  }
  console.log(counts.join(' '));
  expect(Math.max(...counts)).toBeLessThanOrEqual(150);
  // A border needs no kernel of its own; a slice that has become the whole may save one.
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
});
