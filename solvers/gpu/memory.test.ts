import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from './gpu';

let gpu: Gpu;
beforeEach(async () => {
  gpu = await openTestGpu({ budget: 4096 });
});
afterEach(() => gpu.close());

const oom = (text: string) =>
  expect.objectContaining({ code: 'out-of-memory', message: expect.stringContaining(text) });

test('bytes and buffers return to the baseline, and released buffers are used again', () => {
  const before = { ...gpu.counters };
  for (let cycle = 0; cycle < 200; cycle++) {
    const arrays = [gpu.storage('a', 100), gpu.storage('b', 100), gpu.uniform('c', 20)];
    expect(gpu.counters.bytesAlive).toBe(112 + 112 + 32);
    for (const array of arrays) gpu.release(array);
  }
  expect(gpu.counters.bytesAlive).toBe(before.bytesAlive);
  expect(gpu.counters.buffersAlive).toBe(before.buffersAlive);
  expect(gpu.counters.buffersCreated).toBe(3);
  expect(gpu.counters.bytesPooled).toBe(112 + 112 + 32);
  gpu.trim();
  expect(gpu.counters).toMatchObject({ buffersPooled: 0, bytesPooled: 0 });
});

test('releasing twice does nothing', () => {
  const array = gpu.storage('a', 16);
  gpu.release(array);
  gpu.release(array);
  expect(gpu.counters).toMatchObject({ buffersAlive: 0, bytesAlive: 0, buffersPooled: 1 });
});

test('a reused storage buffer is zeroed', async () => {
  const old = gpu.upload('old', new Uint32Array([1, 2, 3, 4]));
  gpu.release(old);
  const fresh = gpu.storage('fresh', 16);
  expect(fresh.raw).toBe(old.raw);
  expect([...new Uint32Array(await gpu.read(fresh))]).toEqual([0, 0, 0, 0]);
});

test('the budget refuses before allocating, and counts what is alive only', () => {
  const half = gpu.storage('half', 2048);
  const created = gpu.counters.buffersCreated;
  expect(() => gpu.storage('too much', 2064)).toThrow(oom('too much needs'));
  expect(() => gpu.assertFits(2064, 'This grid', 'grid.n')).toThrow(expect.objectContaining({ field: 'grid.n' }));
  expect(gpu.counters.buffersCreated).toBe(created);
  gpu.release(half);
  gpu.storage('now', 4096);
  // The pool gave way: alive and pooled together never exceed the budget.
  expect(gpu.counters.bytesPooled).toBe(0);
});

test('a buffer over a limit of the adapter is refused by the name of the limit', async () => {
  const roomy = await openTestGpu({ budget: 2 ** 40, wanted: {} });
  const { maxBufferSize, maxStorageBufferBindingSize } = roomy.device.limits;
  expect(() => roomy.storage('field', maxStorageBufferBindingSize + 1)).toThrow(oom('maxStorageBufferBindingSize'));
  expect(() => roomy.storage('field', maxBufferSize + 1)).toThrow(oom('maxBufferSize'));
  expect(() => roomy.uniform('table', 2 ** 16 + 1)).toThrow(oom('maxUniformBufferBindingSize'));
  expect(() => roomy.storage('field', Number.NaN)).toThrow(oom('maxBufferSize'));
  expect(roomy.counters.buffersCreated).toBe(0);
  roomy.close();
});

test('writes that do not fit, and uses after release, are refused', async () => {
  const array = gpu.storage('a', 16);
  expect(() => gpu.write(array, new Float32Array(4), 4)).toThrow(/do not fit/);
  expect(() => gpu.write(array, new Float32Array(1), 2)).toThrow(/multiples of 4/);
  gpu.write(array, new Uint8Array([1, 2, 3, 4, 5]));
  expect([...new Uint8Array(await gpu.read(array, 0, 6))]).toEqual([1, 2, 3, 4, 5, 0]);
  gpu.release(array);
  expect(() => gpu.write(array, new Float32Array(4))).toThrow(/after it was released/);
  await expect(gpu.read(array)).rejects.toThrow(/after it was released/);
});

test('an allocation that the system grants is kept', async () => {
  const { a, b } = await gpu.allocate(() => ({ a: gpu.storage('a', 64), b: gpu.storage('b', 64) }));
  expect([a.bytes, b.bytes, gpu.counters.buffersAlive]).toEqual([64, 64, 2]);
});

// Software adapters never run out: the scope's answer is put in.
const full = () => Promise.resolve({ message: 'full' } as GPUError);

test('an allocation that the system refuses is dropped whole, and the device lives on', async () => {
  const kept = gpu.storage('kept', 64);
  vi.spyOn(gpu.device, 'popErrorScope').mockImplementationOnce(full);
  const refused = gpu.allocate(() => [gpu.storage('a', 64), gpu.storage('b', 64)]);
  await expect(refused).rejects.toMatchObject({ code: 'out-of-memory' });
  expect(gpu.counters).toMatchObject({ buffersAlive: 1, bytesAlive: 64, buffersPooled: 0 });
  expect((await gpu.read(kept)).byteLength).toBe(64);
});

test('a refused allocation empties the pool and tries once more', async () => {
  gpu.release(gpu.storage('old', 1024));
  vi.spyOn(gpu.device, 'popErrorScope').mockImplementationOnce(full);
  const array = await gpu.allocate(() => gpu.storage('a', 64));
  expect(gpu.counters).toMatchObject({ buffersAlive: 1, bytesAlive: 64, bytesPooled: 0 });
  expect((await gpu.read(array)).byteLength).toBe(64);
});

test('a fill that throws half-way gives back what it made', async () => {
  await expect(gpu.allocate(() => [gpu.storage('a', 2048), gpu.storage('b', 4096)])).rejects.toThrow(oom('b needs'));
  expect(gpu.counters).toMatchObject({ buffersAlive: 0, bytesAlive: 0 });
});

test('an attempt whose memory is refused leaves nothing behind, and says so in place of what followed from it', async () => {
  const kept = gpu.storage('kept', 64);
  vi.spyOn(gpu.device, 'popErrorScope').mockImplementationOnce(full);
  const attempt = gpu.attempt(async () => {
    gpu.storage('field', 1024);
    await gpu.done();
    gpu.storage('other', 64);
    throw new Error('invalid buffer');
  });
  await expect(attempt).rejects.toEqual(oom('left for "field"'));
  expect(gpu.counters).toMatchObject({ buffersAlive: 1, bytesAlive: 64, buffersPooled: 0 });
  expect((await gpu.read(kept)).byteLength).toBe(64);
  // The refusal was told.
  expect(await gpu.attempt(async () => gpu.storage('again', 1024))).toMatchObject({ bytes: 1024 });
});

test('an attempt that fails otherwise gives back what it made', async () => {
  const attempt = gpu.attempt(async () => {
    gpu.release(gpu.storage('a', 64));
    gpu.storage('b', 64);
    throw new Error('no kernel');
  });
  await expect(attempt).rejects.toThrow('no kernel');
  expect(gpu.counters).toMatchObject({ buffersAlive: 0, bytesAlive: 0, buffersPooled: 0 });
});

test('readbacks are counted and reuse their staging buffers', async () => {
  const array = gpu.upload('a', new Uint32Array([5, 6, 7, 8]));
  const before = { ...gpu.counters };
  for (let k = 0; k < 10; k++) {
    expect([...new Uint32Array(await gpu.read(array, 4, 8))]).toEqual([6, 7]);
  }
  expect(gpu.counters.readbacks - before.readbacks).toBe(10);
  expect(gpu.counters.readbackBytes - before.readbackBytes).toBe(80);
  expect(gpu.counters.largestReadback).toBe(8);
  expect(gpu.counters.buffersCreated - before.buffersCreated).toBe(1);
  const both = await Promise.all([gpu.read(array, 0, 4), gpu.read(array, 12, 4)]);
  expect(both.map((bytes) => new Uint32Array(bytes)[0])).toEqual([5, 8]);
});
