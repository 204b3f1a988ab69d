import { describe, expect, it } from 'vitest';
import { modelOf } from './choose';
import { inF64, observedOrder, relativeL2, typed } from './evolve.testing';

const heat = (points: number) =>
  typed({
    text: 'u_t = u_xx + cos(t)*sin(x) + sin(t)*sin(x)',
    axes: [['x', 0, 2, points]],
    initial: { u: '1 + x' },
    conditions: [
      ['x', 'min', 'u', { u: '1' }, '1'],
      ['x', 'max', 'u', { u: '1', u_x: '2' }, '5 + sin(t)*(sin(2) + 2*cos(2))'],
    ],
  });

describe('Chebyshev points with conditions at the ends, in f64', () => {
  it('solves a heat equation with a value at one end and a mixed condition at the other', () => {
    const exact = (x: number, t: number) => 1 + x + Math.sin(t) * Math.sin(x);
    const spec = heat(16);
    const model = modelOf(spec);
    const errors = [2, 4, 8].map((steps) => {
      const u = inF64(model, spec, 1 / steps, steps).get('u')!;
      return relativeL2(
        u,
        model.positions[0].at.map((x) => exact(x, 1)),
      );
    });
    // Values at the ends that change with time cost exponential integrators an order (Hochbruck and Ostermann 2005).
    expect(observedOrder(errors, 1e-13)).toBeGreaterThan(2.75);
    expect(errors[2]).toBeLessThan(1e-6);
  });
});
