import { describe, expect, it } from 'vitest';
import { modelOf } from './choose';
import { inF64, observedOrder, typed } from './evolve.testing';
import { conservationLawOf } from './flux';
import { solvedForm } from './form';
import { ShockModel } from './shock-model';

describe('conservation laws without diffusion, in f64', () => {
  const transport = (n: number) => {
    const spec = typed({ text: 'u_t + u_x = 0', axes: [['x', 0, 1, n]], initial: { u: 'sin(2*pi*x)' } });
    const form = solvedForm(spec);
    return { spec, model: new ShockModel(spec, form, conservationLawOf(form)!) };
  };
  const errorOf = (n: number, dt: number, steps: number): number => {
    const { spec, model } = transport(n);
    const u = inF64(model, spec, dt, steps).get('u')!;
    return Math.max(...u.map((value, j) => Math.abs(value - Math.sin(2 * Math.PI * (j / n - dt * steps)))));
  };

  it('converges with order five in space', () => {
    // Steps so short that the third order in time does not show: 1e-9 of error.
    const errors = [16, 32, 64].map((n) => errorOf(n, 1e-3, 20));
    expect(observedOrder(errors, 1e-9)).toBeGreaterThan(4.75);
  });

  it('converges with order three in time', () => {
    const { spec, model } = transport(24);
    const run = (parts: number) => inF64(model, spec, 0.02 / parts, 5 * parts).get('u')!;
    const exact = run(32);
    const errors = [1, 2, 4].map((parts) => Math.max(...run(parts).map((value, k) => Math.abs(value - exact[k]))));
    expect(observedOrder(errors, 1e-12)).toBeGreaterThan(2.75);
  });

  it('moves a shock at its speed, and keeps the sum', () => {
    const spec = typed({
      text: 'u_t + u*u_x = 0',
      axes: [['x', 0, 4, 80]],
      initial: { u: 'where(x < 1, 0, where(x < 2, 1, 0))' },
    });
    const model = modelOf(spec);
    expect(model.title).toContain('WENO');
    const u = inF64(model, spec, 0.02, 50).get('u')!;
    const total = u.reduce((sum, value) => sum + value, 0) / 20;
    expect(total).toBeCloseTo(1, 12);
    // The jump from 1 to 0 at x = 2 moves with speed 1/2; a fan opens behind it.
    const place = u.findLastIndex((value) => value > 0.5) / 20;
    expect(Math.abs(place - 2.5)).toBeLessThan(0.1);
    expect(Math.max(...u)).toBeLessThan(1.01);
    expect(Math.min(...u)).toBeGreaterThan(-0.01);
  });

  it('finds the flux of shallow water, and none where there is none', () => {
    const names = { unknowns: ['h', 'q'], axes: [['x', 0, 1, 8]], initial: {} } as const;
    const water = solvedForm(typed({ ...names, text: 'h_t + q_x = 0; q_t + div(q^2/h + 0.5*9.81*h^2) = 0' }));
    expect(conservationLawOf(water)?.fluxes[0]).toHaveLength(2);
    const other = solvedForm(typed({ ...names, text: 'h_t + q*q_x = 0; q_t + h*h*q_x = 0' }));
    expect(conservationLawOf(other)).toBeNull();
  });
});
