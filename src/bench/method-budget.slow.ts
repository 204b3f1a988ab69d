import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gpu } from '../../solvers/gpu';
import { openTestGpu } from '../../tests/gpu';
import { METHOD_CASES, startCase } from '../../tests/method-cases';
import { record } from '../../tests/report';
import { expectWithin } from './budget.testing';
import { type Budget, METHOD_BUDGETS } from './budgets';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** Steps before it is counted, in which a run finds its way, and those that are. */
const [SETTLE, COUNTED] = [2, 2];

/** What a step takes by count: dispatches as they were submitted, bytes and operations as the method tells them. */
async function costOf(name: string): Promise<Budget> {
  const solver = await startCase(gpu, name);
  try {
    await solver.step(SETTLE);
    const before = { ...gpu.counters };
    const first = solver.stepCount;
    await solver.step(COUNTED);
    await gpu.done();
    const steps = solver.stepCount - first;
    expect(steps).toBeGreaterThan(0);
    const made = (key: keyof typeof before): number => (gpu.counters[key] - before[key]) / steps;
    const allocations = made('buffersCreated') + made('bindGroupsCreated') + made('pipelinesCreated');
    const { bytes, flops } = solver.cost;
    return { dispatches: made('dispatches'), megabytes: bytes / 1e6, megaflops: flops / 1e6, allocations };
  } finally {
    solver.dispose();
    gpu.trim();
  }
}

test.each(Object.keys(METHOD_CASES))('a step of %s stays within its budget', async (name) => {
  const cost = await costOf(name);
  const { dispatches, megabytes, megaflops, allocations } = cost;
  record(
    'Costs of the methods’ small cases, a step, by count',
    { case: name, dispatches, 'MB needed': megabytes, 'Mflop needed': megaflops, allocations },
    gpu.adapterName,
  );
  expectWithin(name, cost, METHOD_BUDGETS[name]!);
});
