import type { Gpu } from './gpu';
import type { Program } from './program';

/** Milliseconds of one replay, and whose clock said so. */
export interface Timing {
  readonly ms: number;
  readonly clock: 'device' | 'wall';
}

/**
 * The time of one of `times` replays submitted together. The device's own clock where it has `timestamp-query` and
 * the program has no copies (stamps belong to passes), else wall time from submit to done.
 */
export async function timeProgram(gpu: Gpu, program: Program, times = 1): Promise<Timing> {
  await gpu.done();
  if (gpu.device.features.has('timestamp-query') && program.cost.dispatches === program.length && program.length > 0) {
    const ns = await stamped(gpu, program, times);
    // Stamps may be absent or coarse (100 us in browsers): then they say nothing.
    if (ns > 0) return { ms: ns / 1e6 / times, clock: 'device' };
  }
  const start = performance.now();
  gpu.run(program, 0, program.length * times);
  await gpu.done();
  return { ms: (performance.now() - start) / times, clock: 'wall' };
}

async function stamped(gpu: Gpu, program: Program, times: number): Promise<number> {
  gpu.run(program, 0, 0); // Submits nothing, but refuses a program that is not usable.
  const { device } = gpu;
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
  const resolved = device.createBuffer({ size: 16, usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC });
  const stamps = gpu.storage('timestamps', 16);
  try {
    const encoder = device.createCommandEncoder();
    const timestampWrites = { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
    const pass = encoder.beginComputePass({ timestampWrites });
    program.encode(pass, 0, program.length * times);
    pass.end();
    encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, stamps.raw, 0, 16);
    device.queue.submit([encoder.finish()]);
    const [begin, end] = new BigUint64Array(await gpu.read(stamps, 0, 16));
    return Number(end! - begin!);
  } finally {
    gpu.release(stamps);
    resolved.destroy();
    querySet.destroy();
  }
}

/** A run has to last so long before its time is believed. */
const LONG_ENOUGH_MS = 20;

/**
 * The least time of one replay over `samples` runs, each of as many replays as last 20 ms. The program runs often:
 * give it arrays that nobody needs.
 */
export async function benchmark(gpu: Gpu, program: Program, samples = 3): Promise<Timing> {
  let times = 1;
  let best = await timeProgram(gpu, program, times);
  while (best.ms * times < LONG_ENOUGH_MS && times < 4096) {
    times *= 2;
    best = await timeProgram(gpu, program, times);
  }
  for (let sample = 1; sample < samples; sample++) {
    const timing = await timeProgram(gpu, program, times);
    if (timing.ms < best.ms) best = timing;
  }
  return best;
}
