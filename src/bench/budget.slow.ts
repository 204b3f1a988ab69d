import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gpu } from '../../solvers/gpu';
import { openTestGpu } from '../../tests/gpu';
import { record } from '../../tests/report';
import { costOf, expectWithin } from './budget.testing';
import { BUDGETS } from './budgets';
import { workloads } from './workloads';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

test.each(workloads.map(({ name }) => name))('what a step of %s costs by count', async (name) => {
  const cost = await costOf(gpu, name);
  const { dispatches, megabytes, megaflops, allocations } = cost;
  record(
    'Costs of the benchmark’s workloads, a step, by count',
    { workload: name, dispatches, 'MB needed': megabytes, 'Mflop needed': megaflops, allocations },
    gpu.adapterName,
  );
  expect(dispatches).toBeGreaterThan(0);
  const budget = BUDGETS[name];
  if (budget) expectWithin(name, cost, budget);
});
