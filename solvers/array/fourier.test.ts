import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';
import { naiveFft } from './fft/fft.oracle';
import { errorOf, expectDerivatives, filled, numbers } from './linear.testing';

describe('Fourier transforms', () => {
  it.each([
    [[5, 2], undefined],
    [[3, 8, 7, 2], [1]],
    [
      [3, 4, 9, 5, 2],
      [1, -1],
    ],
    [[3, 4, 5, 2], undefined],
  ] as const)('of complex %j along %j are the definition, and come back', (shape, axes) => {
    const x = filled(shape, 1);
    const [forward, back] = A.interpret([A.fft(x, axes), A.ifft(A.fft(x, axes), axes)]);
    const own = shape.slice(0, -1);
    const chosen = (axes ?? own.map((_, axis) => axis)).map((axis) => (axis < 0 ? axis + own.length : axis));
    const truth = naiveFft(numbers(forward.length, 1), { shape: own, axes: chosen, inverse: false, normalise: 'none' });
    // f64, sums of at most 60 terms.
    expect(errorOf(forward, truth)).toBeLessThan(1e-13);
    expect(errorOf(back, numbers(forward.length, 1))).toBeLessThan(1e-13);
  });

  it.each([
    [[7], [0], [4, 2]],
    [[6, 5], undefined, [6, 3, 2]],
    [
      [5, 8, 3],
      [0, 1],
      [5, 5, 3, 2],
    ],
    [
      [2, 3, 4, 5],
      [1, 2, 3],
      [2, 3, 4, 3, 2],
    ],
  ] as const)('of real %j along %j are half of the complex one, and come back', (shape, axes, half) => {
    const x = filled(shape, 1);
    const chosen = axes ?? shape.map((_, axis) => axis);
    const last = Math.max(...chosen);
    const widened = A.pad(A.reshape(x, [...shape, 1]), -1, 0, 1);
    const transformed = A.rfft(x, axes);
    expect(transformed.shape).toEqual(half);
    const whole = A.slice(A.fft(widened, axes), last, 0, half[last]);
    const [got, truth, back] = A.interpret([transformed, whole, A.irfft(transformed, shape[last], axes)]);
    expect(errorOf(got, truth)).toBeLessThan(1e-13);
    expect(errorOf(back, numbers(back.length, 1))).toBeLessThan(1e-13);
  });

  it.each([6, 7])('have both derivatives: %i', (n) => {
    const h = Math.floor(n / 2) + 1;
    expectDerivatives((x) => A.fft(x, [0, 1]), [[3, n, 2]]);
    expectDerivatives((x) => A.ifft(x, [1]), [[3, n, 2]]);
    expectDerivatives((x) => A.rfft(x, [0, 1]), [[3, n, 2]]);
    expectDerivatives((x) => A.irfft(x, n, [0, 1]), [[5, h, 2, 2]]);
    // Convolution by the theorem: quadratic in both.
    const product = (a: A.Node, b: A.Node): A.Node => {
      const [p, q] = [A.rfft(a), A.rfft(b)];
      const [re, im] = [0, 1].map((part) => (z: A.Node) => A.slice(z, -1, part, part + 1));
      const parts = [A.sub(A.mul(re(p), re(q)), A.mul(im(p), im(q))), A.add(A.mul(re(p), im(q)), A.mul(im(p), re(q)))];
      return A.irfft(A.concat(parts, -1), n);
    };
    expectDerivatives(product, [[n], [n]]);
  });

  it('refuse what does not fit', () => {
    expect(() => A.fft(filled([3, 4], 1))).toThrow(/not complex/);
    expect(() => A.fft(filled([3, 2], 1), [1])).toThrow(/axes/);
    expect(() => A.irfft(filled([3, 2], 1), 6)).toThrow(/has not 4 frequencies/);
  });

  describe('on the device', () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await openTestGpu();
    });
    afterAll(() => gpu.close());

    it('give values and gradients of the interpreter, amid other operations', async () => {
      const x = filled([3, 5, 9], 1);
      const g = filled([3, 5, 9], 2);
      // The square of the spectrum's modulus filtered and taken back: a gradient through all four transforms.
      const spectrum = A.rfft(A.tanh(x), [1, 2]);
      const back = A.irfft(A.mul(spectrum, A.mul(0.1, A.slice(A.fft(spectrum, [0]), 0, 0, 3))), 9, [1, 2]);
      const loss = A.dot(back, g);
      const wanted = [back, ...A.grad(loss, [x])];
      const compiled = await A.compileProgram(gpu, 'spectra', { outputs: { a: wanted[0], b: wanted[1] } });
      gpu.run(compiled.program);
      const truth = A.interpret(wanted);
      // Some six transforms of 135 numbers, each within (3 log2 135 + 6) 2^-24 = 27 eps in the 2-norm; in the largest
      // element up to sqrt(135) times that in the worst case, which random signs make some 3.
      expect(errorOf(await compiled.read('a'), truth[0])).toBeLessThan(6 * 27 * 3 * 2 ** -24);
      expect(errorOf(await compiled.read('b'), truth[1])).toBeLessThan(6 * 27 * 3 * 2 ** -24);
      compiled.release();
    });
  });
});
