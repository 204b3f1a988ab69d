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
/** Rounding of the few operations of each of these, on numbers up to 4. */
const TOLERANCE = 32 * 2 ** -24;

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

it('reads one number for all, rows for all columns, and views, beside what lies at the same places', async () => {
  const x = A.constant(numbers(70 * 66, 1), [70, 66]);
  const row = A.constant(numbers(66, 2), [66]);
  const single = A.constant(numbers(1, 3), [1]);
  const turned = A.transpose(A.constant(numbers(66 * 70, 4), [66, 70]));
  const moved = A.pad(A.slice(x, 0, 3, 70), 0, 3, 0);
  expect(await check([A.add(A.mul(A.add(x, row), single), A.add(turned, moved))])).toBe((70 * 66) / 4);
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
