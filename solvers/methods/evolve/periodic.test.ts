import { describe, expect, it } from 'vitest';
import { inF64, observedOrder, relativeL2, typed } from './evolve.testing';
import { PeriodicModel } from './periodic-model';

describe('Fourier series with ETDRK4, in f64', () => {
  it.each([
    ['Burgers', 'u_t + u*u_x = 0.05*u_xx', '-sin(x)', 0.1],
    ['Korteweg-de Vries', 'u_t + 6*u*u_x + u_xxx = 0', 'cos(x)', 0.02],
    ['Kuramoto-Sivashinsky', 'u_t + u*u_x + u_xx + 0.1*u_xxxx = 0', 'sin(x) + cos(2*x)', 0.02],
    ['a forced reaction', 'u_t = u_xx + u - u^3 + sin(x)*cos(2*t)', 'cos(x)', 0.1],
  ])('%s converges with order four', (_, text, initial, dt) => {
    const spec = typed({ text, axes: [['x', 0, 2 * Math.PI, 32]], initial: { u: initial } });
    const model = new PeriodicModel(spec);
    const run = (parts: number) => inF64(model, spec, dt / parts, 4 * parts).get('u')!;
    const exact = run(32);
    const errors = [1, 2, 4, 8].map((parts) => relativeL2(run(parts), exact));
    // Sums of some thousand products in f64.
    expect(observedOrder(errors, 1e-12)).toBeGreaterThan(3.75);
  });
});
