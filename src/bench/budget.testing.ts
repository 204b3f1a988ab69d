import { expect } from 'vitest';
import type { Gpu } from '../../solvers/gpu';
import type { Budget } from './budgets';
import { workloads } from './workloads';

/** What a step of a workload costs by count, in its third and fourth step: the first may still find its way. */
export async function costOf(gpu: Gpu, name: string): Promise<Budget> {
  const workload = workloads.find((one) => one.name === name);
  if (!workload) throw new Error(`there is no workload ${name}`);
  const running = await workload.prepare(gpu);
  try {
    await running.run(2);
    const made = (): number => {
      const { buffersCreated, bindGroupsCreated, pipelinesCreated } = gpu.counters;
      return buffersCreated + bindGroupsCreated + pipelinesCreated;
    };
    const before = made();
    await running.run(2);
    const { dispatches, bytes, flops } = running.cost();
    return { dispatches, megabytes: bytes / 1e6, megaflops: flops / 1e6, allocations: (made() - before) / 2 };
  } finally {
    running.dispose();
    gpu.trim();
  }
}

/** Fails by name where a cost is over its budget. */
export function expectWithin(name: string, cost: Budget, budget: Budget): void {
  for (const key of Object.keys(budget) as (keyof Budget)[]) {
    expect(cost[key], `${name}: ${key}`).toBeLessThanOrEqual(budget[key]);
  }
}
