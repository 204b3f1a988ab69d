import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { runKernel } from '../../../tests/kernel';
import { randomUniform } from '../../base/random';
import type { Gpu } from '../../gpu';
import {
  aliveCells,
  applyLaplacian,
  buildHierarchy,
  type EndKind,
  inverseLaplacian,
  type PoissonSpec,
} from './hierarchy';
import { NORM_ROWS, poissonKernels, SMOOTH_ROWS } from './kernels';
import { interleave } from './poisson';
import { equationsOf, interpolated, merged, residualOf, sweep } from './poisson.oracle';
import { aroundDisc, axis, levelArrays } from './poisson.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const EPS = 2 ** -24;
const CLOSED = ['neumann', 'neumann'] as const;
const PERIODIC = ['periodic', 'periodic'] as const;
const GROUNDED = ['dirichlet', 'dirichlet'] as const;
const MIXED: readonly [EndKind, EndKind] = ['neumann', 'dirichlet'];

/** A random openness with closed faces and a pocket of cells that have no open face at all. */
function randomOpenness(nx: number, ny: number) {
  const share = (seed: number) =>
    Float64Array.from({ length: nx * ny }, (_, k) => Math.max(0, Math.fround(1.3 * randomUniform(seed, k) - 0.3)));
  const [west, south] = [share(1), share(2)];
  for (let j = 2; j < 6; j++) {
    for (let i = 4; i < 8; i++) {
      for (const at of [j * nx + i, j * nx + i + 1]) west[at] = 0;
      for (const at of [j * nx + i, (j + 1) * nx + i]) south[at] = 0;
    }
  }
  return { west, south };
}

const SPECS: Readonly<Record<string, PoissonSpec>> = {
  'closed, 67 x 5': { x: axis(67, CLOSED, 0.4), y: axis(5, CLOSED, 0.3), open: null },
  'grounded, 13 x 33': { x: axis(13, GROUNDED, 0.4), y: axis(33, GROUNDED, 0.3), open: null },
  'mixed, 33 x 19': { x: axis(33, MIXED, 0.4), y: axis(19, ['dirichlet', 'neumann'], 0.3), open: null },
  'periodic, 66 x 18': { x: axis(66, PERIODIC, 0.4), y: axis(18, PERIODIC, 0.3), open: null },
  'odd and periodic, 33 x 17': { x: axis(33, PERIODIC, 0.4), y: axis(17, PERIODIC, 0.3), open: null },
  'periodic and closed, 35 x 9': { x: axis(35, PERIODIC, 0.4), y: axis(9, MIXED, 0.3), open: null },
  'partly open, 33 x 19': { x: axis(33, MIXED, 0.4), y: axis(19, CLOSED, 0.3), open: randomOpenness(33, 19) },
  'uniform and closed, 13 x 33': { x: axis(13, CLOSED), y: axis(33, CLOSED, 0, 0.7), open: null },
  'uniform and mixed, 33 x 19': { x: axis(33, MIXED), y: axis(19, GROUNDED, 0, 0.7), open: null },
  'uniform and periodic, 35 x 18': { x: axis(35, PERIODIC), y: axis(18, PERIODIC, 0, 0.7), open: null },
  'around a disc, 29 x 31': { x: axis(29, CLOSED), y: axis(31, CLOSED), open: aroundDisc(29, 31, 0.23) },
};

describe.each(Object.entries(SPECS))('%s', (_, spec) => {
  const levels = buildHierarchy(spec);
  const level = levels[0];
  const { nx, ny } = level;
  const count = nx * ny;
  const uniform = [spec.x, spec.y].every(({ widths }) => widths.every((width) => Math.abs(width - widths[0]) < 1e-12));
  const kernels = poissonKernels({ obstacles: spec.open !== null, uniform });
  const equations = equationsOf(spec);
  const solution = Float32Array.from({ length: count }, (_, k) => 2 * randomUniform(3, k) - 1);
  const rhs = Float32Array.from({ length: count }, (_, k) => 2 * randomUniform(4, k) - 1);
  const [p, f] = [Float64Array.from(solution), Float64Array.from(rhs)];
  const residual = residualOf(equations, p, f);
  const chosen = (color: number) => (k: number) => ((k % nx) + Math.floor(k / nx)) % 2 === color;
  // Cells of one colour see each other only where the checkerboard does not close: the driver avoids that.
  const closes = equations.every(({ links }, k) => links.every(({ to }) => chosen(0)(k) !== chosen(0)(to)));
  const going = () => new Uint32Array(4);
  const [width, height] = [spec.x.widths[0], spec.y.widths[0]];
  const ends = [...spec.x.ends, ...spec.y.ends];
  // What the uniform variant reads in place of the axes; the other one must not.
  const sizes = {
    conductance: [height / width, width / height],
    size: [width, height],
    inner: ends.map((end) => (end === 'periodic' ? 1 : 0)),
    extra: ends.map((end) => (end === 'dirichlet' ? 2 : 0)),
  };
  const uniforms = (color: number, weight: number) => {
    return { level: { nx, ny, color, weight, ...(uniform ? sizes : {}) } };
  };
  const tables = levelArrays(level);
  if (uniform) for (const table of [tables.axisX, tables.axisY]) table.fill(Number.NaN);
  const common = { ...tables, rhs, solution };
  const sweepExtent = [nx, Math.ceil(ny / SMOOTH_ROWS)] as const;

  test('the f64 operator of the hierarchy is the one of the cell equations', () => {
    const applied = applyLaplacian(level, p);
    applied.forEach((value, k) => {
      // Both in f64, 8 operations.
      expect(Math.abs(f[k] - value - residual.value[k])).toBeLessThanOrEqual(8 * 2 ** -53 * residual.size[k]);
    });
  });

  test('red-black sweeps', async () => {
    for (const color of [0, 1]) {
      const arrays = { ...common, progress: going() };
      const input = { uniforms: uniforms(color, 1.15), arrays, extent: sweepExtent };
      const got = (await runKernel(gpu, kernels.smooth, input)).f32('solution');
      const truth = p.slice();
      sweep(equations, truth, p, f, 1.15, chosen(color));
      if (closes) expectRelaxed(got, truth);
    }
  });

  test('red-black sweeps from 0, whatever was there', async () => {
    let got: Float32Array = new Float32Array(count).fill(Number.NaN);
    let truth = new Float64Array(count);
    for (const color of [0, 1]) {
      const arrays = { ...common, solution: got, progress: going() };
      const input = { uniforms: uniforms(color, 1.15), arrays, extent: sweepExtent };
      got = (await runKernel(gpu, kernels.freshSmooth, input)).f32('solution');
      const before = truth;
      truth = before.slice();
      sweep(equations, truth, before, f, 1.15, chosen(color));
    }
    // The second colour sees what the first has rounded.
    if (closes)
      expectRelaxed(
        got,
        truth,
        2,
        truth.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
      );
  });

  test('a weighted Jacobi sweep', async () => {
    const arrays = { ...common, progress: going(), relaxed: new Float32Array(count) };
    const input = { uniforms: uniforms(0, 0.8), arrays, extent: [nx, ny] as const };
    const got = (await runKernel(gpu, kernels.jacobi, input)).f32('relaxed');
    const truth = p.slice();
    sweep(equations, truth, p, f, 0.8, () => true);
    expectRelaxed(got, truth);

    const unknown = new Float32Array(count).fill(Number.NaN);
    const fresh = { ...input, arrays: { ...arrays, solution: unknown, relaxed: unknown } };
    const zero = new Float64Array(count);
    const first = zero.slice();
    sweep(equations, first, zero, f, 0.8, () => true);
    expectRelaxed((await runKernel(gpu, kernels.freshJacobi, fresh)).f32('relaxed'), first);
  });

  test('restriction sums residuals', async () => {
    const [cnx, cny] = [Math.ceil(nx / 2), Math.ceil(ny / 2)];
    const arrays = { ...common, coarseRhs: new Float32Array(cnx * cny), progress: going() };
    const out = await runKernel(gpu, kernels.restriction, { uniforms: uniforms(0, 0), arrays, extent: [cnx, cny] });
    const truth = merged(residual.value, nx, ny);
    const size = merged(residual.size, nx, ny);
    out.f32('coarseRhs').forEach((value, k) => {
      // Coefficient (3), product and sum (6), four residuals (3).
      expect(Math.abs(value - truth[k])).toBeLessThanOrEqual(12 * EPS * size[k]);
    });
  });

  test('prolongation adds the interpolated correction', async () => {
    const coarseLevel = levels[1] ?? level;
    if (coarseLevel === level) return;
    const cells = coarseLevel.nx * coarseLevel.ny;
    const coarse = Float32Array.from({ length: cells }, (_, k) => 2 * randomUniform(5, k) - 1);
    const alive = spec.open ? aliveCells(coarseLevel) : null;
    const arrays = {
      weightsX: interleave([level.x.own, level.x.beside]),
      weightsY: interleave([level.y.own, level.y.beside]),
      alive: alive ? new Float32Array(alive) : new Float32Array(4),
      progress: going(),
      coarse,
      solution,
    };
    const extent = [coarseLevel.nx, coarseLevel.ny] as const;
    const out = await runKernel(gpu, kernels.prolong, { uniforms: { level: { nx, ny } }, arrays, extent });
    const truth = interpolated(spec.x, spec.y, Float64Array.from(coarse), alive);
    out.f32('solution').forEach((value, k) => {
      // Weights, their product and renormalisation, four terms of size 1, and the sum with the solution.
      expect(Math.abs(value - (p[k] + truth[k]))).toBeLessThanOrEqual(16 * EPS);
    });
  });

  test('the norm is the largest residual by cell size; a done solve stands still', async () => {
    const rows = Math.ceil(ny / NORM_ROWS);
    const run = async (progress: Uint32Array) => {
      const arrays = { ...common, progress, partial: new Float32Array(nx * rows).fill(-1) };
      const out = await runKernel(gpu, kernels.norm, { uniforms: uniforms(0, 0), arrays, extent: [nx, rows] });
      return out.f32('partial');
    };
    const cellSize = (k: number) => Math.sqrt(spec.x.widths[k % nx] * spec.y.widths[Math.floor(k / nx)]);
    const truth = Math.max(...residual.value.map((value, k) => Math.abs(value) / cellSize(k)));
    const sizes = Math.max(...residual.size.map((value, k) => value / cellSize(k)));
    const got = Math.max(...(await run(going())));
    // As the residual, and WGSL's inverseSqrt is good to 2 ulp.
    expect(Math.abs(got - truth)).toBeLessThanOrEqual(14 * EPS * sizes);
    expect((await run(new Uint32Array([1, 0, 0, 0]))).every((value) => value === -1)).toBe(true);
  });

  test('the inverse of the coarsest level solves it', () => {
    const coarsest = levels[levels.length - 1];
    const n = coarsest.nx * coarsest.ny;
    const inverse = inverseLaplacian(coarsest);
    const alive = aliveCells(coarsest);
    const rhs64 = Float64Array.from({ length: n }, (_, k) => (alive[k] ? randomUniform(6, k) - 0.5 : 0));
    const grounded = coarsest.x.extra.some((g) => g > 0) || coarsest.y.extra.some((g) => g > 0);
    if (!grounded) {
      const mean = rhs64.reduce((sum, value) => sum + value, 0) / alive.reduce((sum, value) => sum + value, 0);
      rhs64.forEach((value, k) => {
        rhs64[k] = alive[k] ? value - mean : 0;
      });
    }
    const solved = Float64Array.from({ length: n }, (_, row) =>
      rhs64.reduce((sum, value, k) => sum + inverse[row * n + k] * value, 0),
    );
    const back = applyLaplacian(coarsest, solved);
    // f64 elimination of at most 256 unknowns, condition below 1e5.
    rhs64.forEach((value, k) => {
      expect(Math.abs(back[k] - value)).toBeLessThanOrEqual(256 * 1e5 * 2 ** -53);
    });
  });

  /** A relaxed value is a mean of neighbours (up to `near`) and rhs / diagonal, from 10 roundings in each of `sweeps`. */
  function expectRelaxed(got: Float32Array, truth: Float64Array, sweeps = 1, near = 1): void {
    got.forEach((value, k) => {
      const { links, ground } = equations[k];
      const diagonal = links.reduce((sum, { conductance }) => sum + conductance, ground);
      const size = 3 * near + (diagonal > 0 ? Math.abs(f[k]) / diagonal : 0);
      expect(Math.abs(value - truth[k])).toBeLessThanOrEqual(12 * sweeps * EPS * size);
    });
  }
});

test('the coarsest kernel multiplies by the inverse', async () => {
  const [nx, ny] = [13, 9];
  const n = nx * ny;
  const half = Float32Array.from({ length: n * n }, (_, k) => randomUniform(7, k) - 0.5);
  const inverse = half.map((value, k) => value + half[(k % n) * n + Math.floor(k / n)]);
  const rhs = Float32Array.from({ length: n }, (_, k) => randomUniform(8, k) - 0.5);
  const out = await runKernel(gpu, poissonKernels({ obstacles: false, uniform: false }).coarsest, {
    uniforms: { level: { nx, ny } },
    arrays: { inverse, progress: new Uint32Array(4), rhs, solution: new Float32Array(n) },
    extent: [n],
  });
  out.f32('solution').forEach((value, row) => {
    const terms = Array.from(rhs, (b, k) => inverse[row * n + k] * b);
    const size = terms.reduce((sum, term) => sum + Math.abs(term), 0);
    const truth = terms.reduce((sum, term) => sum + term, 0);
    expect(Math.abs(value - truth)).toBeLessThanOrEqual(n * EPS * size);
  });
});

test.each([
  { name: 'below the tolerance', tolerance: 2, last: 0, after: [1, 1, 6, 5] },
  { name: 'above it, with cycles left', tolerance: 0.5, last: 0, after: [0, 1, 6, 5] },
  { name: 'above it at the end', tolerance: 0.5, last: 1, after: [0, 1, 6, 6] },
])('finish, $name', async ({ tolerance, last, after }) => {
  const partial = new Float32Array(130).fill(0.25);
  partial[129] = 1;
  const arrays = { partial, progress: new Uint32Array([0, 9, 5, 5, 2 ** 20 - 1]) };
  const uniforms = { goal: { count: 130, tolerance, last } };
  const { finish, begin } = poissonKernels({ obstacles: false, uniform: false });
  const out = (await runKernel(gpu, finish, { uniforms, arrays, extent: [1] })).u32('progress');
  const [done, , cycles, missed, counted] = out;
  expect([done, new Float32Array(out.buffer)[1], cycles, missed]).toEqual(after);
  // Counted modulo 2^20.
  expect(counted).toBe(0);
  const again = await runKernel(gpu, begin, { arrays: { progress: out }, extent: [1] });
  expect([...again.u32('progress').subarray(0, 5)]).toEqual([0, out[1], 0, missed, 0]);
});
