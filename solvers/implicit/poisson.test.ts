import { describe, expect, it } from 'vitest';
import * as A from '../array';
import { sizeOf } from '../array/shape';
import { cg, dense, given } from '.';
import { expectThreeWays, largest, numbers } from './implicit.testing';
import { poisson, poissonShapes } from './poisson.testing';

const CG = cg({ iterations: 30, tolerance: 1e-14 });
/** One's own solver, as multigrid would be: it is told what the map rests on, and not looked into. */
const OWN = given((b, system) => {
  if (system.inputs.length !== 2) throw new Error('the coefficients are missing');
  return { value: A.stopGradient(dense().solve(system, b).value) };
});

describe('a Poisson problem with variable coefficients, in f64', () => {
  it('implicit = unrolled = differences for a, c, f and boundary values', () => {
    expectThreeWays((inputs, adjoint) => poisson(inputs, CG, adjoint).value, poissonShapes(4));
  });

  it('takes a solver of one’s own, with the same gradients', () => {
    const inputs = poissonShapes(5).map((shape, k) => A.constant(numbers(sizeOf(shape), k), shape));
    const gradients = [CG, OWN].flatMap((solver) => A.grad(A.sum(A.square(poisson(inputs, solver).value)), inputs));
    const found = A.interpret(gradients);
    for (const k of inputs.keys()) {
      const scale = largest(found[k]);
      expect(scale).toBeGreaterThan(0);
      found[k].forEach((v, i) => {
        expect(Math.abs(found[k + inputs.length][i] - v)).toBeLessThan(1e-11 * scale);
      });
    }
  });

  it.each([4, 8, 16])('cg on %i interior nodes a side needs iterations in proportion to them', (n) => {
    const inputs = poissonShapes(n).map((shape, k) => A.constant(numbers(sizeOf(shape), k), shape));
    const [[iterations, residual, code]] = A.interpret([
      poisson(inputs, cg({ iterations: 6 * n, tolerance: 1e-6 })).status,
    ]);
    expect(code).toBe(0);
    expect(residual).toBeLessThan(2e-6);
    // ln(2 / 1e-6) / 2 sqrt(condition), condition (2 (n + 1) / pi)^2 max a / min a, the latter exp(2.6 / 3).
    expect(iterations).toBeLessThan(0.5 * Math.log(2e6) * ((2 * (n + 1)) / Math.PI) * Math.exp(1.3 / 3));
    expect(iterations).toBeGreaterThan(n);
  });
});
