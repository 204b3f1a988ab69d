import { expect, test } from 'vitest';
import type { Kernel } from '../solvers/gpu';
import { openTestGpu } from './gpu';

/** x <- 1664525 x + 1 modulo 2^32, said to be heavy: sixty million operations. */
const heavy: Kernel = {
  name: 'heavy',
  wgsl: `@group(0) @binding(0) var<storage, read_write> x: array<u32>;
@compute @workgroup_size(1) fn main() { x[0] = x[0] * 1664525u + 1u; }`,
  workgroup: [1, 1, 1],
  cost: { flops: 6e7, bytes: 0 },
};

test('a long program goes in several submits, a tenth of a second of a software adapter at most, in order', async () => {
  const gpu = await openTestGpu();
  const x = gpu.storage('x', 16);
  const program = await gpu.record('long', (r) => {
    for (let k = 0; k < 10; k++) r.dispatch(heavy, { x }, [1]);
  });
  const before = { ...gpu.counters };
  gpu.run(program, 0, 2 * program.length);
  // Three dispatches weigh 1.8e8 and a little, four more than 2e8; real GPUs get all of it at once.
  expect(gpu.counters.submits - before.submits).toBe(gpu.software ? Math.ceil(20 / 3) : 1);
  expect(gpu.counters.dispatches - before.dispatches).toBe(20);
  let expected = 0;
  for (let k = 0; k < 20; k++) expected = (Math.imul(expected, 1664525) + 1) >>> 0;
  expect(new Uint32Array(await gpu.read(x, 0, 4))[0]).toBe(expected);
  gpu.run(program, 3, 3);
  expect(gpu.counters.dispatches - before.dispatches).toBe(20);
  gpu.close();
});
