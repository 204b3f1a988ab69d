import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';
import { errorOf, expectDerivatives, filled } from './linear.testing';

describe('a dense layer', () => {
  it('is x W + b', () => {
    const [x, p] = [filled([2, 3, 4], 1), filled([5 * 9], 2)];
    const weights = A.reshape(A.slice(p, 0, 0, 36), [4, 9]);
    const [got, truth] = A.interpret([A.pointwise(x, p, 9), A.add(A.matmul(x, weights), A.slice(p, 0, 36, 45))]);
    expect(errorOf(got, truth)).toBe(0);
  });

  it.each([2, 9])('has both derivatives with %i outputs', (outputs) => {
    expectDerivatives((x, p) => A.pointwise(x, p, outputs), [[2, 3, 4], [5 * outputs]]);
  });

  it('refuses what does not fit', () => {
    expect(() => A.pointwise(filled([2, 3], 1), filled([7], 2), 2)).toThrow(/takes 8 parameters/);
  });

  describe('on the device', () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await openTestGpu();
    });
    afterAll(() => gpu.close());

    it.each([
      // One share of an odd number of points, then several shares, the last one shorter.
      [[3, 7], 37, 9],
      [[2, 199], 3, 70],
    ])('gives the value and the gradients of the interpreter: %j, %i to %i', async (grid, inputs, outputs) => {
      const x = filled([...grid, inputs], 1);
      // Offsets that are no multiples of four, as parts of a longer array have them.
      const all = filled([(inputs + 1) * outputs + 3], 2);
      const value = A.tanh(A.pointwise(x, A.slice(all, 0, 3, all.shape[0]), outputs));
      const loss = A.dot(value, filled(value.shape, 4));
      const wanted = [value, ...A.grad(loss, [x, all])];
      const outputsByName = Object.fromEntries(wanted.map((node, k) => [`o${k}`, node]));
      const compiled = await A.compileProgram(gpu, 'dense', { outputs: outputsByName });
      gpu.run(compiled.program);
      for (const [k, values] of A.interpret(wanted).entries()) {
        // Sums of up to 398 terms, errors of independent signs: some sqrt(398) eps = 20 eps of the
        // terms, which may cancel: four times that is allowed.
        expect(errorOf(await compiled.read(`o${k}`), values), `${k}`).toBeLessThan(80 * 2 ** -24);
      }
      compiled.release();
    });
  });
});
