import { limitOf } from '../../src/bench/limits';
import type { Report } from '../../src/bench/run';
import type { Row } from '../../src/bench/workload';

type Column = readonly [heading: string, cell: (row: Row, report: Report) => string];

const COLUMNS: readonly Column[] = [
  ['workload', (row) => row.workload],
  ['ms/step', (row) => digits(row.ms)],
  ['min', (row) => digits(row.min)],
  ['max', (row) => digits(row.max)],
  ['dispatches', (row) => digits(row.dispatchesPerStep)],
  ['submits', (row) => digits(row.submitsPerStep)],
  ['MB', (row) => digits(row.bytesPerStep / 1e6)],
  ['Mflop', (row) => digits(row.flopsPerStep / 1e6)],
  ['allocations', (row) => digits(row.allocationsPerStep)],
  ['B/cell', (row) => digits(row.bytesPerStep / row.size)],
  ['GB/s', (row) => digits(speed(row))],
  ['of limit', (row, { peaks }) => `${Math.round(100 * limitOf(row, peaks).part)} %`],
  ['set by', (row, { peaks }) => limitOf(row, peaks).by],
  ['first loss', ({ loss0 }) => (loss0 === null ? '-' : loss0.toFixed(5))],
  [
    '',
    (row) =>
      Object.entries(row.facts)
        .map(([name, value]) => `${name} ${digits(value)}`)
        .join(', '),
  ],
];

/** 1e9 bytes a second that a row's steps need to move. */
function speed({ bytesPerStep, ms }: Row): number {
  return bytesPerStep / ms / 1e6;
}

/** A report as text for a terminal. */
export function table(report: Report): string {
  const { host, adapter, peaks, rows, missing } = report;
  const cells = [
    COLUMNS.map(([heading]) => heading),
    ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row, report))),
  ];
  const lines = align(cells, [0, COLUMNS.length - 1]);
  const peak = `copy ${digits(peaks.copyGBs)} GB/s, FMA ${digits(peaks.fmaGflops)} GFLOP/s, dispatch ${digits(peaks.dispatchUs)} us`;
  const left = missing.map(({ workload, problem }) => `not measured: ${workload}: ${problem}`);
  return [`${host}: ${adapter}`, `measured peaks: ${peak}`, ...lines, ...left].join('\n');
}

/** A row by itself, told while others are still to come. */
export function rowLine({ workload, ms, min, max, dispatchesPerStep }: Row): string {
  return `${workload} ${digits(ms)} ms (${digits(min)} to ${digits(max)}), ${digits(dispatchesPerStep)} dispatches`;
}

/** What each array program of a report dispatches. */
export function listings({ host, rows }: Report): string {
  return rows.flatMap(({ listing }) => (listing === null ? [] : [`${host}: ${listing}`])).join('\n\n');
}

/** Lines of cells in columns; those of `left` begin at the left, the others end at the right. */
export function align(cells: readonly (readonly string[])[], left: readonly number[]): string[] {
  const widths = cells[0]!.map((_, c) => Math.max(...cells.map((line) => line[c]!.length)));
  return cells.map((line) =>
    line
      .map((cell, c) => (left.includes(c) ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** Three digits, or all of a whole number. */
export function digits(value: number): string {
  return Math.abs(value) >= 1000 || Number.isInteger(value) ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
