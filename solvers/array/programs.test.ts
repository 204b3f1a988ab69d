import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const numbers = (n: number, seed = 1): Float64Array =>
  Float64Array.from({ length: n }, (_, k) => Math.fround(Math.sin(12.9898 * (k + 1) * seed + seed)));

async function check(outputs: Record<string, A.Node>, scale = 1): Promise<string> {
  const compiled = await A.compileProgram(gpu, 'test', { outputs });
  gpu.run(compiled.program);
  const expected = A.interpret(Object.values(outputs));
  for (const [k, name] of Object.keys(outputs).entries()) {
    const got = await compiled.read(name);
    const largest = Math.max(1, ...expected[k].map(Math.abs));
    expected[k].forEach(
      (value, i) => void expect(Math.abs(got[i] - value), `${name}[${i}]`).toBeLessThan(1e-5 * scale * largest),
    );
  }
  compiled.release();
  return compiled.listing;
}

describe('programs on the device against the interpreter', () => {
  const x = A.constant(numbers(35), [5, 7]);
  const y = A.constant(numbers(7, 2), [7]);
  it('elementwise, broadcasting and views', async () => {
    const a = A.mul(A.add(x, y), A.tanh(x));
    await check({
      a,
      b: A.transpose(a),
      c: A.slice(a, 1, 2, 5),
      d: A.pad(a, 0, 2, 1),
      e: A.reverse(x, 1),
      f: A.gelu(x),
    });
  });
  it('reductions', async () => {
    const z = A.constant(numbers(3 * 300 * 5), [3, 300, 5]);
    await check({
      a: A.sum(z),
      b: A.sum(z, [1]),
      c: A.mean(z, [0, 2]),
      d: A.max(z, [1, 2]),
      e: A.add(A.sum(A.square(z)), 1),
    });
  });
  it('products, also of what lies transposed, sliced or in a larger array', async () => {
    const flat = A.constant(numbers(200), [200]);
    const w = A.reshape(A.slice(flat, 0, 16, 16 + 56), [7, 8]);
    const v = A.reshape(A.slice(flat, 0, 5, 5 + 63), [7, 9]);
    const b = A.constant(numbers(8, 3), [8]);
    await check({
      a: A.tanh(A.add(A.matmul(x, w), b)),
      c: A.matmul(x, v),
      d: A.matmul(A.transpose(x), x),
      e: A.matmul(A.transpose(w), A.transpose(x)),
      f: A.matmul(A.constant(numbers(3 * 5 * 7), [3, 5, 7]), A.constant(numbers(3 * 7 * 6, 4), [3, 7, 6])),
    });
  });
  it('gradients of an MLP whose parameters lie in one array', async () => {
    const params = A.constant(numbers(7 * 8 + 8 + 8 * 3), [88]);
    const w1 = A.reshape(A.slice(params, 0, 0, 56), [7, 8]);
    const b1 = A.slice(params, 0, 56, 64);
    const w2 = A.reshape(A.slice(params, 0, 64, 88), [8, 3]);
    const out = A.matmul(A.tanh(A.add(A.matmul(x, w1), b1)), w2);
    const loss = A.meanSquare(out);
    const [g] = A.grad(loss, [params]);
    const list = await check({ loss, g });
    expect(list).toContain('dispatches');
  });
  it('updates in place', async () => {
    const p = A.variable('p', [10]);
    const compiled = await A.compileProgram(gpu, 'descend', {
      updates: new Map([[p, A.sub(p, A.mul(0.5, p))]]),
      outputs: { l: A.sum(p) },
    });
    compiled.write(p, new Float64Array(10).fill(8));
    gpu.run(compiled.program, 0, 2 * compiled.program.length);
    expect([...(await compiled.read(p))]).toEqual(new Array(10).fill(2));
  });
  it('variables that are written and never read', async () => {
    const [p, kept] = [A.variable('p', [5]), A.variable('kept', [5])];
    const updates = new Map([
      [kept, A.square(p)],
      [p, A.add(p, 1)],
    ]);
    const compiled = await A.compileProgram(gpu, 'keep', { updates });
    gpu.run(compiled.program, 0, 3 * compiled.program.length);
    expect([...(await compiled.read(kept)), ...(await compiled.read(p))]).toEqual([4, 4, 4, 4, 4, 3, 3, 3, 3, 3]);
    compiled.release();
  });
  it('single numbers of different shapes in the kernel of a reduction', async () => {
    const total = A.sum(A.square(y));
    const one = A.where(A.greater(total, 0), A.reshape(A.div(1, total), [1]), A.constant([3], [1]));
    await check({ one, ones: A.reshape(A.add(one, A.reshape(total, [1, 1])), [1, 1, 1]), total });
  });
});
