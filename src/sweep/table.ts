import type { Run } from './run';

/** Heads and cells; numbers stay numbers. */
export interface Table {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** One row a run: what it was called, how it ended, and every metric that any of them has. */
export function tableOf(runs: readonly Run[]): Table {
  const settings = namesOf(runs.map((run) => run.settings));
  const metrics = namesOf(runs.map((run) => run.metrics));
  const unit = (name: string): string => runs.find((run) => run.metrics[name])!.metrics[name]!.unit;
  return {
    heads: [
      ...settings,
      ...['method', 'result'],
      ...metrics.map((name) => (unit(name) === '' ? name : `${name} [${unit(name)}]`)),
      ...['steps', 'time', 'wall [s]', 'adapter', 'host', 'job'],
    ],
    rows: runs.map((run) => [
      ...settings.map((name) => run.settings[name] ?? null),
      ...[run.method, run.result.code],
      ...metrics.map((name) => run.metrics[name]?.value ?? null),
      ...[run.steps, run.time, run.wallSeconds, run.adapter, run.host, run.hash.slice(0, 12)],
    ]),
  };
}

/** Medians over the seeds of runs that share all else, each with the least and the most; null without several seeds. */
export function overSeeds(runs: readonly Run[]): Table | null {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const { seed: _, ...others } = run.settings;
    const key = JSON.stringify(others);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  if (groups.size === 0 || groups.size === runs.length) return null;
  const settings = namesOf(runs.map((run) => run.settings)).filter((name) => name !== 'seed');
  const metrics = namesOf(runs.map((run) => run.metrics));
  return {
    heads: [...settings, 'seeds', 'ok', ...metrics],
    rows: [...groups.values()].map((group) => [
      ...settings.map((name) => group[0]!.settings[name] ?? null),
      ...[group.length, group.filter(({ result }) => result.code === 'ok').length],
      ...metrics.map((name) => spread(group.flatMap((run) => finite(run.metrics[name]?.value)))),
    ]),
  };
}

/** Comma-separated values as RFC 4180 has them. */
export function csv({ heads, rows }: Table): string {
  const cell = (value: string | number | null): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [heads, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A table of Markdown; numbers with four digits, at the right. */
export function markdown({ heads, rows }: Table): string {
  const cell = (value: string | number | null): string => {
    if (value === null) return '';
    return typeof value === 'number' ? short(value) : value.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
  };
  const numeric = heads.map((_, c) => rows.every((row) => typeof row[c] !== 'string'));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(heads.map(cell)),
    line(numeric.map((right) => (right ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(cell))),
  ].join('\n');
}

function namesOf(records: readonly Readonly<Record<string, unknown>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))];
}

function finite(value: number | null | undefined): number[] {
  return typeof value === 'number' && Number.isFinite(value) ? [value] : [];
}

function spread(values: readonly number[]): string | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  return least === most ? short(median) : `${short(median)} (${short(least)} to ${short(most)})`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
