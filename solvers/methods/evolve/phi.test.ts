import { describe, expect, it } from 'vitest';
import { PhiChain } from './phi';

describe('functions of matrices along a chain of steps', () => {
  const linear = { n: 2, re: Float64Array.of(-3, 1, 2, -50), im: null };

  it('are the same bits for a step that is halved and doubled as for that step alone', () => {
    const chain = new PhiChain();
    for (const h of [0.4, 0.1, 0.2, 1.6, 0.3, 0.4]) {
      const { half, full } = chain.of(linear, h);
      expect({ half, full }).toEqual(new PhiChain().of(linear, h));
      // phi1 = z^-1 (e^z - 1), so z phi1 + 1 = e^z, to rounding of numbers up to 50 h.
      const [e, phi1] = full;
      const first = h * (linear.re[0] * phi1.re[0] + linear.re[1] * phi1.re[2]) + 1;
      expect(Math.abs(first - e.re[0])).toBeLessThan(1e-13);
    }
  });

  it('of what is no number are none, and come to an end', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const { full } = new PhiChain().of({ n: 1, re: Float64Array.of(wrong), im: null }, 0.1);
      expect(full[0].re[0]).toBeNaN();
    }
  });
});
