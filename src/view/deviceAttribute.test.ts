import { storage, uint, vec4 } from 'three/tsl';
import { FloatType, Mesh, NodeMaterial, OrthographicCamera, PlaneGeometry, RenderTarget, Scene } from 'three/webgpu';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gpu } from '../../solvers/gpu';
import { openTestGpu } from '../../tests/gpu';
import { deviceAttribute, releaseAttribute } from './deviceAttribute';
import { testRenderer } from './renderer.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

test("three draws from the solver's buffer itself, sees later writes, and leaves it alive", async () => {
  const renderer = await testRenderer(gpu);
  const array = gpu.upload('solver field', Float32Array.of(1, 2, 3, 42));
  const attribute = deviceAttribute(renderer, array, 1);
  const material = new NodeMaterial();
  const field = storage(attribute, 'float', 4).toReadOnly();
  material.fragmentNode = vec4(field.element(uint(3)), field.element(uint(1)), 0, 1);
  const scene = new Scene();
  scene.add(new Mesh(new PlaneGeometry(2, 2), material));
  const target = new RenderTarget(4, 4, { type: FloatType, depthBuffer: false });
  const pixel = async () => {
    renderer.setRenderTarget(target);
    renderer.render(scene, new OrthographicCamera(-1, 1, 1, -1, -1, 1));
    return [...(await renderer.readRenderTargetPixelsAsync(target, 1, 1, 1, 1))].slice(0, 2);
  };
  expect(await pixel()).toEqual([42, 2]);
  gpu.write(array, Float32Array.of(7), 12);
  expect(await pixel()).toEqual([7, 2]);
  releaseAttribute(renderer, attribute);
  await renderer.dispose();
  expect([...new Float32Array(await gpu.read(array))]).toEqual([1, 2, 3, 7]);
  expect(gpu.error).toBeNull();
});
