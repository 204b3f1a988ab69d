import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { randomUniform } from '../base/random';
import type { Gpu } from '../gpu';
import { applyStencil, boxOffsets, pointCount, type StencilOperator, starOffsets } from '../grid';
import type { EllipticSettings } from './elliptic-settings';
import { EllipticSolver, type MakePreconditioner } from './elliptic-solver';
import { Constant, JacobiSweeps } from './krylov/preconditioners.testing';
import { testOperator } from './multigrid/operators.testing';
import { constantStencil, randomStencil } from './refine/stencil.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const jacobi =
  (sweeps: number): MakePreconditioner =>
  (device, operator) =>
    new JacobiSweeps(device, operator, sweeps);

const random = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, k) => 2 * randomUniform(seed, k) - 1);

const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** L2 norm of r / diagonal, r = b - A u in f64, relative to b. */
function trueResidual(operator: StencilOperator, u: Float64Array, b: Float64Array): number {
  const applied = applyStencil(operator, u);
  const weighted = (values: Float64Array) =>
    norm(values.map((value, k) => value / (operator.coefficients[0]![k]! || 1)));
  return weighted(b.map((value, k) => value - applied[k]!)) / weighted(b);
}

async function solved(
  operator: StencilOperator,
  settings: Partial<EllipticSettings>,
  { make = jacobi(1), rhs = random(pointCount(operator.shape), 1), guess = undefined as Float64Array | undefined } = {},
) {
  const solver = await EllipticSolver.create(gpu, operator, settings, make);
  try {
    return { ...(await solver.solve(rhs, guess)), rhs };
  } finally {
    solver.dispose();
  }
}

const blocks = ([i, j]: readonly number[]) => (((i! >> 3) + (j! >> 3)) % 2 === 0 ? 1 : 1e6);
const never = [false, false];

describe('to 1e-11 of a random right-hand side, checked in f64', () => {
  const cases: Readonly<Record<string, readonly [StencilOperator, Partial<EllipticSettings>, number]>> = {
    'refinement, constant': [constantStencil([11, 9], never, starOffsets(2)), { method: 'multigrid' }, 31],
    'refinement, 9 steps, not symmetric': [randomStencil([7, 6], never, boxOffsets(2)), { method: 'multigrid' }, 31],
    'cg, constant': [constantStencil([33, 21], never, starOffsets(2)), { method: 'cg' }, 1],
    'cg, jumps of 1e6': [testOperator([31, 29], { a: blocks }), { method: 'cg' }, 1],
    'cg, 3D, periodic': [testOperator([9, 8, 7], { periodic: [true, false, false], c: 0.1 }), { method: 'cg' }, 1],
    'bicgstab, 9 steps, not symmetric': [randomStencil([37, 23], never, boxOffsets(2), true), { method: 'auto' }, 1],
    'bicgstab, 7 steps': [randomStencil([9, 7, 8], [false, true, false], starOffsets(3)), { method: 'bicgstab' }, 1],
  };
  test.each(Object.entries(cases))('%s', async (_, [operator, settings, sweeps]) => {
    const all = { ...settings, precision: 'on', tolerance: 1e-11, cycles: 400 } as const;
    const { value, result, stats, rhs } = await solved(operator, all, { make: jacobi(sweeps) });
    expect(result).toEqual({ code: 'ok', advice: '' });
    const b = rhs.map((number, at) => (operator.coefficients[0]![at] === 0 ? 0 : number));
    const residual = trueResidual(operator, value, b);
    // What the device believes is what is true: the residual kernel rounds to 2^-48 of terms that are up to 1e2 here.
    expect(residual).toBeLessThanOrEqual(1.2e-11);
    expect(stats.residuals).toHaveLength(stats.iterations + 1);
    expect(stats.residuals[stats.iterations]! / residual).toBeCloseTo(1, 0);
  });
});

test('iterations of cg grow like the grid, as theory says, at three sizes', async () => {
  const counts: number[] = [];
  for (const n of [16, 32, 64]) {
    const operator = constantStencil([n, n], never, starOffsets(2));
    const { stats } = await solved(operator, { method: 'cg', precision: 'on', tolerance: 1e-9, cycles: 500 });
    counts.push(stats.iterations);
    // 2 ((sqrt K - 1) / (sqrt K + 1))^m <= 1e-9 sqrt K for residuals, K = 4 / (pi h)^2; random data come near to that.
    const root = 2 / (Math.PI / (n + 1));
    expect(stats.iterations).toBeLessThanOrEqual(Math.ceil((Math.log(2e9 * root) * root) / 2));
  }
  expect(counts[2]! / counts[1]!).toBeLessThan(2.2);
  expect(counts[1]! / counts[0]!).toBeGreaterThan(1.3);
});

test('f32 stagnates and says so; automatic goes on in double-single where f32 ended', async () => {
  const operator = constantStencil([11, 9], never, starOffsets(2));
  const settings = { method: 'multigrid', tolerance: 1e-11, cycles: 100 } as const;
  const make = jacobi(31);
  const off = await solved(operator, { ...settings, precision: 'off' }, { make });
  expect(off.result.code).toBe('not-converged');
  expect(off.result.advice).toMatch(/f32 is at its end, set precision to on or auto/);
  expect(off.stats.residuals.at(-1)).toBeGreaterThan(1e-9);
  const auto = await solved(operator, { ...settings, precision: 'auto' }, { make });
  expect(auto.result.code).toBe('ok');
  expect(auto.stats).toMatchObject({ precision: 'pairs' });
  // It waits a little less for f32 than where there is nothing else.
  expect(off.stats.iterations - auto.stats.switched!).toBeGreaterThanOrEqual(0);
  expect(auto.stats.switched).toBeGreaterThan(3);
  const easy = await solved(operator, { ...settings, precision: 'auto', tolerance: 1e-4 }, { make });
  expect(easy.stats).toMatchObject({ precision: 'f32', switched: null });
  const beyond = await solved(operator, { ...settings, precision: 'on', tolerance: 1e-17 }, { make });
  expect(beyond.result).toMatchObject({ code: 'not-converged' });
  expect(beyond.result.advice).toMatch(/rounding of 48 bits/);
  expect(beyond.stats.residuals.at(-1)).toBeLessThan(1e-14);
});

test('steps one at a time are the solve, and a second solve starts afresh', async () => {
  const operator = testOperator([13, 11], { a: blocks });
  const settings = { method: 'cg', precision: 'on', tolerance: 1e-10, cycles: 300 } as const;
  const solver = await EllipticSolver.create(gpu, operator, settings, jacobi(1));
  const rhs = random(143, 1);
  const whole = await solver.solve(rhs);
  let progress = await solver.begin(rhs);
  const residuals = [progress.residual];
  while (!progress.done) {
    progress = await solver.step();
    residuals.push(progress.residual);
  }
  const stepped = await solver.solution();
  expect(stepped.stats).toEqual(whole.stats);
  expect(stepped.value).toEqual(whole.value);
  expect(residuals).toEqual(whole.stats.residuals);
  // After the end, a step changes nothing.
  expect(await solver.step()).toEqual(progress);
  solver.dispose();
});

test('tiny and huge units change nothing but the exponent', async () => {
  const operator = testOperator([13, 11], { a: blocks });
  const scaled = (factor: number): StencilOperator => ({
    ...operator,
    coefficients: operator.coefficients.map((plane) => plane.map((value) => factor * value)),
  });
  const settings = { method: 'cg', precision: 'on', tolerance: 1e-10, cycles: 300 } as const;
  const plain = await solved(operator, settings);
  const tiny = await solved(scaled(2 ** -60), settings, { rhs: plain.rhs.map((value) => 2 ** 70 * value) });
  expect(tiny.stats.iterations).toBe(plain.stats.iterations);
  expect(tiny.value).toEqual(plain.value.map((value) => 2 ** 130 * value));
});

test('from a guess with a right-hand side of 0, the answer goes to 0', async () => {
  const operator = constantStencil([13, 11], never, starOffsets(2));
  const settings = { method: 'cg', precision: 'on', tolerance: 1e-10, cycles: 100 } as const;
  const { value, result } = await solved(operator, settings, { rhs: new Float64Array(143), guess: random(143, 3) });
  expect(result.code).toBe('ok');
  expect(norm(value)).toBeLessThan(1e-8);
  const still = await solved(operator, settings, { rhs: new Float64Array(143) });
  expect(still.result.code).toBe('ok');
  expect(still.stats.iterations).toBe(0);
});

describe('constants as null space', () => {
  const cases = {
    closed: testOperator([17, 12], {
      grounded: [
        [false, false],
        [false, false],
      ],
      a: blocks,
    }),
    periodic: constantStencil([16, 12], [true, true], starOffsets(2)),
  };
  const zeroSum = (count: number) => {
    const values = random(count, 1);
    const mean = values.reduce((sum, value) => sum + value, 0) / count;
    return values.map((value) => value - mean);
  };
  test.each(Object.entries(cases))('%s: solved, the mean of the answer stays 0', async (_, operator) => {
    expect(operator.singular).toBe(true);
    const count = pointCount(operator.shape);
    for (const method of ['cg', 'bicgstab'] as const) {
      const settings = { method, precision: 'on', tolerance: 1e-9, cycles: 300 } as const;
      const { value, result, rhs } = await solved(operator, settings, { rhs: zeroSum(count) });
      expect(result).toEqual({ code: 'ok', advice: '' });
      expect(trueResidual(operator, value, rhs)).toBeLessThan(2e-9);
      const mean = value.reduce((sum, number) => sum + number, 0) / count;
      // Every correction is free of constants to 2^-24 of its size.
      expect(Math.abs(mean)).toBeLessThan(2 ** -20 * Math.max(...value.map(Math.abs)));
    }
  });
  test('a sum that is a little off is taken away and told, a large one is refused', async () => {
    const operator = cases.closed;
    const rhs = zeroSum(204).map((value) => value + 1e-4);
    const settings = { method: 'cg', precision: 'on', tolerance: 1e-9, cycles: 300 } as const;
    const { result } = await solved(operator, settings, { rhs });
    expect(result).toMatchObject({ code: 'ok' });
    expect(result.advice).toMatch(/mean was taken away/);
    await expect(solved(operator, settings, { rhs: new Float64Array(204).fill(1) })).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/let it sum to 0/),
    });
  });
});

describe('what cannot be solved ends with a code, and the last iterate is a number', () => {
  const plain = constantStencil([13, 11], never, starOffsets(2));
  const finite = (value: Float64Array) => value.every(Number.isFinite);

  test('an indefinite operator: cg says so, bicgstab solves it', async () => {
    const operator = testOperator([13, 11], { c: -0.2 });
    const cg = await solved(operator, { method: 'cg', precision: 'on', cycles: 300 });
    expect(cg.result).toMatchObject({ code: 'breakdown', advice: expect.stringMatching(/not positive.*bicgstab/) });
    expect(finite(cg.value)).toBe(true);
    const other = await solved(operator, { method: 'bicgstab', precision: 'on', cycles: 300, tolerance: 1e-9 });
    expect(other.result).toMatchObject({ code: 'ok' });
    expect(trueResidual(operator, other.value, other.rhs)).toBeLessThan(2e-9);
  });

  test.each(['cg', 'bicgstab', 'multigrid'] as const)(
    '%s with a preconditioner that gives NaN, or nothing',
    async (method) => {
      for (const value of [Number.NaN, 0]) {
        const make: MakePreconditioner = (device, operator) => new Constant(device, operator, value);
        const guess = random(143, 8);
        const run = await solved(plain, { method, precision: 'on', cycles: 50 }, { make, guess });
        expect(run.result.code).toBe(method === 'multigrid' ? 'not-converged' : 'breakdown');
        expect(run.result.advice.length).toBeGreaterThan(20);
        // Nothing was added to the guess.
        run.value.forEach((number, k) => {
          expect(Math.abs(number - guess[k]!)).toBeLessThan(2 ** -47);
        });
      }
    },
  );

  test('slow is not broken: the advice tells how many iterations are missing', async () => {
    const slow = await solved(
      plain,
      { method: 'multigrid', precision: 'on', tolerance: 1e-9, cycles: 20 },
      { make: jacobi(3) },
    );
    expect(slow.result).toMatchObject({ code: 'not-converged', advice: expect.stringMatching(/allow \d+ more/) });
    expect(slow.stats.iterations).toBe(20);
    const missing = Number(/allow (\d+) more/.exec(slow.result.advice)![1]);
    const longer = await solved(
      plain,
      { method: 'multigrid', precision: 'on', tolerance: 1e-9, cycles: 20 + 2 * missing },
      { make: jacobi(3) },
    );
    expect(longer.result).toMatchObject({ code: 'ok' });
  });

  test('an iteration that grows is stopped', async () => {
    const far: StencilOperator = {
      ...plain,
      coefficients: plain.coefficients.map((c, k) => (k ? c.map((v) => 3 * v) : c)),
    };
    const run = await solved(far, { method: 'multigrid', precision: 'on', cycles: 1000 }, { make: jacobi(1) });
    expect(run.result).toMatchObject({ code: 'diverged', advice: expect.stringMatching(/bicgstab/) });
    expect(finite(run.value)).toBe(true);
  });

  test('numbers that are none are refused by place', async () => {
    const rhs = random(143, 1);
    rhs[17] = Number.NaN;
    await expect(solved(plain, {}, { rhs })).rejects.toThrow(/right-hand side is NaN at point 17/);
    const coefficients = plain.coefficients.map((plane) => plane.slice());
    coefficients[2]![5] = Number.POSITIVE_INFINITY;
    await expect(solved({ ...plain, coefficients }, {})).rejects.toThrow(/coefficient Infinity/);
    await expect(solved(plain, {}, { rhs: random(7, 1) })).rejects.toThrow(/needs 143/);
  });
});

test('with a multigrid cycle, a refinement gains the same at three sizes, far below what f32 holds', async () => {
  for (const n of [31, 62, 127]) {
    const operator = testOperator([n, n], {
      grounded: [
        [true, true],
        [true, true],
      ],
    });
    const solver = await EllipticSolver.create(gpu, operator, {
      method: 'multigrid',
      precision: 'on',
      tolerance: 1e-10,
    });
    const rhs = random(n * n, 1);
    const { value, result, stats } = await solver.solve(rhs);
    solver.dispose();
    expect(result.code).toBe('ok');
    expect(trueResidual(operator, value, rhs)).toBeLessThan(1.1e-10);
    // V(2,1) of Gauss-Seidel on the five-point stencil: below 0.08 a cycle, Trottenberg et al. (2001), table 4.1.
    expect((stats.residuals.at(-1)! / stats.residuals[2]!) ** (1 / (stats.iterations - 2))).toBeLessThan(0.08);
    // One cycle of 3 sweeps, residuals and transfers on all levels, and the double-single residual and correction.
    expect(stats.workUnits / stats.iterations).toBeLessThan(12);
  }
});

test('jumps of 1e6: conjugate gradients around a multigrid cycle need few iterations', async () => {
  const operator = testOperator([63, 63], { a: blocks });
  const solver = await EllipticSolver.create(gpu, operator, { precision: 'on', tolerance: 1e-8 });
  const rhs = new Float64Array(63 * 63).fill(1 / 4096);
  const { value, stats, result } = await solver.solve(rhs);
  solver.dispose();
  expect([result.code, stats.method]).toEqual(['ok', 'cg']);
  expect(stats.iterations).toBeLessThanOrEqual(12);
  expect(trueResidual(operator, value, rhs)).toBeLessThan(1.1e-8);
});
