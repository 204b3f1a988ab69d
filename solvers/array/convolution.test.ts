import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';
import { errorOf, expectDerivatives, filled } from './linear.testing';

type Options = Parameters<typeof A.convolution>[2];

/** The definition in two dimensions, point by point. */
function naive(
  x: Float64Array,
  w: Float64Array,
  [B, n1, n2, I]: readonly number[],
  [t1, t2, , O]: readonly number[],
  options: Options,
) {
  const { stride = 1, padding = 'zero' } = options ?? {};
  const out: number[] = [];
  const size = (n: number, t: number): number =>
    padding === 'none' ? Math.floor((n - t) / stride) + 1 : Math.ceil(n / stride);
  const before = (t: number): number => (padding === 'none' ? 0 : Math.floor((t - 1) / 2));
  const at = (b: number, i: number, j: number, c: number): number => {
    const [p, q] = padding === 'periodic' ? [(i + n1) % n1, (j + n2) % n2] : [i, j];
    return p < 0 || q < 0 || p >= n1 || q >= n2 ? 0 : x[((b * n1 + p) * n2 + q) * I + c];
  };
  for (let b = 0; b < B; b++) {
    for (let i = 0; i < size(n1, t1); i++) {
      for (let j = 0; j < size(n2, t2); j++) {
        for (let o = 0; o < O; o++) {
          let sum = 0;
          for (let k = 0; k < t1; k++) {
            for (let l = 0; l < t2; l++) {
              for (let c = 0; c < I; c++) {
                const value = at(b, stride * i + k - before(t1), stride * j + l - before(t2), c);
                sum += value * w[((k * t2 + l) * I + c) * O + o];
              }
            }
          }
          out.push(sum);
        }
      }
    }
  }
  return out;
}

const CASES = [
  [[2, 5, 7, 3], [3, 3, 3, 2], {}],
  [[1, 6, 8, 2], [3, 2, 2, 3], { stride: 2, padding: 'periodic' }],
  [[1, 7, 5, 2], [2, 5, 2, 1], { stride: 3 }],
  [[2, 7, 6, 1], [3, 4, 1, 3], { stride: 2, padding: 'none' }],
] as const;

describe('convolution', () => {
  it.each(CASES)('of %j with %j, %j is the definition and has both derivatives', (shape, taps, options) => {
    const [x, w] = [filled(shape, 1), filled(taps, 2)];
    const [got, field, weights] = A.interpret([A.convolution(x, w, options), x, w]);
    // f64, sums of at most 60 terms.
    expect(errorOf(got, naive(field, weights, shape, taps, options))).toBeLessThan(1e-13);
    expectDerivatives((a, b) => A.convolution(a, b, options), [shape, taps]);
  });

  it('works along one axis and three', () => {
    expectDerivatives(
      (a, b) => A.convolution(a, b, { padding: 'periodic' }),
      [
        [2, 9, 2],
        [5, 2, 3],
      ],
    );
    expectDerivatives(
      (a, b) => A.convolution(a, b),
      [
        [1, 3, 4, 5, 2],
        [3, 1, 2, 2, 1],
      ],
    );
  });

  it('differentiates twice', () => {
    const [x, w] = [A.variable('x', [1, 6, 2]), A.variable('w', [3, 2, 2])];
    const loss = A.meanSquare(A.convolution(x, w));
    const [v, u] = [filled(x.shape, 3), filled(w.shape, 4)];
    const gradients = A.grad(loss, [x, w]);
    const along = A.add(A.dot(gradients[0], v), A.dot(gradients[1], u));
    const given = new Map([x, w].map((node, k) => [node, A.interpret([filled(node.shape, k)])[0]]));
    const [a, b, c, d] = A.interpret([...A.grad(along, [x, w]), ...A.jvp(gradients, [x, w], [v, u])], given);
    expect(errorOf(a, c)).toBeLessThan(1e-12);
    expect(errorOf(b, d)).toBeLessThan(1e-12);
  });

  it('refuses what does not fit', () => {
    expect(() => A.convolution(filled([1, 5, 2], 1), filled([3, 3, 1], 2))).toThrow(/do not fit/);
    expect(() => A.convolution(filled([1, 5, 2], 1), filled([7, 2, 1], 2))).toThrow(/7 taps/);
    expect(() => A.convolution(filled([1, 5, 2], 1), filled([3, 2, 1], 2), { stride: 2, padding: 'periodic' })).toThrow(
      /multiple of the stride/,
    );
    expect(() => A.convolution(filled([1, 5, 2], 1), filled([3, 2, 1], 2), { stride: 0 })).toThrow(/stride is 0/);
  });

  describe('on the device', () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await openTestGpu();
    });
    afterAll(() => gpu.close());

    it.each([
      [[3, 11, 13, 5], [3, 3, 5, 37], {}],
      [[2, 6, 10, 17], [3, 2, 17, 3], { stride: 2, padding: 'periodic' }],
    ] as const)('gives the value and gradients of the interpreter: %j, %j', async (shape, taps, options) => {
      const [x, w] = [filled(shape, 1), filled(taps, 2)];
      const value = A.convolution(x, w, options);
      const loss = A.dot(value, filled(value.shape, 4));
      const wanted = [value, ...A.grad(loss, [x, w])];
      const outputs = Object.fromEntries(wanted.map((node, k) => [`o${k}`, node]));
      const compiled = await A.compileProgram(gpu, 'convolution', { outputs });
      gpu.run(compiled.program);
      for (const [k, values] of A.interpret(wanted).entries()) {
        // Sums of up to 9 * 37 = 333 or 3 * 143 = 429 terms: errors of independent signs grow as the root, 21 eps.
        expect(errorOf(await compiled.read(`o${k}`), values), `${k}`).toBeLessThan(42 * 2 ** -24);
      }
      compiled.release();
    });
  });
});
