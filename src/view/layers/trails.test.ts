import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gpu } from '../../../solvers/gpu';
import { openTestGpu } from '../../../tests/gpu';
import { ArrayNodes, PaneUniforms } from '../nodes';
import type { Particles } from '../particles';
import { testRenderer } from '../renderer.testing';
import type { Picture } from './map';
import { TrailLayer } from './trails';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

test('trails leave no geometry and no texture behind', async () => {
  const renderer = await testRenderer(gpu);
  const arrays = new ArrayNodes(renderer);
  const states = gpu.storage('states', 16 * 8);
  const ages = gpu.upload('ages', new Float32Array(8));
  const held = () => [renderer.info.memory.geometries, renderer.info.memory.textures];
  const layer = new TrailLayer(
    { arrays, pane: new PaneUniforms() } as unknown as Picture,
    { capacity: 8, states, ages } as unknown as Particles,
    [8, 8],
  );
  const [, before] = held();
  layer.draw(renderer, 8, [1, 1, 0, 0], 0.1);
  layer.draw(renderer, 8, [1, 1, 0, 0], 0.1);
  expect(held()).toEqual([2, before! + 2]);
  layer.dispose();
  expect(held()).toEqual([0, before]);
  arrays.dispose();
  await renderer.dispose();
});
