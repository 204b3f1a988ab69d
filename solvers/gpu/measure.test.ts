import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from './gpu';
import type { Kernel } from './kernel';
import { passesKnownAnswer } from './known-answer';
import { measurePeaks } from './peaks';
import { benchmark, timeProgram } from './timing';
import { type Variant, VariantChoices } from './variants';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** Adds 1 `rounds` times; a loop the compiler cannot fold, since the addend comes from the buffer. */
const work = (rounds: number): Kernel => ({
  name: `work ${rounds}`,
  wgsl: `@group(0) @binding(0) var<storage, read_write> a: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  var s = a[0];
  for (var k = 0; k < ${rounds}; k++) { s = s * a[1] + a[2]; }
  a[id.x + 4u] = s;
}`,
  workgroup: [64, 1, 1],
  cost: { flops: 2 * rounds, bytes: 8 },
});

const variant = (name: string, rounds: number): Variant => ({
  name,
  kernels: [work(rounds)],
  record: vi.fn(async () => {
    const a = gpu.storage('a', 4 * 68);
    return gpu.record(name, (r) => r.dispatch(work(rounds), { a }, [64]));
  }),
});

test('a program is timed by the device where it has a clock, with copies by the wall', async () => {
  const a = gpu.storage('a', 4 * 68);
  const b = gpu.storage('b', 4 * 68);
  const plain = await gpu.record('plain', (r) => r.dispatch(work(20_000), { a }, [64]));
  const mixed = await gpu.record('mixed', (r) => {
    r.dispatch(work(10), { a }, [64]);
    r.copy(a, b);
  });
  const stamped = gpu.device.features.has('timestamp-query');
  const timing = await timeProgram(gpu, plain, 4);
  expect(timing.ms).toBeGreaterThan(0);
  if (stamped) expect(timing.clock).toBe('device');
  expect(await timeProgram(gpu, mixed)).toMatchObject({ clock: 'wall' });
  gpu.release(b);
  await expect(timeProgram(gpu, mixed)).rejects.toThrow(/after it was released/);
});

test('without a device clock the wall is asked', async () => {
  const plain = await openTestGpu({ wanted: {} });
  vi.spyOn(plain.device.features, 'has').mockReturnValue(false);
  const a = plain.storage('a', 4 * 68);
  const program = await plain.record('plain', (r) => r.dispatch(work(10), { a }, [64]));
  const timing = await benchmark(plain, program);
  expect(timing.clock).toBe('wall');
  expect(timing.ms).toBeGreaterThan(0);
  plain.close();
});

test('peaks are positive numbers, and their memory is given back', async () => {
  const before = { ...gpu.counters };
  const peaks = await measurePeaks(gpu);
  for (const peak of Object.values(peaks)) expect(peak).toBeGreaterThan(0);
  expect(Object.values(peaks).every(Number.isFinite)).toBe(true);
  expect(gpu.counters.bytesAlive).toBe(before.bytesAlive);
  expect(gpu.counters.bytesPooled).toBe(0);
});

test('the fastest variant is chosen, remembered, and pinned from JSON', async () => {
  // A hundred thousand times the work: no scheduling noise turns that around.
  const candidates = [variant('slow', 100_000), variant('fast', 1)];
  const choices = new VariantChoices();
  expect(await choices.choose(gpu, 'work', candidates)).toBe('fast');
  expect(await choices.choose(gpu, 'work', candidates)).toBe('fast');
  expect(candidates[0]!.record).toHaveBeenCalledTimes(1);

  const saved = JSON.parse(JSON.stringify(choices));
  const [key] = Object.keys(saved);
  expect(key).toContain(gpu.adapterName);
  const pinned = new VariantChoices({ [key!]: 'slow' });
  expect(await pinned.choose(gpu, 'work', candidates)).toBe('slow');
  expect(candidates[0]!.record).toHaveBeenCalledTimes(1);

  // Other sources, or a name that is no longer offered: measured anew.
  expect(await pinned.choose(gpu, 'work', [variant('slow', 100_001), variant('fast', 1)])).toBe('fast');
  expect(await new VariantChoices({ [key!]: 'gone' }).choose(gpu, 'work', candidates)).toBe('fast');
  expect(await new VariantChoices({ [key!]: 7 }).choose(gpu, 'work', candidates)).toBe('fast');
});

test('a single candidate is not measured, none is refused', async () => {
  const only = variant('only', 1);
  expect(await new VariantChoices().choose(gpu, 'one', [only])).toBe('only');
  expect(only.record).not.toHaveBeenCalled();
  await expect(new VariantChoices().choose(gpu, 'none', [])).rejects.toThrow(/No variants/);
});

test('a known answer passes to the last bit or not at all', async () => {
  const double = (factor: string): Kernel => ({
    name: 'double',
    wgsl: `@group(0) @binding(0) var<storage, read_write> a: array<f32>;
@compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) { a[id.x] = ${factor} * a[id.x]; }`,
    workgroup: [1, 1, 1],
    cost: { flops: 1, bytes: 8 },
  });
  const question = {
    inputs: { a: new Float32Array([1, 0.1, -3]) },
    output: 'a',
    expected: new Uint32Array(Float32Array.of(2, 0.2, -6).buffer),
    extent: [3],
  } as const;
  const before = gpu.counters.bytesAlive;
  expect(await passesKnownAnswer(gpu, double('2.0'), question)).toBe(true);
  // One unit in the last place off.
  expect(await passesKnownAnswer(gpu, double('2.0000002'), question)).toBe(false);
  expect(gpu.counters.bytesAlive).toBe(before);
  const { submits } = gpu.counters;
  expect(await passesKnownAnswer(gpu, double('2.0'), question)).toBe(true);
  expect(gpu.counters.submits).toBe(submits);
});
