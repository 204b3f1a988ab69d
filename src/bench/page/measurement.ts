import { openGpu, type Peaks } from '../../../solvers/gpu';
import type { Protocol } from '../blocks';
import { limitOf } from '../limits';
import { type Report, runBench } from '../run';
import type { Row, Workload } from '../workload';

/** Short, but long enough for the coarse clocks of browsers. */
const PAGE: Protocol = { warmupSteps: 2, blocks: 5, minBlockMs: 120, maxBlockSteps: 200 };

/** Losses that all implementations give (e2e/bench/peers), to five digits. */
const KNOWN: Readonly<Record<string, number>> = { W1: 0.75914, W3: 1.59974, W3i: 0.08007, W5: 0.10501 };

/** Rows as they come, and what they are measured with. */
export interface News {
  begin(name: string): void;
  row(row: Row): void;
}

/** A report of this page, as `npm run bench -- --compare` reads it. */
export type PageReport = Report & { readonly browser: string; readonly date: string };

/** Runs workloads on a device of their own. */
export async function measureHere(workloads: readonly Workload[], { begin, row }: News): Promise<PageReport> {
  const gpu = await openGpu(navigator.gpu);
  try {
    const names = workloads.map(({ name }) => name);
    const report = await runBench(gpu, 'page', workloads, names, {
      tell: (line) => {
        const [, name] = /^page: (\S+)$/.exec(line) ?? [];
        if (name) begin(name);
      },
      begun: async () => {},
      after: async (_, __, measured) => {
        if (measured) row(measured);
        // The page must have time to show it.
        await new Promise((resolve) => setTimeout(resolve, 50));
      },
      enough: async () => null,
      protocol: () => PAGE,
    });
    return { ...report, browser: navigator.userAgent, date: new Date().toISOString().slice(0, 10) };
  } finally {
    gpu.close();
  }
}

/** Whether a row did the work that it says: its first loss is the known one; null where none is known. */
export function isRight({ workload, loss0 }: Row): boolean | null {
  const known = KNOWN[workload];
  return known === undefined || loss0 === null ? null : Math.abs(loss0 - known) <= 1e-4 * Math.max(1, known);
}

/** Part of the limit of the peaks measured so far, in percent. */
export function percentOf(row: Row, peaks: Peaks): number {
  return Math.round(100 * limitOf(row, peaks).part);
}
