import { expect, test } from 'vitest';
import * as A from '../solvers/array';
import { openTestGpu } from './gpu';

/** Values in [-1, 1] that f32 holds exactly. */
const numbers = (seed: number): Float64Array =>
  Float64Array.from({ length: 7 }, (_, k) => Math.fround(Math.sin(12.9898 * (k + 1) + seed)));

test('a value that is made of ten others needs no more buffers than WebGPU promises, also where views stand between', async () => {
  const gpu = await openTestGpu({ wanted: {} });
  expect(gpu.device.limits.maxStorageBuffersPerShaderStage).toBe(8);
  const given = new Map(Array.from({ length: 10 }, (_, k) => [A.variable(`x${k}`, [7]), numbers(k)]));
  const sum = (nodes: readonly A.Node[]): A.Node => nodes.reduce((a, b) => A.add(A.mul(a, 0.5), b));
  const all = [...given.keys()];
  const result = A.mul(A.reverse(sum(all.slice(0, 5)), 0), A.reverse(sum(all.slice(5)), 0));
  const compiled = await A.compileProgram(gpu, 'ten', { outputs: { result } });
  for (const [variable, data] of given) compiled.write(variable, data);
  gpu.run(compiled.program);
  const [expected] = A.interpret([result], given);
  const got = await compiled.read('result');
  // A dozen roundings of values below 2 x 2.
  expected!.forEach((value, k) => {
    expect(Math.abs(got[k]! - value)).toBeLessThan(12 * 2 ** -24 * 4);
  });
  for (const { wgsl } of compiled.program.kernels) expect(wgsl.match(/var<storage/g)!.length).toBeLessThanOrEqual(8);
  compiled.release();
  gpu.close();
});
