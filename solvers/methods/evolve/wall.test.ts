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

  it('takes differences where the start jumps at an end, and stays between the values', () => {
    const spec = typed({
      text: 'u_t = u_xx',
      axes: [['x', 0, 1, 40]],
      initial: { u: '0*x' },
      conditions: [
        ['x', 'min', 'u', { u: '1' }, '1'],
        ['x', 'max', 'u', { u: '1' }, '0'],
      ],
    });
    const model = modelOf(spec);
    expect(model.title).toContain('differences');
    const u = inF64(model, spec, 0.01, 1).get('u')!;
    // erfc(x / (2 sqrt(t))) at x = 0.1 and t = 0.01, whose image at the other end is below 1e-10 here.
    expect(Math.abs(u[4] - 0.4795001222)).toBeLessThan(2e-3);
    for (const value of u) expect(value > -1e-3 && value < 1.001).toBe(true);
  });
});
