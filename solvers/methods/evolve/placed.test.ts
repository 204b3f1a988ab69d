import { describe, expect, it } from 'vitest';
import { parseScene, resolve } from '../../../scenes';
import type { GridValues, Problem } from '../problem';
import { initialPoints } from './initial-points';
import { resampled } from './placed';
import { specOf } from './problem-spec';

const TAU = 2 * Math.PI;
const along = (name: string, min: number, max: number, n: number, offset = 0) => ({
  name,
  at: Float64Array.from({ length: n }, (_, i) => min + ((max - min) * (i + offset)) / n),
});
const wave = (x: number, y: number) => 1 + Math.sin(3 * x + 0.4) * (1 + y) ** 3;

describe('arrays at other points', () => {
  it.each([
    ['even', 10, 0.5],
    ['odd', 9, 0],
    ['closed', 12, 0],
  ])('are exact for waves along a period and cubics across: %s', (kind, n, offset) => {
    const x =
      kind === 'closed'
        ? Float64Array.from({ length: n + 1 }, (_, i) => (TAU * i) / n)
        : along('x', 0, TAU, n, offset).at;
    const y = Float64Array.of(0, 0.2, 0.5, 0.9, 1);
    const data = Float64Array.from({ length: x.length * y.length }, (_, k) =>
      wave(x[k % x.length], y[Math.floor(k / x.length)]),
    );
    const positions = [along('y', 0, 1, 7), along('x', 0, TAU, 16)];
    const axes = [
      { name: 'x', min: 0, max: TAU, points: 16, periodic: true },
      { name: 'y', min: 0, max: 1, points: 7, periodic: false },
    ];
    const got = resampled(data, { y, x }, positions, axes);
    // A few dozen roundings of numbers up to 9.
    got.forEach((value, k) => {
      expect(value).toBeCloseTo(wave(positions[1].at[k % 16], positions[0].at[Math.floor(k / 16)]), 12);
    });
  });
});

const scene = (is: string, values: GridValues | null, periodic = true): Problem => {
  const { problem } = resolve(
    parseScene({
      version: 1,
      id: 'swirl',
      unknowns: ['w'],
      coordinates: { x: [0, 1], t: [0, 1] },
      parameters: { k: 2 },
      equations: ['w_t = 0.01*w_xx'],
      inputs: { w0: { formula: 'sin(2*pi*x)' } },
      conditions: [
        { on: 't=0', is },
        { on: 'x', is: periodic ? 'periodic' : 'w = 0' },
      ],
      grid: { n: 16 },
    }),
  );
  return { ...problem, inputs: { w0: { ...problem.inputs.w0, values } } };
};

describe('starts that name an input field', () => {
  const centres = Float64Array.from({ length: 12 }, (_, i) => Math.cos((TAU * (i + 0.5)) / 12));
  it.each([
    ['a formula', null, (x: number) => 1 + 2 * Math.sin(TAU * x)],
    ['an array', { shape: [12], data: centres }, (x: number) => 1 + 2 * Math.cos(TAU * x)],
  ])('take %s', (_, values, wanted) => {
    const spec = specOf(scene('w = 1 + k*w0', values));
    const points = Float64Array.from({ length: 16 }, (_, i) => i / 16);
    const got = initialPoints(spec, 'w', [{ name: 'x', at: points }]);
    got.forEach((value, i) => void expect(value).toBeCloseTo(wanted(points[i]), 12));
  });
  it('refuse an array that does not fit', () => {
    expect(() => specOf(scene('w = w0', { shape: [3, 4], data: centres }))).toThrowError('3 x 4 does not fit x');
  });
});
