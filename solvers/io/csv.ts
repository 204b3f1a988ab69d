import { Failure } from '../base/result';
import type { GridData } from './grid-data';

/**
 * Encodes columns of equal length as comma-separated values: one line of names, then numbers, each with as many digits
 * as tell it from its neighbours (f32 arrays have fewer). What is no number is `nan`, `inf` or `-inf`, which NumPy and
 * pandas read.
 * @throws Failure `bad-input` where lengths differ.
 */
export function writeCsv(columns: ReadonlyMap<string, ArrayLike<number>>): string {
  const all = [...columns];
  const rows = all[0]?.[1].length ?? 0;
  const odd = all.find(([, values]) => values.length !== rows);
  if (odd) throw new Failure('bad-input', `the column ${odd[0]} has ${odd[1].length} values, not ${rows}.`, odd[0]);
  const writers = all.map(([, values]) => (values instanceof Float32Array ? shortest : plain));
  const lines = [all.map(([name]) => quoted(name)).join(',')];
  for (let row = 0; row < rows; row++) {
    lines.push(all.map(([, values], k) => writers[k]!(values[row]!)).join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Columns of grids that follow each other: time where there is one, the coordinates, the fields; x runs fastest. */
export function columnsOf(grids: readonly GridData[]): Map<string, Float64Array | Float32Array> {
  const columns = new Map<string, Float64Array | Float32Array>();
  const [first] = grids;
  if (!first) return columns;
  const sizes = first.axes.map(({ points }) => points.length);
  const count = sizes.reduce((product, n) => product * n, 1);
  if (first.time !== null) {
    const times = new Float64Array(count * grids.length);
    for (const [k, { time }] of grids.entries()) times.fill(time!, k * count, (k + 1) * count);
    columns.set('t', times);
  }
  let stride = 1;
  for (const [a, { name, points }] of first.axes.entries()) {
    const every = stride;
    columns.set(
      name,
      Float64Array.from({ length: count * grids.length }, (_, i) => points[Math.floor(i / every) % sizes[a]!]!),
    );
    stride *= sizes[a]!;
  }
  for (const [k, { name, data }] of first.fields.entries()) {
    const Numbers = data instanceof Float32Array ? Float32Array : Float64Array;
    const whole = new Numbers(count * grids.length);
    for (const [g, { fields }] of grids.entries()) whole.set(fields[k]!.data, g * count);
    columns.set(name, whole);
  }
  return columns;
}

/** The fewest digits that give the same f32 again. */
function shortest(value: number): string {
  for (const digits of [6, 7, 8]) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return plain(text);
  }
  return Number.isFinite(value) ? plain(Number(value.toPrecision(9))) : plain(value);
}

function plain(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return String(value);
}

function quoted(name: string): string {
  return /[",\n\r]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
