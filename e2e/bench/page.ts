// The browser's side of the benchmark: the same workloads, on the adapter that pages get.

import { openGpu, type Peaks } from '../../solvers/gpu';
import { type Report, runBench } from '../../src/bench/run';
import type { Row } from '../../src/bench/workload';
import { protocolOf, workloads } from '../../src/bench/workloads';

declare global {
  var runBenchHere: (names: readonly string[], brief: boolean) => Promise<Report>;
  /** All three are put there by the program that opened the page. */
  var turnIsOver: (name: string, adapter: string, row: Row | null) => Promise<void>;
  var enoughNow: () => Promise<string | null>;
  var hasBegun: (adapter: string, peaks: Peaks) => Promise<void>;
}

globalThis.runBenchHere = async (names, brief) => {
  const gpu = await openGpu(navigator.gpu);
  try {
    return await runBench(gpu, 'chromium', workloads, names, {
      tell: (line) => console.info(line),
      begun: hasBegun,
      after: turnIsOver,
      enough: enoughNow,
      protocol: (workload) => protocolOf(workload, brief),
    });
  } finally {
    gpu.close();
  }
};
