import type { Gpu } from '../../solvers/gpu';
import { type Protocol, timeBlocks } from './blocks';
import type { Row, Workload } from './workload';

/** Times one of our workloads and counts what its steps ask of the device. */
export async function measure(gpu: Gpu, workload: Workload, protocol: Protocol): Promise<Row> {
  const running = await workload.prepare(gpu);
  try {
    let before = { ...gpu.counters };
    const { ms, min, max, samples, steps } = await timeBlocks(
      (count) => running.run(count),
      () => {
        before = { ...gpu.counters };
      },
      protocol,
    );
    const after = gpu.counters;
    const each = (name: keyof typeof before): number => (after[name] - before[name]) / steps;
    const { dispatches, bytes, flops } = running.cost();
    return {
      workload: workload.name,
      step: workload.step,
      size: workload.size,
      ms,
      min,
      max,
      samples,
      growth: workload.growth ?? null,
      dispatchesPerStep: dispatches,
      submitsPerStep: each('submits'),
      bytesPerStep: bytes,
      flopsPerStep: flops,
      allocationsPerStep: each('buffersCreated') + each('bindGroupsCreated') + each('pipelinesCreated'),
      loss0: running.loss0?.() ?? null,
      facts: running.facts(),
      listing: (await running.listing?.()) ?? null,
    };
  } finally {
    running.dispose();
    gpu.trim();
  }
}
