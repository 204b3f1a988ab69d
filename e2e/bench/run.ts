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

/** Measures the named workloads and the adapter's peaks, before and after them: the better one counts. */
export async function runBench(
  gpu: Gpu,
  host: string,
  names: readonly string[],
  tell: (line: string) => void,
): Promise<Report> {
  const first = await measurePeaks(gpu);
  const rows: Row[] = [];
  for (const workload of workloads) {
    if (!names.includes(workload.name)) continue;
    tell(`${host}: ${workload.name}`);
    rows.push(await measure(gpu, workload));
  }
  const last = await measurePeaks(gpu);
  const peaks = {
    copyGBs: Math.max(first.copyGBs, last.copyGBs),
    fmaGflops: Math.max(first.fmaGflops, last.fmaGflops),
    dispatchUs: Math.min(first.dispatchUs, last.dispatchUs),
  };
  return { host, adapter: gpu.adapterName, peaks, rows };
}
