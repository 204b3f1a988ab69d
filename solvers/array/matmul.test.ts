import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { Gpu } from '../gpu';
import * as A from '.';

/** The kernels of each kind of adapter; this device runs them all. */
const adapters = new Map<string, Gpu>();
beforeAll(async () => {
  const own = await openTestGpu();
  adapters.set('this adapter', own);
  for (const software of [true, false]) {
    adapters.set(`software ${software}`, new Gpu(own.device, { name: 'without subgroups', software, subgroup: 0 }));
  }
});
afterAll(() => adapters.get('this adapter')?.close());

const numbers = (n: number, seed = 1): Float64Array =>
  Float64Array.from({ length: n }, (_, k) => Math.fround(Math.sin(12.9898 * (k + 1) * seed)));

/** Batch, m, k, n: blocks that overhang on every side, threads along rows and along columns, less than a block. */
const SIZES = [
  [1, 37, 19, 70],
  [2, 70, 12, 3],
  [3, 1, 33, 21],
  [1, 40, 1, 33],
  [2, 17, 8, 36],
] as const;

describe.each(['this adapter', 'software true', 'software false'])('products on an adapter: %s', (adapter) => {
  it.each(SIZES)('[%i, %i, %i] times [.., %i], as they lie and transposed', async (batch, m, k, n) => {
    const a = A.constant(numbers(batch * m * k), [batch, m, k]);
    const b = A.constant(numbers(batch * k * n, 3), [batch, k, n]);
    const backwards = A.reverse(a, 2);
    const outputs = {
      plain: A.matmul(a, b),
      // B^T A^T, and what follows the product in its kernel.
      after: A.add(A.square(A.matmul(A.transpose(b), A.transpose(a))), 1),
      backwards: A.matmul(backwards, A.reverse(b, 1)),
    };
    const gpu = adapters.get(adapter)!;
    const program = await A.compileProgram(gpu, 'products', { outputs });
    gpu.run(program.program);
    const expected = A.interpret(Object.values(outputs));
    // k products of numbers up to 1 and their sums round k times by 2^-24 of up to k; the square doubles that.
    const tolerance = 2 * k * k * 2 ** -24 + 1e-6;
    for (const [i, name] of Object.keys(outputs).entries()) {
      const got = await program.read(name);
      expect(got.length).toBe(batch * m * n);
      const scale = name === 'after' ? 1 + k : 1;
      const error = expected[i].reduce((most, value, j) => Math.max(most, Math.abs(got[j] - value)), 0);
      expect(error).toBeLessThan(tolerance * scale);
    }
    program.release();
  });
});
