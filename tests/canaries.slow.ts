import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as A from '../solvers/array';
import type { DeviceArray, Gpu } from '../solvers/gpu';
import { openTestGpu } from './gpu';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** Words behind every array: quiet NaNs, which what reads them brings into its result. */
const GUARD = 512;
const CANARIES = Uint32Array.from({ length: GUARD }, (_, word) => 0x7fc00000 + word);
const EPS = 2 ** -24;

/** Values in [-1, 1] that f32 holds exactly. */
const numbers = (shape: readonly number[], seed: number): A.Node =>
  A.constant(
    Float64Array.from({ length: shape.reduce((product, n) => product * n, 1) }, (_, k) =>
      Math.fround(Math.sin(12.9898 * (k + 1) + seed)),
    ),
    shape,
  );

/** Generated kernels of every kind, at a size. */
function outputsAt(n: number): Record<string, A.Node> {
  const [x, y] = [numbers([n], 1), numbers([n], 2)];
  const [tall, wide] = [numbers([n, 7], 3), numbers([7, n], 4)];
  const loss = A.meanSquare(A.tanh(A.add(A.matmul(tall, wide), x)));
  return {
    pointwise: A.mul(A.tanh(x), A.add(y, 1)),
    sum: A.sum(A.mul(x, y)),
    rows: A.sum(tall, [1]),
    largest: A.max(tall, [0]),
    product: A.matmul(tall, wide),
    inner: A.matmul(wide, tall),
    turned: A.transpose(tall),
    padded: A.pad(A.reverse(x, 0), 0, 3, 2),
    joined: A.concat([x, y, x], 0),
    gradient: A.grad(loss, [tall])[0]!,
    waves: A.fft(numbers([3, n, 2], 5), [1]),
    back: A.ifft(numbers([3, n, 2], 6), [1]),
  };
}

// Beside and below every workgroup's size; 7 and 257 are primes, 65 = 5 x 13.
test.each([1, 2, 7, 65, 257])(
  'programs of arrays of %i leave what lies behind each array, and give what they should',
  async (n) => {
    const guarded: (readonly [DeviceArray, number])[] = [];
    const storage = gpu.storage.bind(gpu);
    const spy = vi.spyOn(gpu, 'storage').mockImplementation((label, bytes) => {
      const array = storage(label, bytes + 4 * GUARD);
      gpu.write(array, CANARIES, bytes);
      guarded.push([array, bytes]);
      return array;
    });
    const outputs = outputsAt(n);
    const compiled = await A.compileProgram(gpu, 'guarded', { outputs });
    spy.mockRestore();
    gpu.run(compiled.program, 0, 2 * compiled.program.length);
    const expected = A.interpret(Object.values(outputs));
    for (const [k, name] of Object.keys(outputs).entries()) {
      const got = await compiled.read(name);
      const size = expected[k]!.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      // Sums of up to n terms in blocks and some operations of some eps each: well below 2 eps a term.
      expected[k]!.forEach((value, i) => {
        expect(Math.abs(got[i]! - value), `${name}[${i}]`).toBeLessThan((100 + 2 * n) * EPS * size);
      });
    }
    expect(guarded.length).toBeGreaterThan(Object.keys(outputs).length);
    for (const [array, bytes] of guarded) {
      expect([array.label, ...new Uint32Array(await gpu.read(array, bytes, 4 * GUARD))]).toEqual([
        array.label,
        ...CANARIES,
      ]);
    }
    compiled.release();
  },
);
