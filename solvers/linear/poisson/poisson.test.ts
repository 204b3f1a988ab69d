import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { contraction } from './contraction.testing';
import type { EndKind, PoissonSpec } from './hierarchy';
import { PoissonMultigrid } from './poisson';
import { aroundDisc, axis, randomRhs } from './poisson.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

type Ends = readonly [EndKind, EndKind];
const CLOSED: Ends = ['neumann', 'neumann'];
const PERIODIC: Ends = ['periodic', 'periodic'];
const GROUNDED: Ends = ['dirichlet', 'dirichlet'];
const CHANNEL: Ends = ['neumann', 'dirichlet'];

/**
 * Residuals in f32 end at about eps |L| |p| = 2^-24 * 8 * 0.1 n rms(rhs) for random right-hand sides on n x n cells:
 * 1e-5 of the first residual at n = 256, so the reduction by 1e-4 is above the floor.
 */
describe.each([
  { name: 'closed', x: CLOSED, y: CLOSED },
  { name: 'periodic', x: PERIODIC, y: PERIODIC },
  { name: 'grounded', x: GROUNDED, y: GROUNDED },
  { name: 'channel', x: CHANNEL, y: CLOSED },
])('$name', ({ x, y }) => {
  test('a cycle contracts alike at all sizes', async () => {
    const cycles: number[] = [];
    for (const n of [64, 128, 256]) {
      const { factor, cycles: needed } = await contraction(gpu, { x: axis(n, x), y: axis(n, y), open: null });
      expect(factor).toBeLessThan(0.2);
      cycles.push(needed);
    }
    expect(Math.min(...cycles)).toBeGreaterThan(0);
    expect(Math.max(...cycles) - Math.min(...cycles)).toBeLessThanOrEqual(1);
  });
});

test.each([
  {
    name: 'around a disc',
    spec: { x: axis(128, CLOSED), y: axis(128, CLOSED), open: aroundDisc(128, 128, 0.13) },
    most: 0.35,
  },
  {
    name: 'around a large disc',
    spec: { x: axis(96, CHANNEL), y: axis(96, CLOSED), open: aroundDisc(96, 96, 0.31) },
    most: 0.35,
  },
  // A smoother of points is as slow as neighbouring widths differ: up to 1.9 between the axes here.
  { name: 'stretched', spec: { x: axis(128, CLOSED, 0.3), y: axis(96, CLOSED, 0.3), open: null }, most: 0.35 },
  // Weighted Jacobi in place of red-black on the levels where the checkerboard does not close.
  { name: 'odd and periodic', spec: { x: axis(65, PERIODIC), y: axis(63, PERIODIC), open: null }, most: 0.35 },
  { name: 'no multiple of two', spec: { x: axis(97, CLOSED), y: axis(73, CHANNEL), open: null }, most: 0.35 },
] satisfies { name: string; spec: PoissonSpec; most: number }[])('a cycle contracts: $name', async ({ spec, most }) => {
  const { factor } = await contraction(gpu, spec);
  expect(factor).toBeLessThan(most);
});

describe('a solve', () => {
  const spec: PoissonSpec = { x: axis(48, CLOSED), y: axis(40, CLOSED), open: null };

  async function progressOf(tolerance: number, cycles: number): Promise<[number, number, number, number]> {
    const multigrid = new PoissonMultigrid(gpu, spec);
    multigrid.setTolerance(tolerance);
    gpu.write(multigrid.rhs, randomRhs(48 * 40, 3, true));
    gpu.run(await gpu.record('solve', (recorder) => multigrid.recordSolve(recorder, cycles)));
    const words = await gpu.read(multigrid.progress, 0, 16);
    multigrid.dispose();
    const [done, , count, missed] = new Uint32Array(words);
    return [done, new Float32Array(words)[1], count, missed];
  }

  test('ends by itself once the residual is small enough', async () => {
    // The residual norm is by cell size 1/44: it starts at about 44.
    const [done, residual, count, missed] = await progressOf(0.1, 12);
    expect(done).toBe(1);
    expect(residual).toBeLessThanOrEqual(0.1);
    expect(count).toBeGreaterThan(1);
    expect(count).toBeLessThan(8);
    expect(missed).toBe(0);
  });

  test.each([48, 33])('from 0 does not see what was there, %i periodic cells along x', async (nx) => {
    const count = nx * 40;
    const multigrid = new PoissonMultigrid(gpu, { x: axis(nx, PERIODIC), y: axis(40, CLOSED), open: null });
    multigrid.setTolerance(0);
    gpu.write(multigrid.rhs, randomRhs(count, 3, true));
    const solved = async (from: 'present' | 'zero', value: number) => {
      gpu.write(multigrid.solution, new Float32Array(count).fill(value));
      gpu.run(await gpu.record('solve', (recorder) => multigrid.recordSolve(recorder, 2, from)));
      return new Float32Array(await gpu.read(multigrid.solution, 0, 4 * count));
    };
    const want = await solved('present', 0);
    const got = await solved('zero', Number.NaN);
    multigrid.dispose();
    const size = want.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(size).toBeGreaterThan(0.1);
    // The same operations; a compiler may contract them otherwise, a rounding in each of some 30 sweeps and transfers.
    got.forEach((value, k) => {
      expect(Math.abs(value - want[k])).toBeLessThanOrEqual(30 * 2 ** -24 * size);
    });
  });

  test('says when its cycles were not enough', async () => {
    const [done, residual, count, missed] = await progressOf(1e-3, 1);
    expect([done, count, missed]).toEqual([0, 1, 1]);
    expect(residual).toBeGreaterThan(1e-3);
  });
});

/** Solutions shape(x) shape(y) that have the ends' values or slopes, with lap p = -2 wave^2 p. */
const SHAPES: Readonly<Record<string, { ends: Ends; shape: (s: number) => number; wave: number }>> = {
  closed: { ends: CLOSED, shape: (s) => Math.cos(2 * Math.PI * s), wave: 2 * Math.PI },
  grounded: { ends: GROUNDED, shape: (s) => Math.sin(2 * Math.PI * s), wave: 2 * Math.PI },
  channel: { ends: CHANNEL, shape: (s) => Math.cos(1.5 * Math.PI * s), wave: 1.5 * Math.PI },
  periodic: { ends: PERIODIC, shape: (s) => Math.sin(2 * Math.PI * s + 0.3), wave: 2 * Math.PI },
};

describe.each(Object.entries(SHAPES))('-lap p = f between %s ends', (_, { ends, shape, wave }) => {
  test.each([0, 0.3])('is of second order on cells stretched by %f', async (stretch) => {
    const errors: number[] = [];
    for (const n of [16, 32, 64]) errors.push(await errorAt(n, stretch));
    // Truncation errors are above 2e-4 at 64 cells, rounding (2^-24 |L| |p| n / 5) is about 5e-6.
    for (const k of [1, 2]) expect(Math.log2(errors[k - 1] / errors[k])).toBeGreaterThan(1.9);
  });

  /** Root-mean-square error with n x n cells; up to a constant where only differences are fixed. */
  async function errorAt(n: number, stretch: number): Promise<number> {
    const spec: PoissonSpec = { x: axis(n, ends, stretch), y: axis(n, ends, stretch), open: null };
    const { widths } = spec.x;
    const centres = Float64Array.from(widths);
    let face = 0;
    widths.forEach((width, k) => {
      centres[k] = face + width / 2;
      face += width;
    });
    const over = (value: (x: number, y: number) => number) =>
      Float64Array.from({ length: n * n }, (_, k) => value(centres[k % n], centres[Math.floor(k / n)]));
    const areas = Float64Array.from({ length: n * n }, (_, k) => widths[k % n] * widths[Math.floor(k / n)]);
    const free = !ends.includes('dirichlet');
    const centred = (values: Float64Array) => {
      if (!free) return values;
      const mean = values.reduce((sum, value, k) => sum + value * areas[k], 0);
      return values.map((value) => value - mean);
    };
    // L p = -f times the cell areas; a closed box needs a right-hand side that sums to 0.
    const laplacian = centred(over((x, y) => -2 * wave ** 2 * shape(x) * shape(y)));
    const multigrid = new PoissonMultigrid(gpu, spec);
    multigrid.setTolerance(0);
    gpu.write(
      multigrid.rhs,
      Float32Array.from(laplacian, (value, k) => value * areas[k]),
    );
    gpu.run(await gpu.record('solve', (recorder) => multigrid.recordSolve(recorder, 12)));
    const p = Float64Array.from(new Float32Array(await gpu.read(multigrid.solution, 0, 4 * n * n)));
    multigrid.dispose();
    const [got, want] = [centred(p), centred(over((x, y) => shape(x) * shape(y)))];
    return Math.sqrt(got.reduce((sum, value, k) => sum + areas[k] * (value - want[k]) ** 2, 0));
  }
});
