import { describe, expect, it } from 'vitest';
import { columnsOf, writeCsv } from './csv';
import type { GridData } from './grid-data';

/** Rows of numbers by name, read as a spreadsheet would. */
function read(text: string): Record<string, number[]> {
  const [head, ...rows] = text.trimEnd().split('\n');
  const cells = rows.map((row) => row.split(','));
  return Object.fromEntries(
    head!.split(',').map((name, k) => [name, cells.map((row) => (row[k] === 'inf' ? Infinity : Number(row[k])))]),
  );
}

const GRID: GridData = {
  axes: [
    { name: 'x', points: Float64Array.of(0.1, 0.2, 0.4), faces: null },
    { name: 'y', points: Float64Array.of(-1, 1 / 3), faces: null },
  ],
  fields: [{ name: 'u', data: Float32Array.from({ length: 6 }, (_, k) => Math.sin(k + 0.1) * 10 ** (3 * k - 9)) }],
  time: 0.5,
};

describe('comma-separated values', () => {
  it('come back to the last bit: f64 columns as doubles, f32 columns as floats, x fastest', () => {
    const later = { ...GRID, time: 0.75 };
    const found = read(writeCsv(columnsOf([GRID, later])));
    expect(Object.keys(found)).toEqual(['t', 'x', 'y', 'u']);
    expect(found.t).toEqual([...Array(6).fill(0.5), ...Array(6).fill(0.75)]);
    expect(found.x!.slice(0, 6)).toEqual([0.1, 0.2, 0.4, 0.1, 0.2, 0.4]);
    expect(found.y!.slice(0, 6)).toEqual([-1, -1, -1, 1 / 3, 1 / 3, 1 / 3]);
    expect(found.u!.map(Math.fround).slice(6)).toEqual([...GRID.fields[0]!.data]);
  });

  it('floats have at most nine digits; what is no number has a name that NumPy reads', () => {
    const values = Float32Array.of(0.1, 1e-40, 16777216, Number.NaN, Number.POSITIVE_INFINITY, -0);
    // 1e-40 is so small that an f32 holds it with 17 bits.
    const text = '"a,""b"\n0.1\n9.99995e-41\n16777216\nnan\ninf\n0\n';
    expect(writeCsv(new Map([['a,"b', values]]))).toBe(text);
  });

  it('refuses columns of different lengths by name', () => {
    expect(() =>
      writeCsv(
        new Map([
          ['a', [1]],
          ['b', [1, 2]],
        ]),
      ),
    ).toThrow(/column b has 2 values, not 1/);
  });
});
