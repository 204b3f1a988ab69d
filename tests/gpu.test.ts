import { expect, test } from 'vitest';
import type { Kernel } from '../solvers/gpu';
import { openTestGpu } from './gpu';

const double: Kernel = {
  name: 'double',
  wgsl: `@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> b: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&a)) { b[id.x] = 2.0 * a[id.x]; }
}`,
  workgroup: [64, 1, 1],
  cost: { flops: 1, bytes: 8 },
};

test('a program doubles an array', async () => {
  const gpu = await openTestGpu();
  const a = gpu.upload('a', new Float32Array([1, 2, 3, 4]));
  const b = gpu.storage('b', 16);
  const program = await gpu.record('double', (r) => r.dispatch(double, { a, b }, [4]));
  gpu.run(program);
  expect([...new Float32Array(await gpu.read(b))]).toEqual([2, 4, 6, 8]);
  gpu.device.destroy();
});
