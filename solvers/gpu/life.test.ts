import { expect, test } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Kernel } from './kernel';
import { Runner } from './runner';
import { timeProgram } from './timing';

const INCREMENT: Kernel = {
  name: 'increment',
  wgsl: `@group(0) @binding(0) var<storage, read_write> a: array<u32>;
@compute @workgroup_size(1) fn main() { a[0] = a[0] + 1u; }`,
  workgroup: [1, 1, 1],
  cost: { flops: 1, bytes: 8 },
};

const lost = expect.objectContaining({ code: 'lost' });

// Destroying the raw device behind the runtime's back is what a loss looks like from here.
test('after a loss every call says so, and the loss is told once', async () => {
  const gpu = await openTestGpu();
  const array = gpu.storage('a', 16);
  const program = await gpu.record('p', (r) => r.dispatch(INCREMENT, { a: array }, [1]));
  gpu.device.destroy();
  expect(await gpu.lost).toEqual(lost);
  expect(await gpu.lost).toBe(await gpu.lost);
  expect(gpu.open).toBe(false);
  expect(() => gpu.storage('b', 16)).toThrow(lost);
  expect(() => gpu.uniform('b', 16)).toThrow(lost);
  expect(() => gpu.write(array, new Float32Array(1))).toThrow(lost);
  expect(() => gpu.run(program)).toThrow(lost);
  expect(() => gpu.allocate(() => 1)).toThrow(lost);
  await expect(gpu.read(array)).rejects.toEqual(lost);
  await expect(gpu.record('q', () => {})).rejects.toEqual(lost);
  await expect(gpu.compile({ ...INCREMENT, wgsl: `${INCREMENT.wgsl} // again` })).rejects.toEqual(lost);
  await expect(gpu.done()).rejects.toEqual(lost);
  await expect(timeProgram(gpu, program)).rejects.toEqual(lost);
  await expect(new Runner(gpu).run(program)).rejects.toEqual(lost);
  gpu.release(array);
  expect(gpu.counters.bytesAlive).toBe(0);
});

test('whatever was waiting for the device when it was lost settles with the loss', async () => {
  const gpu = await openTestGpu();
  const array = gpu.storage('a', 16);
  const program = await gpu.record('p', (r) => r.dispatch(INCREMENT, { a: array }, [1]));
  const waiting = [
    gpu.read(array),
    gpu.compile({ ...INCREMENT, wgsl: `${INCREMENT.wgsl} // once more` }),
    gpu.record('q', (r) => r.dispatch({ ...INCREMENT, wgsl: `${INCREMENT.wgsl} // and again` }, { a: array }, [1])),
    gpu.allocate(() => gpu.storage('b', 16)).then(() => gpu.read(array)),
    new Runner(gpu).run(program, 100_000),
  ];
  gpu.device.destroy();
  for (const result of await Promise.allSettled(waiting)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'lost' } });
  }
});

test('closing on purpose is not a loss, but ends all calls', async () => {
  const gpu = await openTestGpu();
  const array = gpu.storage('a', 16);
  let told = false;
  void gpu.lost.then(() => {
    told = true;
  });
  const waiting = gpu.read(array);
  gpu.close();
  await expect(waiting).rejects.toEqual(lost);
  expect(() => gpu.storage('b', 16)).toThrow(lost);
  await gpu.device.lost;
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(told).toBe(false);
});

test('arrays and programs of another device are refused', async () => {
  const old = await openTestGpu();
  const array = old.storage('a', 16);
  const program = await old.record('p', (r) => r.dispatch(INCREMENT, { a: array }, [1]));
  const gpu = await openTestGpu();
  expect(gpu.generation).toBeGreaterThan(old.generation);
  expect(() => gpu.write(array, new Float32Array(1))).toThrow(lost);
  expect(() => gpu.run(program)).toThrow(lost);
  await expect(gpu.read(array)).rejects.toEqual(lost);
  await expect(gpu.record('q', (r) => r.dispatch(INCREMENT, { a: array }, [1]))).rejects.toEqual(lost);
  old.close();
  gpu.close();
});

test('the first error that nobody caught is kept and told once', async () => {
  const told: string[] = [];
  const gpu = await openTestGpu({ onError: (message) => told.push(message) });
  expect(gpu.error).toBeNull();
  gpu.device.createBuffer({ label: 'first mistake', size: 16, usage: 0 });
  gpu.device.createBuffer({ label: 'second mistake', size: 16, usage: 0 });
  await gpu.done();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(told).toHaveLength(1);
  expect(gpu.error).toContain('first mistake');
  gpu.close();
});
