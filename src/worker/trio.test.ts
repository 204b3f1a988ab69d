import { afterAll, beforeAll, expect, test } from 'vitest';
import { presetById, type Scene } from '../../scenes';
import type { Gpu } from '../../solvers/gpu';
import { evolve } from '../../solvers/methods/evolve';
import { piHcMoe, piSc } from '../../solvers/methods/moe';
import { openTestGpu } from '../../tests/gpu';
import { planScene } from './start';
import { Trio } from './trio';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const METHODS = { 'pi-sc': piSc, 'pi-hc-moe': piHcMoe, evolve };
/** Two of the three: each takes its time to compile. */
const SIDES = ['pi-sc', 'pi-hc-moe'];
const SMALL = { points: 16, times: 9, width: 4, layers: 1, modes: 3, projection: 8, basis: 4, samples: 64, batch: 1 };

test('the same network under other constraints, from the same seed, beside the classical answer', async () => {
  const { scene } = presetById('diffusion-sorption');
  const recipes = Object.fromEntries(
    SIDES.map((id) => [
      id,
      { ...SMALL, vary: 'u0', from: 0, to: 0.2, steps: 2, ...(id === 'pi-hc-moe' && { boxes: 2 }) },
    ]),
  );
  const small: Scene = { ...scene, coordinates: { x: [0, 1], t: [0, 20] }, grid: { n: 16 }, recipes };
  const planOf = (method: string) => planScene({ ...small, method }, METHODS);
  const trio = await Trio.create(gpu, SIDES.map(planOf), planOf('evolve'), new Map([['u0', 0.05]]));
  const before = await trio.report();
  expect(before.sides.map(({ method, steps, loss }) => [method, steps, loss])).toEqual(
    SIDES.map((method) => [method, 0, null]),
  );
  expect(before.sides.map(({ jump }) => jump === null)).toEqual([true, false]);
  expect(before.working).toBe(true);
  expect(before.sides[0]!.shape).toEqual([9, 16]);
  let after = before;
  while (after.working || after.sides.some(({ finished }) => !finished)) {
    await trio.step(1);
    after = await trio.report();
  }
  for (const { steps, loss, error, largest, took } of after.sides) {
    expect(steps).toBe(2);
    expect(loss).toBeGreaterThan(0);
    expect(largest).toBeGreaterThan(0);
    expect(error).toBeGreaterThan(0);
    expect(took).toBeGreaterThan(0);
  }
  trio.dispose();
});
