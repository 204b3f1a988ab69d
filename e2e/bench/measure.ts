import type { Gpu } from '../../solvers/gpu';
import type { Row, Workload } from './workload';

/** Steps before the clock starts, blocks, and how long a block lasts: the protocol that all peers follow too. */
const WARM_UP = 5;
const BLOCKS = 7;
const MIN_BLOCK_MS = 700;
const MAX_BLOCK_STEPS = 40;

/**
 * Times a workload: blocks of steps submitted back to back, each ended by waiting for the device; the figure is the
 * median over the blocks.
 */
export async function measure(gpu: Gpu, workload: Workload): Promise<Row> {
  const running = await workload.prepare(gpu);
  try {
    const timed = async (steps: number): Promise<number> => {
      const start = performance.now();
      await running.run(steps);
      return (performance.now() - start) / steps;
    };
    await timed(WARM_UP);
    const guess = await timed(WARM_UP);
    const steps = Math.max(1, Math.min(MAX_BLOCK_STEPS, Math.ceil(MIN_BLOCK_MS / guess)));
    const before = { ...gpu.counters };
    const times: number[] = [];
    for (let block = 0; block < BLOCKS; block++) times.push(await timed(steps));
    times.sort((a, b) => a - b);
    const after = gpu.counters;
    const made = BLOCKS * steps;
    const each = (name: keyof typeof before): number => (after[name] - before[name]) / made;
    const { dispatches, bytes, flops } = running.cost();
    return {
      workload: workload.name,
      step: workload.step,
      size: workload.size,
      ms: times[BLOCKS >> 1]!,
      min: times[0]!,
      max: times[BLOCKS - 1]!,
      dispatchesPerStep: dispatches,
      submitsPerStep: each('submits'),
      bytesPerStep: bytes,
      flopsPerStep: flops,
      allocationsPerStep: each('buffersCreated') + each('bindGroupsCreated') + each('pipelinesCreated'),
      loss0: null,
      facts: running.facts(),
    };
  } finally {
    running.dispose();
    gpu.trim();
  }
}
