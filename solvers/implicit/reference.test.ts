import { describe, expect, it } from 'vitest';
import * as A from '../array';
import { relative } from './implicit.testing';
import { expectStored, outputsOf, reaction, ridge } from './reference.testing';

/** The other conditions, and f32, are in reference.slow.ts. */
describe('minimisers and their derivatives at condition 1e5, in f64', () => {
  const values = (outputs: Readonly<Record<string, A.Node>>) => {
    const found = A.interpret(Object.values(outputs));
    return Object.fromEntries(Object.keys(outputs).map((name, k) => [name, found[k]]));
  };

  it('ridge regression', () => {
    const problem = ridge('1e5');
    // The condition times eps and the terms of a row: 1e5 16 1e-16, and some for the passes.
    expectStored(values(outputsOf(problem, { tolerance: 1e-12 })), problem, 1e-11);
  });

  it('a reaction, with the exact Hessian', () => {
    const problem = reaction('1e5');
    expectStored(values(outputsOf(problem, { tolerance: 1e-12 })), problem, 1e-11);
  });

  it('a reaction, with that of Gauss-Newton, which differs', () => {
    const problem = reaction('1e5');
    const { dw_dtheta } = outputsOf(problem, { tolerance: 1e-12, hessian: 'gauss-newton' });
    const [value] = A.interpret([dw_dtheta]);
    expect(relative(value, problem.stored('dw_dtheta_gauss_newton'))).toBeLessThan(1e-11);
    expect(relative(value, problem.stored('dw_dtheta'))).toBeGreaterThan(1e-3);
  });
});
