import { describe, expect, it } from 'vitest';
import { parseScene } from './parse';
import { resolve } from './resolve';

const HEAT = {
  version: 1,
  id: 'heat-rod',
  unknowns: ['u'],
  coordinates: { x: [0, 1], t: [0, 0.5] },
  parameters: { k: { value: 0.1, range: [0.01, 1], scale: 'log', infer: { start: 0.3 } } },
  equations: ['u_t = k*u_xx'],
  conditions: [
    { on: 'x', is: 'u = 0' },
    { on: 't=0', is: 'u = sin(pi*x)' },
  ],
  exact: { u: 'sin(pi*x)*exp(-pi^2*k*t)' },
};

const problemOf = (more: object) => resolve(parseScene({ ...HEAT, ...more })).problem;

describe('parameters to be inferred', () => {
  it('keep their value as the truth where a start is given, else start from it', () => {
    expect(problemOf({}).inferred).toEqual([{ name: 'k', start: 0.3, scale: 'log', span: 0.99, truth: 0.1 }]);
    expect(problemOf({}).parameters).toEqual({ k: 0.1 });
    const open = problemOf({ parameters: { k: { value: 0.2, infer: true } } });
    expect(open.inferred).toEqual([{ name: 'k', start: 0.2, scale: 'log', span: 1.98, truth: null }]);
    expect(problemOf({ parameters: { k: 0.2 } }).inferred).toBeUndefined();
  });

  it('refuse a logarithmic start at zero', () => {
    const parameters = { k: { ...HEAT.parameters.k, infer: { start: 0 } } };
    expect(() => problemOf({ parameters })).toThrow(/^parameters.k.infer.start: .* cannot start at 0/);
  });
});

describe('sensors', () => {
  it('hold what was measured, coordinates in the order of the axes', () => {
    const data = [{ field: 'u', at: { t: [0.1, '1/4'], x: [0.5, 1] }, values: [0.9, 0] }];
    expect(problemOf({ data }).data).toEqual([
      {
        field: 'u',
        places: [Float64Array.of(0.5, 1), Float64Array.of(0.1, 0.25)],
        values: Float64Array.of(0.9, 0),
      },
    ]);
  });

  it('are drawn from the exact solution by the seed, with noise relative to its spread', () => {
    const at = (more: object, seed = 3) => problemOf({ data: [{ field: 'u', count: 400, ...more }], seed }).data![0]!;
    const [clean, noisy] = [at({}), at({ noise: 0.01 })];
    expect(at({ noise: 0.01 })).toEqual(noisy);
    expect(at({}, 4).places).not.toEqual(clean.places);
    expect(noisy.places).toEqual(clean.places);
    const truth = clean.places[0]!.map(
      (x, k) => Math.sin(Math.PI * x) * Math.exp(-0.1 * Math.PI ** 2 * clean.places[1]![k]!),
    );
    expect(clean.values).toEqual(truth);
    const spread = (values: Float64Array): number => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    };
    const noise = noisy.values.map((value, k) => value - clean.values[k]!);
    // 400 draws know their deviation to 1 / sqrt(800) = 3.5 %: four times that.
    expect(spread(noise) / (0.01 * spread(clean.values))).toBeGreaterThan(0.86);
    expect(spread(noise) / (0.01 * spread(clean.values))).toBeLessThan(1.14);
  });

  it('stay outside bodies', () => {
    const obstacles = [{ name: 'core', distance: 'abs(x - 0.5) - 0.4' }];
    const [sensors] = problemOf({ obstacles, data: [{ field: 'u', count: 50 }] }).data!;
    for (const x of sensors!.places[0]!) expect(Math.abs(x - 0.5)).toBeGreaterThan(0.4);
  });

  it.each([
    [{ field: 'w', count: 3 }, /^data\[0\].field: no such unknown: choose from u/],
    [{ field: 'u', at: { x: [0.1] }, values: [1] }, /^data\[0\].at.t: the places of the sensors are missing/],
    [{ field: 'u', at: { x: [0.1], t: [0.1, 0.2] }, values: [1] }, /^data\[0\].at.t: has 2 numbers for 1 values/],
    [{ field: 'u', at: { x: [1.5], t: [0.1] }, values: [1] }, /^data\[0\].at.x\[0\]: 1.5 lies outside/],
    [{ field: 'u', at: { x: [0.5], y: [0.1], t: [0] }, values: [1] }, /^data\[0\].at.y: no such coordinate/],
    [{ field: 'u', count: 3, values: [1] }, /needs either "at" and "values", or "count"/],
    [{ field: 'u', count: 3, noise: -1 }, /^data\[0\].noise: must not be negative/],
  ])('refuse what does not fit: %j', (sensor, message) => {
    expect(() => problemOf({ data: [sensor] })).toThrow(message);
  });

  it('refuse to be drawn where no exact solution is given', () => {
    expect(() => problemOf({ exact: {}, data: [{ field: 'u', count: 3 }] })).toThrow(/needs exact.u/);
  });
});
