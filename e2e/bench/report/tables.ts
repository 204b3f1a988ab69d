import { type Comparison, compareRuns } from '../../../src/bench/compare';
import { growthLines } from '../../../src/bench/growth';
import { limitOf } from '../../../src/bench/limits';
import { quantile } from '../../../src/bench/statistics';
import type { HostReport } from '../file';
import { digits } from '../table';

/** Heads and cells of one table; the columns of `left` are text. */
export interface Sheet {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly left: readonly number[];
}

const percent = (part: number): string => `${Math.round(100 * part)} %`;
const maybe = (value: number | null): string => (value === null ? '-' : digits(value));

/** Every row of a host, with the part of the adapter's limit that it reaches. */
export function rowSheet({ rows, peaks }: HostReport): Sheet {
  const heads = ['workload', 'one step is', 'ms', 'quartiles', 'of limit', 'set by', 'dispatches', 'submits', 'MB'];
  return {
    heads: [...heads, 'Mflop', 'allocations', 'first loss', ''],
    left: [0, 1, 5, 12],
    rows: rows.map((row) => {
      const limit = limitOf(row, peaks);
      const [low, high] = [0.25, 0.75].map((part) => digits(quantile(row.samples, part)));
      const facts = Object.entries(row.facts).map(([name, value]) => `${name} ${digits(value)}`);
      return [
        ...[row.workload, row.step, digits(row.ms), `${low} to ${high}`, percent(limit.part), limit.by],
        ...[digits(row.dispatchesPerStep), digits(row.submitsPerStep), digits(row.bytesPerStep / 1e6)],
        ...[digits(row.flopsPerStep / 1e6), digits(row.allocationsPerStep)],
        ...[row.loss0 === null ? '-' : String(Number(row.loss0.toPrecision(6))), facts.join(', ')],
      ];
    }),
  };
}

/** Peers beside ours; a time whose first loss is not ours has no ratio. */
export function peerSheet({ peers, rows }: HostReport): Sheet {
  return {
    heads: ['workload', 'library', 'ms', 'ours', 'times ours', 'dispatches', 'first loss', ''],
    left: [0, 1, 7],
    rows: peers.map((row) => {
      const ours = rows.find(({ workload }) => workload === row.workload);
      return [
        ...[row.workload, row.peer, maybe(row.ms), maybe(ours?.ms ?? null), maybe(row.ratio)],
        ...[maybe(row.dispatchesPerStep), row.loss0 === null ? '-' : row.loss0.toFixed(5), row.problem ?? ''],
      ];
    }),
  };
}

/** Exponents of the power laws that costs follow. */
export function growthSheet({ rows }: HostReport): Sheet {
  const slope = (law: { slope: number } | null): string => (law ? law.slope.toFixed(2) : '-');
  return {
    heads: ['what', 'grows with', 'from', 'to', 'exponent of time', 'of bytes', 'of operations', 'time is off by'],
    left: [0, 1],
    rows: growthLines(rows).map(({ family, of, points, ms, bytes, flops }) => [
      ...[family, of, digits(points[0]!.at), digits(points.at(-1)!.at)],
      ...[slope(ms), slope(bytes), slope(flops), ms ? `${Math.round(100 * (ms.off - 1))} %` : '-'],
    ]),
  };
}

function comparisonSheet(comparisons: readonly Comparison[]): Sheet {
  return {
    heads: ['host', 'workload', 'before ms', 'after ms', 'change', 'noise', 'verdict', 'counts'],
    left: [0, 1, 6, 7],
    rows: comparisons.map(({ host, workload, before, after, ratio, noise, verdict, changes }) => [
      ...[host, workload, maybe(before), maybe(after)],
      ratio === null ? '-' : `${ratio >= 1 ? '+' : ''}${(100 * (ratio - 1)).toFixed(1)} %`,
      ...[`${(100 * noise).toFixed(1)} %`, verdict, changes.join(', ')],
    ]),
  };
}

/** Two files' hosts, and a line for each verdict with its count. */
export function compared(
  before: readonly HostReport[],
  after: readonly HostReport[],
): { sheet: Sheet; lines: string[] } {
  const all = compareRuns(before, after);
  const counts = new Map<string, number>();
  for (const { verdict } of all) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const lines = [...counts].map(([verdict, count]) => `${count} ${verdict}`);
  for (const run of after) {
    const old = before.find(({ host }) => host === run.host);
    if (old && old.adapter !== run.adapter) {
      lines.push(`${run.host}: another adapter (${old.adapter}, now ${run.adapter}): this compares machines, not code`);
    }
  }
  return { sheet: comparisonSheet(all), lines };
}
