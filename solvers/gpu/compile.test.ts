import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { KernelCompileError } from './compile';
import type { Gpu } from './gpu';
import type { Kernel } from './kernel';
import { workgroupSize } from './reflect';

const progress: [number, number][] = [];
let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu({ onCompile: (done, total) => progress.push([done, total]) });
});
afterAll(() => gpu.close());

const kernel = (wgsl: string, more: Partial<Kernel> = {}): Kernel => ({
  name: 'probe',
  wgsl,
  workgroup: [1, 1, 1],
  cost: { flops: 1, bytes: 4 },
  ...more,
});

const refusal = (wrong: Kernel): Promise<KernelCompileError> =>
  gpu.compile(wrong).then(
    () => expect.fail('compiled'),
    (error) => error,
  );

test('an error in the source tells name, line, column, reason and the lines around', async () => {
  const error = await refusal(kernel('@compute @workgroup_size(1)\nfn main() {\n  let x = 1u + 2.5;\n}\n'));
  expect(error).toBeInstanceOf(KernelCompileError);
  expect(error).toMatchObject({ code: 'breakdown', kernel: 'probe', line: 3 });
  expect(error.column).toBeGreaterThanOrEqual(11);
  expect(error.message).toMatch(
    /^probe:3:1\d: .*\n +1 \| @compute.*\n +2 \| fn main.*\n +3 \| +let x = 1u \+ 2\.5;\n +\| +\^\n/s,
  );
  expect(error.source).toContain('fn main()');
  // A caught error is not reported again as an uncaught one.
  await gpu.done();
  expect(gpu.error).toBeNull();
});

test('an error that only the pipeline finds names the kernel', async () => {
  const wgsl = '@compute @workgroup_size(N) fn main() {}\noverride N: u32;';
  const error = await refusal(kernel(wgsl, { constants: { N: 100_000 }, workgroup: [100_000, 1, 1] }));
  expect(error).toBeInstanceOf(KernelCompileError);
  expect(error).toMatchObject({ kernel: 'probe', message: expect.stringContaining('probe: ') });
});

test('a workgroup that differs from the source is found out, at its line', async () => {
  const wgsl = '// one\n@compute @workgroup_size(8, 4)\nfn main() {}';
  expect(await refusal(kernel(wgsl, { workgroup: [8, 8, 1] }))).toMatchObject({ line: 2 });
  await gpu.compile(kernel(wgsl, { workgroup: [8, 4, 1] }));
});

test('workgroup sizes are read through comments, constants and overrides', () => {
  expect(workgroupSize(kernel('/* @workgroup_size(9) */ @workgroup_size(8u, 4i,)'))).toEqual([8, 4, 1]);
  expect(workgroupSize(kernel('const W = 16;\n@workgroup_size(W, W)'))).toEqual([16, 16, 1]);
  expect(workgroupSize(kernel('override W: u32 = 16;\n@workgroup_size(W)'))).toEqual([16, 1, 1]);
  expect(workgroupSize(kernel('override W: u32 = 16;\n@workgroup_size(W)', { constants: { W: 32 } }))).toEqual([
    32, 1, 1,
  ]);
  expect(workgroupSize(kernel('@workgroup_size(2 * W)'))).toBeNull();
  expect(workgroupSize(kernel('fn helper() {}'))).toBeNull();
});

test('two entry points, or a second bind group, are refused', async () => {
  const entry = (name: string) => `@compute @workgroup_size(1) fn ${name}() {}`;
  expect((await refusal(kernel(entry('a') + entry('b')))).message).toContain('found 2');
  const far =
    '@group(1) @binding(0) var<storage, read_write> a: array<u32>;\n@compute @workgroup_size(1) fn main() { a[0] = 1u; }';
  expect((await refusal(kernel(far))).message).toContain('group 0');
});

test('the same source and constants compile once; others anew; progress is told', async () => {
  const wgsl =
    'override K: u32 = 1;\n@group(0) @binding(0) var<storage, read_write> a: array<u32>;\n@compute @workgroup_size(1) fn main() { a[0] = K; }';
  const before = gpu.counters.pipelinesCreated;
  progress.length = 0;
  const one = kernel(wgsl);
  const compiled = await Promise.all([
    gpu.compile(one),
    gpu.compile({ ...one }),
    gpu.compile(kernel(wgsl, { constants: { K: 2 } })),
  ]);
  expect(compiled[0]).toBe(compiled[1]);
  expect(compiled[0]).not.toBe(compiled[2]);
  expect(gpu.counters.pipelinesCreated - before).toBe(2);
  expect(progress).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
    [2, 2],
  ]);
});
