import { expect, it } from 'vitest';
import * as A from '../array';
import { relative } from './implicit.testing';
import { expectStored, outputsOf, reaction } from './reference.testing';

// Ridge regression, the other conditions, and f32 are in reference.slow.ts.
it('a minimiser of condition 1e5 has its certified derivatives in f64: exact, and without second derivatives', () => {
  const problem = reaction('1e5');
  const outputs = outputsOf(problem, { tolerance: 1e-12 });
  const { dw_dtheta } = outputsOf(problem, { tolerance: 1e-12, hessian: 'gauss-newton' });
  const [short, ...found] = A.interpret([dw_dtheta, ...Object.values(outputs)]);
  const values = Object.fromEntries(Object.keys(outputs).map((name, k) => [name, found[k]]));
  // The condition times eps and the terms of a row: 1e5 16 1e-16, and some for the passes.
  expectStored(values, problem, 1e-11);
  expect(relative(short, problem.stored('dw_dtheta_gauss_newton'))).toBeLessThan(1e-11);
  expect(relative(short, problem.stored('dw_dtheta'))).toBeGreaterThan(1e-3);
});
