import { afterAll, beforeAll, expect, test } from 'vitest';
import copySource from '../../shaders/base/copy.wgsl?raw';
import fmaSource from '../../shaders/base/fma.wgsl?raw';
import { openTestGpu } from '../../tests/gpu';
import { Failure } from '../base/result';
import type { Gpu } from './gpu';
import type { Kernel } from './kernel';
import { foldItems, MAX_GROUPS, Program, Recorder } from './program';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** b = 2 a + 1 over the first n items. */
const AFFINE: Kernel = {
  name: 'affine',
  wgsl: `struct Size { n: u32 }
@group(0) @binding(0) var<uniform> size: Size;
@group(0) @binding(1) var<storage, read> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> b: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let k = id.x + id.y * groups.x * 64u;
  if (k < size.n) { b[k] = 2.0 * a[k] + 1.0; }
}`,
  workgroup: [64, 1, 1],
  cost: { flops: 2, bytes: 8 },
};

const CANARY = 12345.0;
const floats = async (array: Parameters<Gpu['read']>[0]) => [...new Float32Array(await gpu.read(array))];

function affineCase(n: number) {
  const a = gpu.upload(
    'a',
    Float32Array.from({ length: n }, (_, k) => k),
  );
  const b = gpu.upload('b', new Float32Array(n + 16).fill(CANARY));
  const size = gpu.uniforms(AFFINE, 'size');
  size.set({ n });
  size.flush();
  return { a, b, size: size.array };
}

test.each([1, 2, 7, 65, 257])('a dispatch covers %i items and nothing beyond', async (n) => {
  const buffers = affineCase(n);
  const program = await gpu.record('affine', (r) => r.dispatch(AFFINE, buffers, [n]));
  gpu.run(program);
  const result = await floats(buffers.b);
  expect(result.slice(0, n)).toEqual(Array.from({ length: n }, (_, k) => 2 * k + 1));
  expect(result.slice(n, n + 16).every((value) => value === CANARY)).toBe(true);
});

test.each([1, 2, 7, 65, 257])('the copy kernel copies %i vectors exactly', async (n) => {
  const kernel: Kernel = { name: 'copy', wgsl: copySource, workgroup: [256, 1, 1], cost: { flops: 0, bytes: 32 } };
  const numbers = Float32Array.from({ length: 4 * n }, (_, k) => Math.fround(Math.sin(k)));
  const a = gpu.upload('a', numbers);
  const b = gpu.storage('b', 16 * n);
  gpu.run(await gpu.record('copy', (r) => r.dispatch(kernel, { a, b }, [n])));
  expect(await floats(b)).toEqual([...numbers]);
});

test('the arithmetic kernel really does its steps', async () => {
  const kernel: Kernel = { name: 'fma', wgsl: fmaSource, workgroup: [64, 1, 1], cost: { flops: 4096, bytes: 4 } };
  // s <- 1 s + 1, 256 times: from s_j = id + j to id + j + 256, all integers below 2^24, so exact.
  const c = gpu.upload('c', new Float32Array([1, 1]));
  const b = gpu.storage('b', 4 * 68);
  gpu.run(await gpu.record('fma', (r) => r.dispatch(kernel, { c, b }, [68])));
  expect(await floats(b)).toEqual(Array.from({ length: 68 }, (_, id) => 8 * (id + 256) + 28));
});

test('copies stand in order between dispatches, and entry numbers go on over replays', async () => {
  // One replay: b = 2 a + 1, then a = b. After five: a = 2^5 a + 31.
  const { a, b, size } = affineCase(3);
  const program = await gpu.record('iterate', (r) => {
    r.dispatch(AFFINE, { a, b, size }, [3]);
    r.copy(b, a, 12);
  });
  expect(program.length).toBe(2);
  expect(program.cost).toEqual({ dispatches: 1, bytes: 3 * 8 + 2 * 12, flops: 6 });
  const before = { ...gpu.counters };
  gpu.run(program, 0, 3);
  gpu.run(program, 3, 10);
  expect((await floats(a)).slice(0, 3)).toEqual([31, 63, 95]);
  expect(gpu.counters.dispatches - before.dispatches).toBe(10);
  expect(gpu.counters.submits - before.submits).toBe(2 + 1);
  expect(gpu.counters.bindGroupsCreated).toBe(before.bindGroupsCreated);
});

test('more than 65,535 workgroups along an axis are refused, and folded on request', async () => {
  const n = 64 * MAX_GROUPS + 1;
  const { a, b, size } = affineCase(n);
  const recorder = new Recorder('long');
  expect(() => recorder.dispatch(AFFINE, { a, b, size }, [n])).toThrow(/65536 workgroups.*limit is 65535/);
  expect(() => recorder.dispatch(AFFINE, { a, b, size }, [Number.NaN])).toThrow(Failure);
  expect(() => recorder.dispatch(AFFINE, { a, b, size }, [-1])).toThrow(Failure);
  const program = await gpu.record('folded', (r) => r.dispatch(AFFINE, { a, b, size }, foldItems(n, 64)));
  gpu.run(program);
  // Up to 2^24 every integer is an f32: 2 k + 1 is exact here.
  expect([...new Float32Array(await gpu.read(b, 4 * (n - 2), 12))]).toEqual([2 * (n - 2) + 1, 2 * (n - 1) + 1, CANARY]);
  for (const array of [a, b, size]) gpu.release(array);
  gpu.trim();
});

test('a fold covers all items with groups to spare for less than one row', () => {
  for (const items of [1, 64, 64 * MAX_GROUPS, 64 * MAX_GROUPS + 1, 2 ** 30]) {
    const [x, y = 1] = foldItems(items, 64);
    expect(x * y).toBeGreaterThanOrEqual(items);
    expect(Math.ceil(x / 64)).toBeLessThanOrEqual(MAX_GROUPS);
    expect(x * y - items).toBeLessThan(64 * (y + 1));
  }
});

test('bindings that do not fit are refused by kernel and variable', async () => {
  const { a, b, size } = affineCase(4);
  const record = (buffers: Parameters<Recorder['dispatch']>[1]) =>
    gpu.record('wrong', (r) => {
      r.dispatch(AFFINE, { a, b, size }, [4]);
      r.dispatch(AFFINE, buffers, [4]);
    });
  await expect(record({ a, b })).rejects.toThrow('wrong, step 1, affine: no array was given for "size"');
  await expect(record({ a, b, size, c: a })).rejects.toThrow('it has no variable "c" (its variables: size, a, b)');
  await expect(record({ a, b: a, size })).rejects.toThrow('"a" is bound to both "a" and "b", and one of them writes');
  // A uniform buffer where a storage buffer belongs: the device's own words, with the program's name.
  await expect(record({ a: size, b, size })).rejects.toThrow(/^wrong: .*[Uu]sage/s);
  expect(gpu.error).toBeNull();
});

test('copies that do not fit are refused', () => {
  const recorder = new Recorder('copies');
  const a = gpu.storage('a', 16);
  const b = gpu.storage('b', 32);
  expect(() => recorder.copy(a, b, 32)).toThrow(/cannot copy 32 bytes/);
  expect(() => recorder.copy(a, b, 6)).toThrow(/cannot copy 6 bytes/);
  expect(() => recorder.copy(a, a)).toThrow(/cannot copy/);
  recorder.copy(b, a);
  expect(recorder.steps).toEqual([{ from: b, to: a, bytes: 16 }]);
});

test('a program whose array was released no longer runs', async () => {
  const buffers = affineCase(4);
  const program = await gpu.record('stale', (r) => r.dispatch(AFFINE, buffers, [4]));
  gpu.run(program);
  gpu.release(buffers.b);
  expect(() => gpu.run(program)).toThrow('"b" was used after it was released');
  await expect(gpu.record('stale', (r) => r.dispatch(AFFINE, buffers, [4]))).rejects.toThrow(/after it was released/);
});

test('an empty program runs and weighs nothing', async () => {
  const program = await gpu.record('nothing', () => {});
  gpu.run(program);
  expect([program.length, program.cost.bytes]).toEqual([0, 0]);
  expect(program).toBeInstanceOf(Program);
});
