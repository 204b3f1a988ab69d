// The browser's side of the benchmark: the same workloads, on the adapter that pages get.
import { openGpu } from '../../solvers/gpu';
import { type After, type Report, runBench } from './run';

declare global {
  var runBenchHere: (names: readonly string[]) => Promise<Report>;
  /** Put there by the program that opened the page. */
  var turnIsOver: After;
}

globalThis.runBenchHere = async (names) => {
  const gpu = await openGpu(navigator.gpu);
  try {
    return await runBench(gpu, 'chromium', names, (line) => console.info(line), turnIsOver);
  } finally {
    gpu.close();
  }
};
