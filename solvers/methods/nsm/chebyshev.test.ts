import { expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import { grad, interpret, variable } from '../../array';
import { randomNormal } from '../../base/random';
import { chebyshevPoints } from '../evolve/collocation';
import { nsm } from '.';
import { chebyshevTransform, secondOfCoefficients } from './chebyshev';
import { chebyshevBasis } from './chebyshev-basis';

const EQUATION = { ax: 3, ay: 1, c: 0.5, lengths: [2, 1] as const };

/** Values of a function at the points of a box from 0, C order. */
function onPoints(nx: number, ny: number, of: (x: number, y: number) => number): Float64Array {
  const [xs, ys] = [chebyshevPoints(0, 2, nx), chebyshevPoints(0, 1, ny)];
  return Float64Array.from({ length: (nx + 1) * (ny + 1) }, (_, at) =>
    of(xs[at % (nx + 1)], ys[Math.floor(at / (nx + 1))]),
  );
}

/** The f64 residual loss of one sample. */
function lossOf(nx: number, ny: number, u: Float64Array, f: Float64Array, residual: 'spectral' | 'grid'): number {
  const [value, source] = ['u', 'f'].map((name) => variable(name, [1, ny + 1, nx + 1, 1]));
  const given = new Map([[value, u] as const, [source, f] as const]);
  return interpret([chebyshevBasis(EQUATION, residual).loss(value, source)], given)[0][0];
}

const wave = (x: number, y: number): number => Math.sin(Math.PI * x) * Math.sin(2 * Math.PI * y) * (1 + x * y);
/** -3 wave_xx - wave_yy + wave / 2, by hand. */
const load = (x: number, y: number): number => {
  const [sx, cx] = [Math.sin(Math.PI * x), Math.cos(Math.PI * x)];
  const [sy, cy] = [Math.sin(2 * Math.PI * y), Math.cos(2 * Math.PI * y)];
  const xx = sy * (-(Math.PI ** 2) * sx * (1 + x * y) + 2 * Math.PI * cx * y);
  const yy = sx * (-4 * Math.PI ** 2 * sy * (1 + x * y) + 4 * Math.PI * cy * x);
  return -3 * xx - yy + wave(x, y) / 2;
};

test.each([5, 8])('values at %i + 1 points and coefficients, there and back; derivatives of polynomials', (n) => {
  const { forwards, backwards } = chebyshevTransform(n);
  const second = secondOfCoefficients(n, 2);
  const times = ({ rows, columns, data }: typeof second, v: ArrayLike<number>): number[] => {
    return Array.from({ length: rows }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += data[i * columns + j] * v[j];
      return sum;
    });
  };
  // x^4 - x on [-1, 1] and its second derivative 12 x^2 = 6 T_0 + 6 T_2.
  const values = chebyshevPoints(-1, 1, n).map((x) => x ** 4 - x);
  const found = times(forwards, values);
  for (const [k, wanted] of [3 / 8, -1, 1 / 2, 0, 1 / 8].entries()) expect(found[k]).toBeCloseTo(wanted, 14);
  for (const [j, value] of times(backwards, found).entries()) expect(value).toBeCloseTo(values[j], 14);
  for (const [k, value] of times(second, found).entries()) expect(value).toBeCloseTo(k === 0 || k === 2 ? 6 : 0, 12);
});

test('of polynomials the residual falls faster than any power, where differences keep their order', () => {
  const sizes = [10, 20, 40];
  const [spectral, grid] = (['spectral', 'grid'] as const).map((residual) => {
    return sizes.map((n) => lossOf(n + 1, n, onPoints(n + 1, n, wave), onPoints(n + 1, n, load), residual));
  });
  expect(spectral[0]).toBeLessThan(0.05);
  expect(spectral[1]).toBeLessThan(1e-6);
  // Rounding: 2^-53 times the largest entry of a second derivative, about n^4 / 20.
  expect(spectral[2]).toBeLessThan(1e-10);
  // Three points at distances that vary smoothly: of second order in the mean.
  for (const k of [1, 2]) expect(Math.log2(grid[k - 1] / grid[k])).toBeGreaterThan(1.8);
});

test('answers by collocation have that residual, but for what the sides say', () => {
  const errors = [8, 12, 16].map((n) => {
    const basis = chebyshevBasis(EQUATION, 'spectral');
    const [found, wanted] = [basis.solve(onPoints(n, n + 1, load), [n + 2, n + 1]), onPoints(n, n + 1, wave)];
    return Math.max(...wanted.map((value, at) => Math.abs(value - found[at])));
  });
  // A point more along each axis takes about a digit off.
  for (const k of [1, 2]) expect(errors[k]).toBeLessThan(1e-2 * errors[k - 1]);
});

test('its derivative is that of differences along a direction', () => {
  const [ny, nx] = [6, 5];
  const noise = (seed: number): Float64Array => {
    return Float64Array.from({ length: 2 * nx * ny }, (_, at) => randomNormal(seed, at));
  };
  const [u, f, way] = [3, 4, 5].map(noise);
  const value = variable('u', [2, ny, nx, 1]);
  const source = variable('f', [2, ny, nx, 1]);
  const loss = chebyshevBasis(EQUATION, 'spectral').loss(value, source);
  const at = (step: number): number => {
    return interpret(
      [loss],
      new Map([
        [value, u.map((one, k) => one + step * way[k])],
        [source, f],
      ]),
    )[0][0];
  };
  const [slope] = interpret(
    grad(loss, [value]),
    new Map([
      [value, u],
      [source, f],
    ]),
  );
  const wanted = (at(1e-5) - at(-1e-5)) / 2e-5;
  const found = slope.reduce((sum, one, k) => sum + one * way[k], 0);
  // Truncation 1e-10 of third derivatives of size about one, rounding 2^-53 / 1e-5.
  expect(Math.abs(found / wanted - 1)).toBeLessThan(1e-8);
});

test('an error of a polynomial counts as much as one of another', () => {
  const n = 12;
  const cheb = (k: number, share: number): number => Math.cos(k * Math.acos(Math.min(1, Math.max(-1, 2 * share - 1))));
  // Against the answer 0 and the same load: what is left is what the error leaves of the equation.
  const unit = (k: number, l: number): number => {
    const error = onPoints(n, n, (x, y) => cheb(k, x / 2) * cheb(l, y));
    return lossOf(n, n, error, onPoints(n, n, load), 'spectral');
  };
  const counts = [unit(4, 4), unit(9, 5), unit(5, 9), unit(10, 10)];
  // Without weights the second to last would count n^2 / 16 times less than the first.
  expect(Math.max(...counts) / Math.min(...counts)).toBeLessThan(2.5);
});

test('the scene is a task between sides', () => {
  const { problem } = resolve(presetById('poisson-chebyshev').scene);
  expect(nsm.refuses(problem)).toBeNull();
});
