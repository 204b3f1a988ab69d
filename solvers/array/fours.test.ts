import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const numbers = (n: number, seed: number): Float64Array =>
  Float64Array.from({ length: n }, (_, k) => Math.fround(Math.sin(12.9898 * (k + 1) * seed + seed)));
/** Rounding of the few operations of each of these, on numbers up to 8. */
const TOLERANCE = 64 * 2 ** -24;

/** Compares what the device makes with the interpreter; gives the threads of the last dispatch. */
async function check(outputs: readonly A.Node[]): Promise<number> {
  const named = Object.fromEntries(outputs.map((node, k) => [`o${k}`, node]));
  const compiled = await A.compileProgram(gpu, 'fours', { outputs: named });
  gpu.run(compiled.program);
  const expected = A.interpret(outputs);
  for (const [k, values] of expected.entries()) {
    const got = await compiled.read(`o${k}`);
    const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(got[i] - value)), 0);
    expect(worst, `output ${k}`).toBeLessThan(TOLERANCE);
    expect(got).toHaveLength(values.length);
  }
  const lines = compiled.listing.split('\n');
  compiled.release();
  return Number(/\[(\d+), 1, 1\]/.exec(lines.at(-2)!)![1]);
}

it('computes four elements a thread, the last ones of a size that four does not divide, too', async () => {
  for (const n of [4096, 4099]) {
    const [x, y] = [1, 2].map((seed) => A.constant(numbers(n, seed), [n]));
    const product = A.mul(x, y);
    expect(await check([A.add(product, 0.5), A.tanh(product)])).toBe(Math.ceil(n / 4));
  }
});

it.each([
  [70, 66],
  [70, 64],
])('reads one number for all, rows, columns and views, beside what lies at the same places: [%i, %i]', async (m, n) => {
  const x = A.constant(numbers(m * n, 1), [m, n]);
  // Rows and columns where they lie in a longer array.
  const all = A.constant(numbers(4 + n + m, 2), [4 + n + m]);
  const row = A.slice(all, 0, 4, 4 + n);
  const column = A.reshape(A.slice(all, 0, 4 + n, 4 + n + m), [m, 1]);
  const single = A.constant(numbers(1, 3), [1]);
  const turned = A.transpose(A.constant(numbers(n * m, 4), [n, m]));
  const moved = A.pad(A.slice(x, 0, 3, m), 0, 3, 0);
  const outer = A.matmul(column, A.reshape(row, [1, n]));
  const sum = A.add(A.mul(A.add(A.add(x, row), column), single), A.add(turned, moved));
  expect(await check([A.add(sum, outer)])).toBe((m * n) / 4);
});

it('leaves a part of a concatenation alone where its end shares a vector with the next part', async () => {
  const [x, y] = [4099, 4100].map((n, k) => A.constant(numbers(n, k + 1), [n]));
  await check([A.concat([A.mul(x, x), A.mul(y, y)], 0)]);
  await check([A.concat([A.mul(y, y), A.mul(x, x)], 0)]);
});

it('updates variables of an odd size in place', async () => {
  const n = 4099;
  const p = A.variable('p', [n]);
  const g = A.constant(numbers(n, 1), [n]);
  const compiled = await A.compileProgram(gpu, 'update', { updates: new Map([[p, A.sub(p, A.mul(0.5, g))]]) });
  compiled.write(p, new Float32Array(n).fill(1));
  gpu.run(compiled.program, 0, 3 * compiled.program.length);
  const got = await compiled.read(p);
  const worst = numbers(n, 1).reduce((most, value, i) => Math.max(most, Math.abs(got[i] - (1 - 1.5 * value))), 0);
  expect(worst).toBeLessThan(TOLERANCE);
  compiled.release();
});
