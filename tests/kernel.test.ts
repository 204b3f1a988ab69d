import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gpu, Kernel } from '../solvers/gpu';
import { openTestGpu } from './gpu';
import { runKernel } from './kernel';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const shift = (offset: number): Kernel => ({
  name: 'shift',
  wgsl: `struct Size { count: u32 }
@group(0) @binding(0) var<uniform> size: Size;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> b: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < size.count) { b[id.x + ${offset}u] = a[id.x + ${offset}u]; }
}`,
  workgroup: [64, 1, 1],
  cost: { flops: 0, bytes: 8 },
});

const input = {
  uniforms: { size: { count: 5 } },
  arrays: { a: new Float32Array([1, 2, 3, 4, 5]), b: new Float32Array(5) },
  extent: [5],
} as const;

test('a kernel within its bounds passes and is read back', async () => {
  const out = await runKernel(gpu, shift(0), input);
  expect([...out.f32('b')]).toEqual([1, 2, 3, 4, 5]);
});

test('a kernel that writes past its array is caught', async () => {
  for (const offset of [1, 100, 500]) {
    await expect(runKernel(gpu, shift(offset), input)).rejects.toThrow('past the end of b');
  }
});
