import { describe, expect, it } from 'vitest';
import type { GridData } from '../../solvers/io';
import { contoursOf } from './contours';
import { heatmapOf } from './heatmap';
import { writeSvg } from './svg';

const n = 16;
const line = Float64Array.from({ length: n }, (_, k) => (k + 0.5) / n);
const GRID: GridData = {
  axes: [
    { name: 'x', points: line, faces: null },
    { name: 'y', points: line, faces: null },
  ],
  fields: [
    { name: 'u', data: Float64Array.from({ length: n * n }, (_, k) => line[k % n]! + line[Math.floor(k / n)]!) },
  ],
  time: null,
};
/** Red grows with the value. */
const TABLE = Uint8Array.from({ length: 768 }, (_, k) => (k % 3 === 0 ? k / 3 : 0));
const EXTENT = [0, 1, 0, 1] as const;

describe('heat maps', () => {
  it('are linear between the values, y upwards, and grey where a body is', () => {
    const distance = Float32Array.from({ length: n * n }, (_, k) => line[k % n]! - 0.25);
    const colours = { table: TABLE, range: [0, 2] as const };
    const rgb = heatmapOf(GRID, 0, EXTENT, [40, 40], colours, distance);
    const red = (i: number, row: number): number => rgb[3 * (row * 40 + i)]!;
    // Pixel centres at ((i + 1/2)/40, 1 - (row + 1/2)/40); the table has steps of 1/255, so half a step and a rounding.
    for (const [i, row] of [
      [15, 5],
      [20, 20],
      [37, 33],
    ] as const) {
      const value = (i + 0.5) / 40 + 1 - (row + 0.5) / 40;
      expect(Math.abs(red(i, row) - (255 * value) / 2)).toBeLessThanOrEqual(0.501);
    }
    expect([...rgb.subarray(0, 3)]).toEqual([168, 168, 168]);
  });
});

describe('drawings', () => {
  const colours = { table: TABLE, range: [0, 2] as const };
  const panel = {
    title: 'a < b',
    unit: 'm/s',
    image: Uint8Array.of(1, 2, 3),
    extent: [0, 4, 0, 1] as const,
    axes: ['x', 'y'] as const,
    contours: contoursOf(GRID.fields[0]!.data, line, line, 1),
    colours,
  };

  it('put contours where the axes say, with numbers on axes and bar, and escape titles', () => {
    const text = writeSvg('Title & more', 'step 3', [panel, panel]);
    expect(text).toContain('Title &amp; more');
    expect(text).toContain('a &lt; b');
    expect(text).toContain('AQID');
    expect(text.match(/<linearGradient/g)).toHaveLength(2);
    const [, path] = /class="contours"[^>]*><path d="M([^"]*)"/.exec(text)!;
    const points = path!.split('L').map((pair) => pair.split(' ').map(Number) as [number, number]);
    // x from 0 to 4 over 520 units, y upwards over 130; two digits after the point.
    for (const [x, y] of points) expect(Math.abs((4 * x) / 520 + (130 - y) / 130 - 1)).toBeLessThan(2e-4);
    const numbers = [...text.matchAll(/text-anchor="middle">([^<]*)</g)].map(([, words]) => words);
    expect(numbers).toEqual(expect.arrayContaining(['0', '1', '2', '3', '4']));
  });
});
