import { describe, expect, test } from 'vitest';
import { randomUniform } from '../../base/random';
import { applyStencil } from '../../grid';
import { Discretisation } from './discretisation';
import { HostFas, solveByFas } from './fas';
import { jacobianAt } from './jacobian';
import { solveByNewton } from './newton';
import { bratu, exact, MANUFACTURED, manufactured, nodal, problemOf } from './problems.testing';
import { largest, rms } from './rms';

const SOLVERS = { Newton: solveByNewton, FAS: solveByFas } as const;

const maxError = (value: Float64Array, wanted: Float64Array) => largest(value.map((one, k) => one - wanted[k]));

describe.each(Object.entries(SOLVERS))('%s', (_, solve) => {
  test('Bratu, lambda 1: the known maximum, by extrapolation from three grids', () => {
    const tops = [12, 24, 48].map((n) => {
      const { value, result } = solve(bratu(1, n));
      expect(result.code).toBe('ok');
      return largest(value);
    });
    // Second order: differences fall by 4.
    expect((tops[1] - tops[0]) / (tops[2] - tops[1])).toBeCloseTo(4, 1);
    const limit = tops[2] + (tops[2] - tops[1]) / 3;
    // 0.07810 in the literature; grids up to 256 cells extrapolate to 0.0781010227, and these leave O(h^4).
    expect(Math.abs(limit - 0.0781010227)).toBeLessThan(1e-7);
  });

  test.each(
    Object.keys(MANUFACTURED).flatMap((name) => (['dirichlet', 'neumann'] as const).map((k) => [name, k] as const)),
  )('second order: %s, %s', (name, kind) => {
    const errors = [8, 16, 32].map((n) => {
      const problem = manufactured(name, kind, n);
      const { value, result } = solve(problem);
      expect(result.code).toBe('ok');
      return maxError(value, nodal(problem, exact));
    });
    const orders = [Math.log2(errors[0] / errors[1]), Math.log2(errors[1] / errors[2])];
    expect(orders[1]).toBeGreaterThan(1.85);
    expect(orders[1]).toBeLessThan(2.3);
    expect(errors[2]).toBeLessThan(2e-3);
  });

  test('beyond the fold it says that there may be no solution, and keeps a finite iterate', () => {
    const { value, result } = solve(bratu(8, 16));
    expect(['diverged', 'breakdown', 'not-converged']).toContain(result.code);
    expect(result.advice).toMatch(/start nearer|smaller steps/);
    expect(value.every(Number.isFinite)).toBe(true);
  });

  test('a start for which the equation is not defined is refused by name', () => {
    const problem = problemOf({ text: 'u_xx + u_yy = log(u - 1)', cells: [8, 8] });
    const { result } = solve(problem);
    expect(result.code).toBe('bad-input');
    expect(result.advice).toMatch(/defined/);
  });

  test('too few iterations are said', () => {
    const { result, stats } = solve(bratu(3, 16), undefined, { iterations: 1 });
    expect(result.code).toBe('not-converged');
    expect(stats.iterations).toBe(1);
    expect(result.advice).toMatch(/more iterations/);
  });
});

test('both find the same lower branch of Bratu up to near the fold', () => {
  for (const lambda of [3, 6, 6.7]) {
    const newton = solveByNewton(bratu(lambda, 32));
    const fas = solveByFas(bratu(lambda, 32));
    expect([newton.result.code, fas.result.code]).toEqual(['ok', 'ok']);
    // Residuals of 1e-10 lambda, times the inverse of a Jacobian that is nearly singular at 6.7.
    expect(maxError(newton.value, fas.value)).toBeLessThan(1e-7);
  }
});

test("Newton's residuals square once the linear solves follow", () => {
  const { stats, result } = solveByNewton(bratu(5, 32), undefined, { tolerance: 1e-13 });
  expect(result.code).toBe('ok');
  const logs = stats.residuals.map((value) => Math.log(value));
  const orders = logs.slice(2).map((value, k) => (value - logs[k + 1]) / (logs[k + 1] - logs[k]));
  // Ratio of consecutive drops: 2 for quadratic convergence; the last steps may end at rounding.
  expect(Math.max(...orders)).toBeGreaterThan(1.7);
  expect(stats.iterations).toBeLessThan(9);
});

test.each([
  ['Bratu', (n: number) => bratu(3, n), 0.1],
  ['nonlinear diffusion', (n: number) => manufactured('nonlinear diffusion', 'neumann', n), 0.13],
  // The mixed derivative of 0.8 is not smoothed as well: the ellipse of the symbol has axes of 1.4 and 0.6.
  ['a mixed derivative', (n: number) => manufactured('a mixed derivative and convection', 'neumann', n), 0.25],
])('a cycle of FAS contracts alike at three sizes: %s', (_, make, most) => {
  const factors = [16, 32, 64].map((n) => {
    const { stats } = solveByFas(make(n), undefined, { iterations: 8, tolerance: 1e-30 });
    return (stats.residuals[8] / stats.residuals[4]) ** (1 / 4);
  });
  for (const factor of factors) expect(factor).toBeLessThan(most);
  expect(Math.max(...factors) - Math.min(...factors)).toBeLessThan(0.05);
});

test('the fold of Bratu lies where it is known, at 6.808', () => {
  expect(solveByNewton(bratu(6.8, 48)).result.code).toBe('ok');
  expect(solveByNewton(bratu(6.82, 48)).result.code).toBe('diverged');
});

describe('the linearisation', () => {
  test.each([
    ['nonlinear diffusion', 'neumann'],
    ['a mixed derivative and convection', 'neumann'],
    ['Bratu', 'dirichlet'],
  ] as const)('is the derivative of the residual: %s, %s', (name, kind) => {
    const grid = new Discretisation(manufactured(name, kind, 7));
    const u = grid.withSides(Float64Array.from({ length: grid.count }, (_, k) => randomUniform(1, k)));
    const { operator, weights } = jacobianAt(grid, u);
    const direction = weights.map((_, k) => randomUniform(2, k) - 0.5);
    const moved = (by: number) => {
      const next = u.slice();
      let n = 0;
      grid.forEach((_i, _j, at) => {
        next[at] += by * direction[n++];
      });
      const all = grid.residual(next);
      const found: number[] = [];
      grid.forEach((_i, _j, at) => {
        found.push(all[at]);
      });
      return found;
    };
    // Central differences: error of step^2 F''' / 6, rounding eps |F| / step; both near 1e-8 of the derivative.
    const step = 1e-5;
    const [ahead, back] = [moved(step), moved(-step)];
    const applied = applyStencil(operator, direction);
    const scale = largest(applied.map((value, k) => value / weights[k]));
    for (const [k, value] of applied.entries()) {
      expect(Math.abs(value / weights[k] - (ahead[k] - back[k]) / (2 * step))).toBeLessThan(1e-7 * scale);
    }
  });

  test('is symmetric where the equation is, also beside slopes', () => {
    expect(jacobianAt(new Discretisation(bratu(1, 6)), new Float64Array(49)).operator.symmetric).toBe(true);
    const sloped = problemOf({
      text: 'u_xx + u_yy = exp(u)',
      cells: [6, 5],
      sides: { east: 'slope 1', north: 'slope y' },
    });
    const { operator } = jacobianAt(new Discretisation(sloped), new Float64Array(42));
    expect(operator.symmetric).toBe(true);
    expect(Math.min(...operator.coefficients[0])).toBeGreaterThan(0);
    const convected = problemOf({ text: 'u_xx + u_yy + u_x = 1', cells: [6, 6] });
    expect(jacobianAt(new Discretisation(convected), new Float64Array(49)).operator.symmetric).toBe(false);
  });
});

test('a linear problem is a fixed point of the cycle at its solution, and Newton needs few steps from anywhere', () => {
  const problem = problemOf({ text: 'u_xx + u_yy - 3*u = x - y', cells: [16, 16], sides: { west: 'slope 1' } });
  const { value, stats } = solveByNewton(problem, undefined, { tolerance: 1e-12 });
  expect(stats.iterations).toBeLessThan(8);
  const fas = new HostFas(problem);
  const after = value.slice();
  fas.cycle(after, new Float64Array(after.length));
  expect(maxError(after, value)).toBeLessThan(1e-11);
  expect(rms(fas.levels[0].residual(after))).toBeLessThan(1e-9);
});

describe('bad input', () => {
  test.each([
    ['a third derivative', { text: 'u_xxx + u_yy = 0', cells: [8, 8] }, /second order/],
    ['no second derivative', { text: 'u_x + u = 0', cells: [8, 8] }, /elliptic/],
    ['slopes alone', { text: 'u_xx + u_yy = 1', cells: [8, 8], sides: slopes('slope 0') }, /value on one side/],
    ['a fraction of a cell', { text: 'u_xx + u_yy = 1', cells: [8, 8.5] }, /whole number/],
    ['a side without a value', { text: 'u_xx + u_yy = 1', cells: [8, 8], sides: { west: 'log(0 - y)' } }, /west/],
  ] as const)('%s is refused', (_, text, message) => {
    for (const solve of Object.values(SOLVERS)) expect(() => solve(problemOf(text))).toThrow(message);
  });

  test('a singular linearisation is a breakdown, said so', () => {
    const { result } = solveByNewton(problemOf({ text: 'u^2*(u_xx + u_yy) = 1', cells: [8, 8] }));
    expect(result.code).toBe('breakdown');
    expect(result.advice).toMatch(/singular/);
  });

  test('cells that cannot be halved are refused by FAS alone', () => {
    const problem = bratu(1, 37);
    expect(() => solveByFas(problem)).toThrow(/halved/);
    expect(solveByNewton(problem).result.code).toBe('ok');
  });
});

function slopes(side: string) {
  return { west: side, east: side, south: side, north: side };
}
