import { describe, expect, it } from 'vitest';
import { modelOf } from './choose';
import { inF64, observedOrder, relativeL2, typed } from './evolve.testing';

describe('Fourier series with ETDRK4, in f64', () => {
  it.each([
    ['Burgers', 'u_t + u*u_x = 0.05*u_xx', '-sin(x)', 0.1],
    ['Korteweg-de Vries', 'u_t + 6*u*u_x + u_xxx = 0', 'cos(x)', 0.02],
    ['Kuramoto-Sivashinsky', 'u_t + u*u_x + u_xx + 0.1*u_xxxx = 0', 'sin(x) + cos(2*x)', 0.02],
    ['a forced reaction', 'u_t = u_xx + u - u^3 + sin(x)*cos(2*t)', 'cos(x)', 0.1],
  ])('%s converges with order four', (_, text, initial, dt) => {
    const spec = typed({ text, axes: [['x', 0, 2 * Math.PI, 32]], initial: { u: initial } });
    const model = modelOf(spec);
    const run = (parts: number) => inF64(model, spec, dt / parts, 4 * parts).get('u')!;
    const exact = run(32);
    const errors = [1, 2, 4, 8].map((parts) => relativeL2(run(parts), exact));
    // Sums of some thousand products in f64.
    expect(observedOrder(errors, 1e-12)).toBeGreaterThan(3.75);
  });

  it('gains digits in proportion to the number of points', () => {
    const run = (points: number) => {
      const spec = typed({
        text: 'u_t + u*u_x = 0.1*u_xx',
        axes: [['x', 0, 2 * Math.PI, points]],
        initial: { u: '-sin(x)' },
      });
      return inF64(modelOf(spec), spec, 1 / 64, 64)
        .get('u')!
        .filter((_, k) => k % (points / 16) === 0);
    };
    const exact = run(192);
    const [a, b, c] = [32, 48, 64].map((points) => relativeL2(run(points), exact));
    // The series falls by a factor a wave; 16 points more are 5 waves more below two thirds of the highest.
    expect(a / b).toBeGreaterThan(10);
    expect(b / c).toBeGreaterThan((0.7 * a) / b);
  });

  it('keeps a sum of standing waves between fixed ends, first order in time or second', () => {
    const exact = (x: number, t: number) =>
      Math.sin(Math.PI * x) * Math.cos(2 * Math.PI * t) + 0.5 * Math.sin(4 * Math.PI * x) * Math.cos(8 * Math.PI * t);
    const ends = (['min', 'max'] as const).map((end) => ['x', end, 'u', { u: '1' }, '0'] as const);
    const spec = typed({
      text: 'u_tt = 4*u_xx',
      axes: [['x', 0, 1, 12]],
      initial: { u: 'sin(pi*x) + 0.5*sin(4*pi*x)' },
      conditions: ends,
    });
    const model = modelOf(spec);
    const u = inF64(model, spec, 0.37, 1).get('u')!;
    // The linear part is exact: rounding only, at 13 points with both ends.
    expect(u.length).toBe(13);
    u.forEach((value, j) => void expect(Math.abs(value - exact(j / 12, 0.37))).toBeLessThan(1e-12));
  });

  it('solves incompressible flow with pressure, and with a stream function, alike', () => {
    const axes = [
      ['x', 0, 2 * Math.PI, 16],
      ['y', 0, 2 * Math.PI, 16],
    ] as const;
    const primitive = typed({
      text: 'u_t + u*u_x + v*u_y + p_x = 0.02*lap(u); v_t + u*v_x + v*v_y + p_y = 0.02*lap(v); u_x + v_y = 0',
      unknowns: ['u', 'v', 'p'],
      axes,
      initial: { u: 'sin(y) + 0.3*cos(x)*sin(2*y)', v: '-0.15*sin(x)*cos(2*y)' },
    });
    const vorticity = typed({
      text: 'w_t + psi_y*w_x - psi_x*w_y = 0.02*lap(w); lap(psi) = -w; u = psi_y',
      unknowns: ['w', 'psi', 'u'],
      axes,
      initial: { w: '-cos(y) - 0.75*cos(x)*cos(2*y)' },
    });
    const one = inF64(modelOf(primitive), primitive, 0.02, 20).get('u')!;
    const other = inF64(modelOf(vorticity), vorticity, 0.02, 20).get('u')!;
    // Both are the same Galerkin system; they differ by errors of ETDRK4, some 0.02^4.
    expect(relativeL2(one, other)).toBeLessThan(1e-6);
  });
});
