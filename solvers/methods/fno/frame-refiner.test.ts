import { expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import { interpret, irfft, rfft, variable } from '../../array';
import { inDouble } from '../../optim';
import { specOf } from '../evolve/problem-spec';
import type { EvolveSpec } from '../evolve/spec';
import { FrameEquations } from './frame-equations';
import { FrameRefiner } from './frame-refiner';
import type { Channels } from './task';

function forced(n: number): EvolveSpec {
  const { scene } = presetById('ns-vorticity-forced');
  const { problem } = resolve({ ...scene, grid: { n } });
  return specOf({ ...problem, randomFields: [], parameters: { nu: 0.01 } });
}

const field = (n: number, of: (x: number, y: number) => number): Channels => {
  const data = Float32Array.from({ length: n * n }, (_, at) => of((at % n) / n, Math.floor(at / n) / n));
  return { shape: [n, n], count: 1, data };
};

const wave = (x: number, y: number): number => Math.cos(2 * Math.PI * x) + Math.sin(2 * Math.PI * (x - 2 * y));

/** Classical steps of Runge and Kutta in f64. */
function integrated(spec: EvolveSpec, start: Channels, time: number, steps: number): Float64Array {
  const equations = new FrameEquations(spec);
  const [ny, nx] = start.shape;
  const w = variable('w', [1, ny, nx]);
  const spectrum = variable('spectrum', [1, ny, nx / 2 + 1, 2]);
  const rates = [equations.times(spectrum, equations.linear), equations.rest(spectrum)];
  const tables = [...equations.tables()];
  const at = (values: Float64Array): Float64Array => {
    const [a, b] = interpret(rates, new Map([...tables, [spectrum, values]]));
    return a.map((value, k) => value + b[k]);
  };
  let [state] = interpret([rfft(w, [1, 2])], new Map([[w, Float64Array.from(start.data)]]));
  const h = time / steps;
  const plus = (x: Float64Array, factor: number, y: Float64Array) => x.map((value, k) => value + factor * y[k]);
  for (let step = 0; step < steps; step++) {
    const k1 = at(state);
    const k2 = at(plus(state, h / 2, k1));
    const k3 = at(plus(state, h / 2, k2));
    const k4 = at(plus(state, h, k3));
    state = state.map((value, k) => value + (h / 6) * (k1[k] + 2 * k2[k] + 2 * k3[k] + k4[k]));
  }
  return interpret([irfft(spectrum, nx, [1, 2])], new Map([[spectrum, state]]))[0];
}

test('a rate is that of the vorticity equation', () => {
  const spec = forced(12);
  const equations = new FrameEquations(spec);
  const w = variable('w', [1, 12, 12]);
  const spectra = rfft(w, [1, 2]);
  const rate = irfft(equations.rest(spectra), 12, [1, 2]);
  const linear = irfft(equations.times(spectra, equations.linear), 12, [1, 2]);
  // w = cos(2 pi x) + cos(2 pi y): psi = w / (4 pi^2), no transport.
  const steady = field(12, (x, y) => Math.cos(2 * Math.PI * x) + Math.cos(2 * Math.PI * y));
  const given = new Map([...equations.tables(), [w, Float64Array.from(steady.data)] as const]);
  const [found, diffused] = interpret([rate, linear], given);
  for (const [at, value] of steady.data.entries()) {
    const s = 2 * Math.PI * ((at % 12) / 12 + Math.floor(at / 12) / 12);
    expect(found[at]).toBeCloseTo(0.1 * (Math.sin(s) + Math.cos(s)), 5);
    expect(diffused[at]).toBeCloseTo(-0.01 * 4 * Math.PI ** 2 * value, 5);
  }
});

test.each([8, 10, 12])('twelve steps bring an answer to the equations on %i points a side', async (n) => {
  const spec = forced(n);
  const start = field(n, wave);
  const exact = integrated(spec, start, 0.5, 40);
  const answer: Channels = {
    ...start,
    data: Float32Array.from(exact, (value, at) => value + 0.03 * wave(0.3 + (at % n) / n, Math.floor(at / n) / n)),
  };
  const refiner = await FrameRefiner.create(inDouble(), spec, 0.5, 12);
  const refined = await refiner.refine(start, answer);
  expect(refined.after).toBeLessThan(1e-3 * refined.before);
  const error = (data: ArrayLike<number>) => Math.hypot(...exact.map((value, at) => data[at] - value));
  expect(error(refined.answer.data)).toBeLessThan(1e-2 * error(answer.data));
  // A second answer begins as the first did.
  expect((await refiner.refine(start, answer)).answer.data).toEqual(refined.answer.data);
  refiner.dispose();
});
