import { type Gpu, measurePeaks, type Peaks } from '../../solvers/gpu';
import { measure } from './measure';
import type { Row } from './workload';
import { workloads } from './workloads';

/** All that was measured on one adapter. */
export interface Report {
  /** Where the adapter was opened: `chromium` or `node`. */
  readonly host: string;
  readonly adapter: string;
  readonly peaks: Peaks;
  readonly rows: readonly Row[];
}

/** Takes its turn when a name's is over on this adapter; `row` is what ours took, null where it is none of ours. */
export type After = (name: string, adapter: string, row: Row | null) => Promise<void>;

/**
 * Measures the named workloads and the adapter's peaks, before and after them: the better one counts.
 * @param after called also for names that are no workloads of ours: the peers' turn
 */
export async function runBench(
  gpu: Gpu,
  host: string,
  names: readonly string[],
  tell: (line: string) => void,
  after: After,
): Promise<Report> {
  const first = await measurePeaks(gpu);
  const rows: Row[] = [];
  for (const name of names) {
    const workload = workloads.find((each) => each.name === name);
    if (workload) tell(`${host}: ${name}`);
    const row = workload ? await measure(gpu, workload) : null;
    if (row) rows.push(row);
    await after(name, gpu.adapterName, row);
  }
  const last = await measurePeaks(gpu);
  const peaks = {
    copyGBs: Math.max(first.copyGBs, last.copyGBs),
    fmaGflops: Math.max(first.fmaGflops, last.fmaGflops),
    dispatchUs: Math.min(first.dispatchUs, last.dispatchUs),
  };
  return { host, adapter: gpu.adapterName, peaks, rows };
}
