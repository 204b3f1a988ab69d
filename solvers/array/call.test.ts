import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';
import { checkDerivatives, checkOnDevice, numbers } from './derivatives.testing';
import { fixedPoint } from './fixed-point.testing';

/** W of a norm below 1/2 and b, of any matrix and vector. */
const small = (w: A.Node) => A.mul(0.4 / w.shape[0], w);

describe('a subprogram', () => {
  it('has the derivatives of its rule, which see its value as a function', () => {
    for (const n of [1, 3, 6]) {
      checkDerivatives(([w, b]) => fixedPoint(small(w), b, 1e-15, 100).value, [[n, n], [n]]);
    }
  });

  it('has the gradient that differentiating its loop would give', () => {
    const n = 5;
    const [w, b] = [A.variable('w', [n, n]), A.variable('b', [n])];
    let x: A.Node = A.literal(0, [n, 1]);
    for (let k = 0; k < 40; k++) x = A.tanh(A.add(A.matmul(small(w), x), A.reshape(b, [n, 1])));
    const given = new Map([
      [w, numbers(n * n, 1)],
      [b, numbers(n, 2)],
    ]);
    const implicit = A.grad(A.sum(A.square(fixedPoint(small(w), b, 1e-15, 100).value)), [w, b]);
    const values = A.interpret([...implicit, ...A.grad(A.sum(A.square(x)), [w, b])], given);
    // Both have converged: a contraction of 0.5 or better, 40 times, is 1e-12.
    for (const k of [0, 1]) {
      values[k].forEach((v, i) => {
        expect(Math.abs(v - values[k + 2][i])).toBeLessThan(1e-11);
      });
    }
  });

  describe('on the device', () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await openTestGpu();
    });
    afterAll(() => gpu.close());

    it('ends early, tells its iterations and residual, and is differentiated', async () => {
      const n = 17;
      const [w, b] = [A.constant(numbers(n * n, 1), [n, n]), A.constant(numbers(n, 2))];
      const { value, status } = fixedPoint(small(w), b, 1e-4, 20);
      const [g] = A.grad(A.sum(A.square(value)), [b]);
      const [[iterations, residual]] = A.interpret([status]);
      expect(iterations).toBeLessThan(20);
      expect(residual).toBeLessThan(1e-4);
      // Sums of n terms and tanh, 30 eps, twice in the loop's contraction; the solve of condition below 3 adds n 5 eps.
      await checkOnDevice(gpu, { value, status, g }, 3 * (60 + 5 * n) * 2 ** -24);
      const cut = fixedPoint(small(w), b, 1e-4, 2);
      const [[count, left]] = A.interpret([cut.status]);
      expect([count, left > 1e-4]).toEqual([2, true]);
      await checkOnDevice(gpu, { status: cut.status }, 60 * 2 ** -24);
    });
  });
});
