import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { runKernel } from '../../../tests/kernel';
import { randomUniform } from '../../base/random';
import type { Gpu, Kernel } from '../../gpu';
import { levelFields, risesTable } from './device-level';
import { Discretisation } from './discretisation';
import { correct, HostFas, inject, restrictedSide, solveByFas, sweep } from './fas';
import { FasSolver } from './fas-device';
import { jacobianAt, stepsOf } from './jacobian';
import { NORM_ROWS, nonlinearKernels, SQUARES_SHARE } from './kernels';
import { NewtonSolver } from './newton-device';
import type { NonlinearProblem } from './problem';
import { bratu, exact, manufactured, nodal, problemOf } from './problems.testing';
import { largest } from './rms';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const EPS = 2 ** -24;

/** 29 x 13, 21 x 21 and 13 x 13 nodes, and half of each: no workgroup of 32 x 2 divides them. */
const CASES = [
  { name: 'Bratu', problem: { ...bratu(2, 12), cells: [28, 12] as const } },
  { name: 'nonlinear diffusion with slopes', problem: manufactured('nonlinear diffusion', 'neumann', 20) },
  { name: 'a mixed derivative with slopes', problem: manufactured('a mixed derivative and convection', 'neumann', 12) },
];

const noise = (grid: Discretisation, seed: number, size: number): Float32Array =>
  Float32Array.from({ length: grid.count }, (_, k) => size * (randomUniform(seed, k) - 0.5));

/** u near a smooth field, with noise of 1e-2 that every difference sees. */
function field(grid: Discretisation, seed: number): Float32Array<ArrayBuffer> {
  const bumps = noise(grid, seed, 2e-2);
  const [nx] = grid.nodes;
  return Float32Array.from(bumps, (value, k) => value + 0.5 * Math.sin(0.2 * (k % nx)) + 0.1 * Math.floor(k / nx));
}

describe.each(CASES)('$name', ({ problem }) => {
  const kernels = nonlinearKernels(problem);
  const [fine, coarse] = new HostFas(problem).levels as [Discretisation, Discretisation];
  const run = (kernel: Kernel, grid: Discretisation, arrays: Record<string, Float32Array>, colour = 0) => {
    const half = grid.nodes.map((n) => Math.ceil(n / 2)) as [number, number];
    const sweeping = [half[0], grid.corners ? half[1] : grid.nodes[1]] as const;
    const columns = [grid.nodes[0], Math.ceil(grid.nodes[1] / NORM_ROWS)] as const;
    const extents: Record<string, readonly [number, number?]> = {
      'nonlinear/smooth': sweeping,
      'nonlinear/norm': columns,
      'nonlinear/coarsest': [1],
    };
    return runKernel(gpu, kernel, {
      uniforms: { level: levelFields(grid, colour) },
      arrays: { rises: risesTable(grid), ...arrays },
      extent: extents[kernel.name] ?? grid.nodes,
    });
  };
  const close = (got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number) => {
    expect(got.length).toBe(want.length);
    for (let k = 0; k < want.length; k++) expect(Math.abs(got[k] - want[k])).toBeLessThanOrEqual(tolerance);
  };
  /** Rounding of F: 16 operations on terms of the size of the largest slope times |u|. */
  const noiseOf = (grid: Discretisation, u: Float32Array) =>
    16 * EPS * largest(grid.slopes(u)) * Math.max(1, largest(Float64Array.from(u)));

  test('the misfit, and its norm', async () => {
    const [solution, s] = [field(fine, 1), noise(fine, 2, 1)];
    const residual = fine.residual(solution);
    const want = new Float64Array(fine.count);
    fine.forEach((_i, _j, at) => {
      want[at] = s[at] - residual[at];
    });
    const out = await run(kernels.misfit, fine, { solution, s, misfit: new Float32Array(fine.count).fill(7) });
    close(out.f32('misfit'), want, noiseOf(fine, solution));
    const rows = Math.ceil(fine.nodes[1] / NORM_ROWS);
    const partial = new Float32Array(fine.nodes[0] * rows);
    const sums = (await run(kernels.norm, fine, { solution, s, partial })).f32('partial');
    const square = residual.reduce((sum, value) => sum + value * value, 0);
    const error = 2 * noiseOf(fine, solution) * residual.reduce((sum, value) => sum + Math.abs(value), 0);
    expect(Math.abs(sums.reduce((a, b) => a + b, 0) - square)).toBeLessThan(error + 32 * EPS * square);
  });

  test('a sweep, colour by colour, and the coarsest level', async () => {
    const s = noise(fine, 4, 1);
    let u: Float32Array = field(fine, 3);
    const want = Float64Array.from(u);
    for (let colour = 0; colour < (fine.corners ? 4 : 2); colour++) {
      u = (await run(kernels.smooth, fine, { solution: u, s }, colour)).f32('solution');
    }
    sweep(fine, want, Float64Array.from(s));
    // Steps F / slope: the noise of F over the slope, one colour after the other.
    const tolerance = 64 * EPS * Math.max(1, largest(want));
    close(u, want, tolerance);
    const grid = coarse;
    const start = field(grid, 5);
    const wanted = Float64Array.from(start);
    const side = noise(grid, 6, 1);
    const { sweeps } = levelFields(grid);
    for (let k = 0; k < sweeps; k++) sweep(grid, wanted, Float64Array.from(side));
    const got = (await run(kernels.coarsest, grid, { solution: start, s: side })).f32('solution');
    // Each sweep adds its noise, which the sweeps after it damp by 0.9 at worst.
    close(got, wanted, 10 * tolerance);
  });

  test('the transfers', async () => {
    const u = field(fine, 7);
    const s = noise(fine, 8, 1);
    const empty = () => new Float32Array(coarse.count);
    const down = await run(kernels.inject, coarse, { s: empty(), solution: empty(), before: empty(), fine: u });
    const injected = inject(fine, coarse, u);
    close(down.f32('solution'), injected, 0);
    close(down.f32('before'), injected, 0);
    const misfit = (await run(kernels.misfit, fine, { solution: u, s, misfit: new Float32Array(fine.count) })).f32(
      'misfit',
    );
    const arrays = { solution: Float32Array.from(injected), s: empty(), misfit };
    const side = (await run(kernels.restriction, coarse, arrays)).f32('s');
    close(side, restrictedSide(fine, coarse, u, s, injected), 2 * noiseOf(fine, u));
    const after = injected.map((value, k) => value + randomUniform(9, k));
    const want = Float64Array.from(u);
    correct(fine, coarse, want, injected, Float32Array.from(after));
    const up = { solution: u, s, before: Float32Array.from(injected), after: Float32Array.from(after) };
    close((await run(kernels.prolong, fine, up)).f32('solution'), want, 6 * EPS * (1 + largest(want)));
  });
});

test.each(CASES)('the linearisation, $name', async ({ problem }) => {
  const kernels = nonlinearKernels(problem);
  const grid = new Discretisation(problem);
  const u = field(grid, 11);
  const { operator, weights, residual } = jacobianAt(grid, u);
  const count = weights.length;
  const empty = new Float32Array(stepsOf(grid).length * count);
  const { from, to } = grid.inner;
  const out = await runKernel(gpu, kernels.linearise, {
    uniforms: { level: levelFields(grid) },
    arrays: { rises: risesTable(grid), solution: u, side: new Float32Array(count), coefficients: empty },
    extent: [to[0] - from[0], to[1] - from[1]],
  });
  const got = out.f32('coefficients');
  const sign = Math.sign(weights[0]);
  // As for the residual: 16 operations on the largest terms, here of the derivatives.
  const scale = Math.max(1, largest(Float64Array.from(u)));
  for (const [k, [a, b]] of operator.offsets.entries()) {
    const plane = grid.corners ? 3 * (b + 1) + a + 1 : k;
    for (let row = 0; row < count; row++) {
      const error = Math.abs(got[plane * count + row] - sign * operator.coefficients[k][row]);
      expect(error).toBeLessThan(32 * EPS * scale * Math.abs(operator.coefficients[0][row]));
    }
  }
  const noise = 16 * EPS * largest(grid.slopes(u)) * scale;
  const side = out.f32('side');
  for (let row = 0; row < count; row++) {
    const volume = sign * weights[row];
    expect(Math.abs(side[row] + volume * residual[row])).toBeLessThan(noise * volume);
  }
});

test('sums of squares, and a step', async () => {
  const kernels = nonlinearKernels(bratu(1, 9));
  const grid = new Discretisation(bratu(1, 9));
  const values = Float32Array.from({ length: 1100 }, (_, k) => randomUniform(1, k));
  const partial = new Float32Array(Math.ceil(1100 / SQUARES_SHARE));
  const arrays = { values, partial };
  const out = await runKernel(gpu, kernels.squares, {
    uniforms: { size: { count: 1100 } },
    arrays,
    extent: [partial.length],
  });
  const square = values.reduce((sum, value) => sum + value * value, 0);
  expect(Math.abs(out.f32('partial').reduce((a, b) => a + b, 0) - square)).toBeLessThan(20 * EPS * square);
  const [solution, change] = [field(grid, 2), Float32Array.from({ length: 64 }, (_, k) => k)];
  const moved = await runKernel(gpu, kernels.step, {
    uniforms: { level: levelFields(grid), shift: { length: -0.5 } },
    arrays: { solution, change, trial: new Float32Array(100) },
    extent: [10, 10],
  });
  const want = solution.slice();
  let row = 0;
  grid.forEach((_i, _j, at) => {
    want[at] -= 0.5 * change[row++];
  });
  // One rounding of numbers up to 32.
  for (const [k, value] of moved.f32('trial').entries()) expect(Math.abs(value - want[k])).toBeLessThan(64 * EPS);
});

test('the sum of partials', async () => {
  const partial = Float32Array.from({ length: 131 }, (_, k) => randomUniform(1, k));
  const { total } = nonlinearKernels(bratu(1, 8));
  const arrays = { partial, total: new Float32Array(4) };
  const out = await runKernel(gpu, total, { uniforms: { size: { count: 131 } }, arrays, extent: [1] });
  const sum = partial.reduce((a, b) => a + b, 0);
  expect(Math.abs(out.f32('total')[0] - sum)).toBeLessThan(10 * EPS * sum);
});

describe.each([
  ['the full approximation scheme', FasSolver, 'diverged'],
  ["Newton's method", NewtonSolver, 'ok'],
] as const)('%s on the device', (_, Solver, nearTheEdge) => {
  async function solve(problem: NonlinearProblem) {
    const solver = new Solver(gpu, problem);
    try {
      return await solver.solve();
    } finally {
      solver.dispose();
    }
  }

  test('gives the answer of the host, in as many iterations at three sizes', async () => {
    const counts: number[] = [];
    for (const n of [16, 32, 64]) {
      const problem = bratu(3, n);
      const { value, result, stats } = await solve(problem);
      expect(result.code).toBe('ok');
      counts.push(stats.residuals.findIndex((residual) => residual < 2e-3 * stats.residuals[0]));
      const host = solveByFas(problem);
      // Rounding of u in F, 4 eps / h^2, through the inverse, whose norm is 0.2.
      expect(largest(value.map((one, k) => one - host.value[k]))).toBeLessThan(0.2 * 4 * EPS * 4 * n ** 2 * 0.4);
    }
    // Until 2e-3, above the floor of f32, which is 1e-4 of the first residual at 64.
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(Math.max(...counts)).toBeLessThanOrEqual(4);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test('a manufactured solution with slopes is met to second order', async () => {
    const errors: number[] = [];
    for (const n of [8, 16, 32]) {
      const problem = manufactured('a mixed derivative and convection', 'neumann', n);
      const { value, result } = await solve(problem);
      expect(result.code).toBe('ok');
      errors.push(largest(value.map((one, k) => one - nodal(problem, exact)[k])));
    }
    expect(Math.log2(errors[1] / errors[2])).toBeGreaterThan(1.85);
  });

  test('beyond the fold and where the equation is not defined it says so, with a finite iterate', async () => {
    const beyond = await solve(bratu(9, 32));
    expect(['diverged', 'not-converged', 'breakdown']).toContain(beyond.result.code);
    expect(beyond.value.every(Number.isFinite)).toBe(true);
    // The answer is just below 1: cycles overshoot, steps of Newton's method are shortened until they do not.
    const left = await solve(problemOf({ text: 'u_xx + u_yy + 60*sqrt(1 - u) = 0', cells: [8, 8] }));
    expect(left.result.code).toBe(nearTheEdge);
    expect(largest(left.value)).toBeLessThanOrEqual(1);
    const undefinedAt = await solve(problemOf({ text: 'u_xx + u_yy = log(u - 1)', cells: [8, 8] }));
    expect(undefinedAt.result.code).toBe('bad-input');
  });
});

test('a singular linearisation is a breakdown on the device, too', async () => {
  const solver = new NewtonSolver(gpu, problemOf({ text: 'u^2*(u_xx + u_yy) = 1', cells: [8, 8] }));
  const { result } = await solver.solve();
  solver.dispose();
  expect(result.code).toBe('breakdown');
});
