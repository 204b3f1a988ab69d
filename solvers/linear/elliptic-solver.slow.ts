import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { record } from '../../tests/report';
import { joinDoubles, splitDoubles } from '../base/double-single';
import { type Gpu, measurePeaks } from '../gpu';
import { applyStencil, type StencilOperator } from '../grid';
import { EllipticSolver } from './elliptic-solver';
import { testOperator } from './multigrid/operators.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** L2 norm of r / diagonal, r = b - A u in f64, relative to b. */
function trueResidual(operator: StencilOperator, u: Float64Array, b: Float64Array): number {
  const applied = applyStencil(operator, u);
  let [residual, size] = [0, 0];
  b.forEach((value, k) => {
    const d = operator.coefficients[0]![k]!;
    residual += ((value - applied[k]!) / d) ** 2;
    size += (value / d) ** 2;
  });
  return Math.sqrt(residual / size);
}

const JUMPS: Readonly<Record<string, (n: number) => (place: readonly number[]) => number>> = {
  squares: (n) => (place) => (place.every((p) => p >= n / 4 && p < (3 * n) / 4) ? 1e6 : 1),
  blocks: () => (place) => (((place[0]! >> 3) + (place[1]! >> 3)) % 2 === 0 ? 1 : 1e6),
};

test.each(Object.entries(JUMPS))('multigrid-CG over jumps of 1e6 to 1e-8: %s', async (name, a) => {
  for (const n of [64, 128, 256, 512]) {
    const operator = testOperator([n - 1, n - 1], { a: a(n) });
    const rhs = new Float64Array((n - 1) ** 2).fill(1 / n ** 2);
    const solver = await EllipticSolver.create(gpu, operator, { method: 'cg', precision: 'on', tolerance: 1e-8 });
    const { value, result, stats } = await solver.solve(rhs);
    const residual = trueResidual(operator, value, rhs);
    const { iterations, workUnits } = stats;
    record(
      'Multigrid-CG over jumps of 1e6, to 1e-8 in the norm of r / diagonal, double-single',
      { jumps: name, cells: `${n} x ${n}`, iterations, 'work units': workUnits, 'residual in f64': residual },
      gpu.adapterName,
    );
    expect(result.code).toBe('ok');
    expect(iterations).toBeLessThanOrEqual(20);
    expect(residual).toBeLessThanOrEqual(1.1e-8);
    solver.dispose();
  }
});

/** -laplace on n x n unknowns, times the area of a cell, with its right-hand side for a sum of eigenvectors. */
function poisson(n: number) {
  const operator = testOperator([n, n]);
  const modes = [
    [1, 1, 1],
    [2, 3, 0.4],
    [5, 4, -0.2],
  ] as const;
  const exact = new Float64Array(n * n);
  const rhs = new Float64Array(n * n);
  for (const [p, q, amplitude] of modes) {
    const wave = (k: number) => Float64Array.from({ length: n }, (_, i) => Math.sin((Math.PI * k * (i + 1)) / (n + 1)));
    const half = (k: number) => Math.sin((Math.PI * k) / (2 * (n + 1)));
    const eigenvalue = 4 * (half(p) ** 2 + half(q) ** 2);
    const [x, y] = [wave(p), wave(q)];
    exact.forEach((_, at) => {
      const value = amplitude * x[at % n]! * y[Math.floor(at / n)]!;
      exact[at]! += value;
      rhs[at]! += eigenvalue * value;
    });
  }
  return { operator, exact, rhs };
}

const largest = (values: Float64Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

test('f64 quality on 1025 x 1025 points', async () => {
  const { operator, exact, rhs } = poisson(1023);
  for (const method of ['multigrid', 'cg'] as const) {
    const solver = await EllipticSolver.create(gpu, operator, { method, precision: 'on', tolerance: 1e-16 });
    const { value, stats } = await solver.solve(rhs);
    solver.dispose();
    const error = largest(value.map((u, k) => u - exact[k]!)) / largest(exact);
    const residual = trueResidual(operator, value, rhs);
    // What rounding of the exact solution to 48 bits leaves.
    const floor = trueResidual(operator, joinDoubles(splitDoubles(exact), exact.length), rhs);
    record(
      'Poisson on 1025 x 1025 points until it stagnates, double-single',
      { method, iterations: stats.iterations, 'error of u, max norm': error, residual, 'floor of 48 bits': floor },
      gpu.adapterName,
    );
    expect(error).toBeLessThanOrEqual(1e-11);
    expect(residual).toBeLessThanOrEqual(3 * Math.max(floor, 1e-10));
  }
});

test('Poisson on 1023 x 1023 unknowns to 1e-6, checked in f64: bytes and time', async () => {
  const { copyGBs } = await measurePeaks(gpu);
  for (const n of [1023, 2047]) {
    const { operator, rhs } = poisson(n);
    for (const precision of ['on', 'auto'] as const) {
      const solver = await EllipticSolver.create(gpu, operator, { method: 'multigrid', precision, tolerance: 1e-6 });
      await solver.solve(rhs);
      let ms = Number.POSITIVE_INFINITY;
      for (let k = 0; k < 3; k++) {
        let progress = await solver.begin(rhs);
        await gpu.done();
        const start = performance.now();
        while (!progress.done) progress = await solver.step();
        await gpu.done();
        ms = Math.min(ms, performance.now() - start);
      }
      const { value, stats, result } = await solver.solution();
      solver.dispose();
      const residual = trueResidual(operator, value, rhs);
      const share = stats.bytes / ms / 1e6 / copyGBs;
      record(
        'Poisson to 1e-6 by refined multigrid, residual checked in f64',
        {
          unknowns: `${n} x ${n}`,
          precision,
          cycles: stats.iterations,
          GB: stats.bytes / 1e9,
          ms,
          'share of copy': share,
          residual,
        },
        gpu.adapterName,
      );
      expect(result.code).toBe('ok');
      expect(residual).toBeLessThanOrEqual(1.05e-6);
      if (n === 1023) expect(stats.bytes).toBeLessThanOrEqual(1e9);
    }
  }
});
