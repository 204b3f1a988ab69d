import { describe, expect, it } from 'vitest';
import { type Gauge, gaugesOf, positionOf } from './gaugeZones';

const FOURIER = ['Fourier series on 128 points, ETDRK4'];
const WENO = ['WENO fluxes on 128 points, third-order Runge-Kutta'];

function gauges(values: Record<string, number>, { method = 'evolve', notes = FOURIER } = {}): Gauge[] {
  const metrics = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, unit: '' }]));
  return gaugesOf({ method, metrics, notes });
}

describe('gauges', () => {
  it.each([
    ['flow', 1.4, 'good'],
    ['flow', 1.6, 'watch'],
    ['flow', 1.8, 'bad'],
    ['evolve', 0.9, 'good'],
    ['evolve', 1.4, 'watch'],
    ['evolve', 2.5, 'bad'],
  ])('%s: a Courant number of %s is %s, by the limits of its scheme', (method, courant, zone) => {
    const [gauge] = gauges({ courant }, { method });
    expect(gauge).toMatchObject({ name: 'courant', value: courant, zone });
    expect(gauge!.words).toMatch(/crosses .* cells/);
  });

  it('a thin front ripples where nothing holds it, and is only not resolved where WENO does', () => {
    const thin = { peclet: 12, diffusion: 0.1 };
    expect(gauges(thin)[0]).toMatchObject({ name: 'peclet', zone: 'bad' });
    expect(gauges(thin)[0]!.words).toBe('A front would be 0.083 of a cell thick: it may ripple.');
    const held = gauges(thin, { notes: WENO }).find(({ name }) => name === 'peclet')!;
    expect(held.zone).toBe('watch');
    expect(held.words).toMatch(/without ripples, but not resolved/);
    expect(gauges({ peclet: 1.5, diffusion: 0.1 })[0]).toMatchObject({ zone: 'good' });
  });

  it('diffusion has a limit in explicit steps only', () => {
    expect(gauges({ diffusion: 40 })).toMatchObject([{ name: 'diffusion', zone: 'good' }]);
    expect(gauges({ diffusion: 40 })[0]!.words).toMatch(/stepped exactly/);
    expect(gauges({ diffusion: 0.6 }, { notes: WENO })).toMatchObject([{ zone: 'watch' }]);
    expect(gauges({ diffusion: 0.7 }, { notes: WENO })).toMatchObject([{ zone: 'bad' }]);
  });

  it('what a method does not tell, or what is nothing, has no gauge', () => {
    expect(gauges({})).toEqual([]);
    expect(gauges({ courant: 0, diffusion: 0, peclet: 0, stepError: 0, residual: 3 })).toEqual([]);
    // Without diffusion there is no front to be thin.
    expect(gauges({ peclet: 5, diffusion: 0 })).toEqual([]);
  });

  it('a step error without bound is said in words', () => {
    const [gauge] = gauges({ stepError: Number.POSITIVE_INFINITY });
    expect(gauge).toMatchObject({ zone: 'bad' });
    expect(gauge!.words).toMatch(/far more than all .*shortened/);
  });
});

it('a needle moves through three equal zones and never leaves the bar', () => {
  const at = (value: number) => positionOf({ value, limits: [2, 10] });
  expect([0, 2, 6, 10].map(at)).toEqual([0, 1 / 3, 0.5, 2 / 3]);
  expect(at(20)).toBeCloseTo(2.5 / 3, 12);
  expect(at(Number.POSITIVE_INFINITY)).toBe(1);
  expect(positionOf({ value: 7, limits: [14, Number.POSITIVE_INFINITY] })).toBeCloseTo(1 / 6, 12);
});
