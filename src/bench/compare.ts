import type { Report } from './run';
import { deviation } from './statistics';
import type { Row } from './workload';

/** Two runs differ by less than this for reasons that no statistics of one run show. */
const FLOOR = 0.02;
/** Standard errors that a difference must have. */
const ERRORS = 3;

export type Verdict = 'faster' | 'slower' | 'same within noise' | 'other work' | 'gone' | 'new';

/** One workload in two runs. */
export interface Comparison {
  readonly host: string;
  readonly workload: string;
  readonly before: number | null;
  readonly after: number | null;
  /** After over before: below 1 is faster. */
  readonly ratio: number | null;
  /** The ratio has to leave 1 by more than this part to count. */
  readonly noise: number;
  readonly verdict: Verdict;
  /** Counts that do not depend on the machine and have changed. */
  readonly changes: readonly string[];
}

type Compared = Pick<Report, 'host' | 'rows'> & { readonly drift?: number };

/**
 * Compares runs row by row. A row is faster or slower only where the medians differ by more than three standard errors
 * of both (1.25 scaled median absolute deviations over the root of the number of blocks), by more than the machine
 * drifted within either run, and by more than 2 %.
 */
export function compareRuns(before: readonly Compared[], after: readonly Compared[]): Comparison[] {
  return after.flatMap((run) => {
    const old = before.find(({ host }) => host === run.host);
    if (!old) return [];
    const drift = Math.max(old.drift ?? 0, run.drift ?? 0);
    const rows = run.rows.map((row) => compareRow(run.host, find(old, row.workload), row, drift));
    const gone = old.rows.filter(({ workload }) => !find(run, workload));
    return [...rows, ...gone.map((row) => compareRow(run.host, row, null, drift))];
  });
}

function find({ rows }: Compared, name: string): Row | null {
  return rows.find(({ workload }) => workload === name) ?? null;
}

function compareRow(host: string, a: Row | null, b: Row | null, drift: number): Comparison {
  const { workload } = (b ?? a)!;
  const times = { host, workload, before: a?.ms ?? null, after: b?.ms ?? null };
  if (!a || !b) return { ...times, ratio: null, noise: 0, verdict: a ? 'gone' : 'new', changes: [] };
  const ratio = b.ms / a.ms;
  const noise = Math.max(FLOOR, drift, ERRORS * Math.hypot(error(a), error(b)));
  const told = { ...times, ratio, noise, changes: changesOf(a, b) };
  // A tenth of a thousandth: f32 in another order.
  const same = a.loss0 === null || b.loss0 === null || Math.abs(a.loss0 - b.loss0) <= 1e-4 * Math.abs(a.loss0);
  if (!same) return { ...told, verdict: 'other work' };
  if (Math.abs(Math.log(ratio)) <= Math.log1p(noise)) return { ...told, verdict: 'same within noise' };
  return { ...told, verdict: ratio < 1 ? 'faster' : 'slower' };
}

/** Relative standard error of a row's median; files of old runs have no blocks. */
function error({ samples, min, max, ms }: Row): number {
  const blocks = samples ?? [min, ms, max];
  return (1.2533 * deviation(blocks)) / Math.sqrt(blocks.length) / ms;
}

function changesOf(a: Row, b: Row): string[] {
  const counts = [
    ['dispatches', 'dispatchesPerStep'],
    ['bytes', 'bytesPerStep'],
    ['operations', 'flopsPerStep'],
    ['allocations', 'allocationsPerStep'],
  ] as const;
  // Adaptive solvers need a cycle more or less: a hundredth does not count.
  return counts.flatMap(([name, key]) =>
    Math.abs(a[key] - b[key]) <= 0.01 * Math.max(a[key], b[key])
      ? []
      : [`${name} ${Number(a[key].toPrecision(3))} -> ${Number(b[key].toPrecision(3))}`],
  );
}
