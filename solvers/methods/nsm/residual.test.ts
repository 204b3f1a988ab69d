import { expect, test } from 'vitest';
import { constant, grad, interpret, variable } from '../../array';
import { randomNormal } from '../../base/random';
import { spectralResidual } from './residual';
import { symbolsOf } from './symbol';

const EQUATION = { ax: 3, ay: 1, c: 0.5, lengths: [2, 1] as const };

const noise = (seed: number, count: number): Float64Array => {
  return Float64Array.from({ length: count }, (_, at) => Math.fround(randomNormal(seed, at)));
};

/** |residual - f| / |f| with second differences, written out. */
function differences(u: Float64Array, f: Float64Array, nx: number, ny: number): number {
  const [hx, hy] = [2 / nx, 1 / ny];
  const at = (i: number, j: number): number => u[((j + ny) % ny) * nx + ((i + nx) % nx)];
  let [left, size] = [0, 0];
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const x = (3 * (2 * at(i, j) - at(i - 1, j) - at(i + 1, j))) / hx ** 2;
      const y = (2 * at(i, j) - at(i, j - 1) - at(i, j + 1)) / hy ** 2;
      left += (x + y + 0.5 * at(i, j) - f[j * nx + i]) ** 2;
      size += f[j * nx + i] ** 2;
    }
  }
  return Math.sqrt(left / size);
}

// Symbols are kept in f32, up to 2^-24 of them each, and go in once.
const ROUNDING = 2 ** -22;

test.each([
  [7, 5],
  [8, 6],
])('with the symbol of the grid it is the residual of second differences: %i x %i', (nx, ny) => {
  const [u, f] = [noise(1, nx * ny), noise(2, nx * ny)];
  const [value, source] = [u, f].map((field) => constant(Float32Array.from(field), [1, ny, nx, 1]));
  const { grid } = symbolsOf(EQUATION, [ny, nx]);
  const [found] = interpret([spectralResidual(value, source, grid)], new Map())[0];
  const wanted = differences(u, f, nx, ny);
  expect(Math.abs(found / wanted - 1)).toBeLessThan(ROUNDING);
});

test('of waves it is nothing, where second differences leave what their order says', () => {
  const left = [12, 24, 48].map((n) => {
    const field = (size: number) => {
      const data = Float32Array.from({ length: n * n }, (_, at) => {
        const [x, y] = [(2 * (at % n)) / n, Math.floor(at / n) / n];
        return size * Math.cos(3 * Math.PI * x - 4 * Math.PI * y);
      });
      return constant(data, [1, n, n, 1]);
    };
    const symbols = symbolsOf(EQUATION, [n, n]);
    const [value, source] = [field(1), field(3 * 9 * Math.PI ** 2 + 16 * Math.PI ** 2 + 0.5)];
    const [spectral, grid] = [symbols.spectral, symbols.grid].map((symbol) => {
      return interpret([spectralResidual(value, source, symbol)], new Map())[0][0];
    });
    // Fields in f32 have waves of all lengths, and the largest symbol is n^2 times the smallest.
    expect(spectral).toBeLessThan(n ** 2 * 2 ** -24);
    return grid;
  });
  for (const k of [1, 2]) expect(Math.log2(left[k - 1] / left[k])).toBeGreaterThan(1.8);
});

test('its derivative is that of differences along a direction', () => {
  const [u, f, way] = [3, 4, 5].map((seed) => noise(seed, 2 * 30));
  const value = variable('u', [2, 5, 6, 1]);
  const loss = spectralResidual(
    value,
    constant(Float32Array.from(f), [2, 5, 6, 1]),
    symbolsOf(EQUATION, [5, 6]).spectral,
  );
  const at = (step: number): number => {
    return interpret([loss], new Map([[value, u.map((one, k) => one + step * way[k])]]))[0][0];
  };
  const [slope] = interpret(grad(loss, [value]), new Map([[value, u]]));
  const wanted = (at(1e-5) - at(-1e-5)) / 2e-5;
  const found = slope.reduce((sum, one, k) => sum + one * way[k], 0);
  // Truncation 1e-10 of third derivatives of size about one, rounding 2^-53 / 1e-5.
  expect(Math.abs(found / wanted - 1)).toBeLessThan(1e-8);
});
