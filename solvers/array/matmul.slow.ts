import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { record } from '../../tests/report';
import { benchmark, type Gpu } from '../gpu';
import * as A from '.';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** [batch, m, k] times [batch, k, n]: square, tall, of a layer and of its gradient. */
const SIZES = [
  [1, 1024, 1024, 1024],
  [1, 8192, 64, 64],
  [1, 64, 8192, 64],
  [64, 48, 32, 32],
] as const;

test.each(SIZES)('[%i, %i, %i] times [.., %i]', async (batch, m, k, n) => {
  const a = A.constant(new Float64Array(batch * m * k).fill(1), [batch, m, k]);
  const b = A.constant(new Float64Array(batch * k * n).fill(0.5), [batch, k, n]);
  const product = A.matmul(a, b);
  const compiled = await A.compileProgram(gpu, 'product', { outputs: { product } });
  gpu.run(compiled.program);
  const { ms } = await benchmark(gpu, compiled.program, 7);
  const flops = 2 * batch * m * n * k;
  record(
    'Matrix products',
    { product: [batch, m, k, n].join(' x '), ms, 'GFLOP/s': flops / ms / 1e6 },
    gpu.adapterName,
  );
  expect((await compiled.read('product'))[0]).toBe(k / 2);
  compiled.release();
});
