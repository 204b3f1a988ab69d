import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Gpu } from '../../solvers/gpu';
import { openTestGpu } from '../../tests/gpu';
import { costOf, expectWithin } from './budget.testing';
import { BUDGETS } from './budgets';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

// Few kernels, so that they compile soon; budget.slow.ts has all.
it.each(['W1', 'evolve-burgers-1024'])('a step of %s stays within its budget and allocates nothing', async (name) => {
  const cost = await costOf(gpu, name);
  expectWithin(name, cost, BUDGETS[name]!);
  expect(cost.allocations).toBe(0);
});
