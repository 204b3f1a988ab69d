import { type Gpu, measurePeaks, type Peaks } from '../../solvers/gpu';
import type { Protocol } from './blocks';
import { measure } from './measure';
import type { Row, Workload } from './workload';

/** A row that could not be measured, and why. */
export interface Missing {
  readonly workload: string;
  readonly problem: string;
}

/** All that was measured on one adapter. */
export interface Report {
  /** Where the adapter was opened: `chromium`, `node` or `page`. */
  readonly host: string;
  readonly adapter: string;
  readonly peaks: Peaks;
  /** Of the peaks, the larger part by which one of them differed after the rows from before: how far the machine drifts. */
  readonly drift: number;
  readonly rows: readonly Row[];
  readonly missing: readonly Missing[];
}

/** What a run does between rows. */
export interface Between {
  tell(line: string): void;
  /** Called when the peaks were measured for the first time. */
  begun(adapter: string, peaks: Peaks): Promise<void>;
  /**
   * Takes its turn when a name's is over on this adapter; `row` is what ours took, null where it is none of ours or
   * failed.
   */
  after(name: string, adapter: string, row: Row | null): Promise<void>;
  /** Why the rest is left out, or null. */
  enough(): Promise<string | null>;
  protocol(workload: Workload): Protocol;
}

/**
 * Measures the named workloads and the adapter's peaks, before and after them: the better one counts. A row that
 * fails is told and left out.
 * @param names may hold names that are none of ours: then it is only `after`'s turn
 */
export async function runBench(
  gpu: Gpu,
  host: string,
  workloads: readonly Workload[],
  names: readonly string[],
  { tell, begun, after, enough, protocol }: Between,
): Promise<Report> {
  const first = await measurePeaks(gpu);
  await begun(gpu.adapterName, first);
  const rows: Row[] = [];
  const missing: Missing[] = [];
  for (const name of names) {
    const workload = workloads.find((each) => each.name === name);
    const stop = await enough();
    if (stop !== null) {
      if (workload) missing.push({ workload: name, problem: stop });
      continue;
    }
    let row: Row | null = null;
    if (workload) {
      tell(`${host}: ${name}`);
      try {
        row = await measure(gpu, workload, protocol(workload));
        rows.push(row);
      } catch (error) {
        const problem = String(error instanceof Error ? error.message : error).split('\n')[0]!;
        missing.push({ workload: name, problem });
        tell(`${host}: ${name} FAILED: ${problem}`);
        // On a lost device all others would fail alike.
        if (!gpu.open) break;
      }
    }
    await after(name, gpu.adapterName, row);
  }
  const last = !gpu.open ? first : await measurePeaks(gpu);
  return { host, adapter: gpu.adapterName, ...joined(first, last), rows, missing };
}

function joined(first: Peaks, last: Peaks): { peaks: Peaks; drift: number } {
  const peaks = {
    copyGBs: Math.max(first.copyGBs, last.copyGBs),
    fmaGflops: Math.max(first.fmaGflops, last.fmaGflops),
    dispatchUs: Math.min(first.dispatchUs, last.dispatchUs),
  };
  const parts = (['copyGBs', 'fmaGflops'] as const).map((name) => Math.abs(Math.log(first[name] / last[name])));
  return { peaks, drift: Math.expm1(Math.max(...parts)) };
}
