import { expect, test } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Kernel } from './kernel';
import { Profile } from './profile';

const kernel = (name: string, factor: number): Kernel => ({
  name,
  wgsl: `@group(0) @binding(0) var<storage, read_write> a: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&a)) { a[id.x] = ${factor}.0 * a[id.x] + 1.0; }
}`,
  workgroup: [64, 1, 1],
  cost: { flops: 2, bytes: 8 },
});

test('every dispatch is counted and timed while it is watched, and the results stay the same', async () => {
  const gpu = await openTestGpu();
  const [one, two] = [kernel('one', 1), kernel('two', 2)];
  const start = Float32Array.from({ length: 300 }, (_, k) => k);
  const [a, b] = [gpu.upload('a', start), gpu.storage('b', 4 * 300)];
  const program = await gpu.record('steps', (r) => {
    r.dispatch(one, { a }, [300]);
    r.copy(a, b);
    r.dispatch(two, { a: b }, [300]);
    r.dispatch(two, { a: b }, [100]);
  });
  gpu.run(program);
  const plain = new Float32Array(await gpu.read(b));
  gpu.write(a, start);

  const { buffersAlive } = gpu.counters;
  const profile = new Profile(gpu);
  gpu.run(program);
  expect(new Float32Array(await gpu.read(b))).toEqual(plain);
  gpu.run(program, 0, 2 * program.length);
  const rows = await profile.end();
  expect(Object.fromEntries(rows.map((row) => [row.kernel.name, [row.dispatches, row.bytes, row.flops]]))).toEqual({
    one: [3, 3 * 300 * 8, 3 * 300 * 2],
    two: [6, 3 * 400 * 8, 3 * 400 * 2],
  });
  const hasClock = gpu.device.features.has('timestamp-query');
  for (const { ms, timed, dispatches } of rows) {
    expect(timed).toBe(hasClock ? dispatches : 0);
    expect(ms === null).toBe(!hasClock);
    expect(ms ?? 0).toBeGreaterThanOrEqual(0);
  }
  // Afterwards nothing is watched, and nothing is left behind.
  gpu.run(program);
  await gpu.done();
  expect(gpu.counters.buffersAlive).toBe(buffersAlive);
  expect(gpu.error).toBe(null);
  gpu.close();
});
