import { describe, expect, test } from 'vitest';
import { parse } from '../expr';
import { makeAxisGrid, widthRange } from './axis-grid';

const AXIS = { name: 'x', min: -1, max: 2 };

test('uniform cells: widths, centres, faces', () => {
  const grid = makeAxisGrid(AXIS, 6, false, null, {});
  expect([...grid.faces]).toEqual([-1, -0.5, 0, 0.5, 1, 1.5, 2]);
  expect([...grid.widths]).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  expect([...grid.centres]).toEqual([-0.75, -0.25, 0.25, 0.75, 1.25, 1.75]);
  expect(grid).toMatchObject({ name: 'x', count: 6, periodic: false });
  expect(widthRange(grid)).toEqual([0.5, 0.5]);
});

describe.each(['1', '2 + x', '1 + 0.5*sin(2*pi*x)', 'exp(a*x)', '0.2 + abs(x)'])(
  'widths proportional to %s',
  (text) => {
    const spacing = parse(text);
    const a = 0.8;
    const width = (x: number) =>
      ({
        '1': 1,
        '2 + x': 2 + x,
        '1 + 0.5*sin(2*pi*x)': 1 + 0.5 * Math.sin(2 * Math.PI * x),
        'exp(a*x)': Math.exp(a * x),
      })[text] ?? 0.2 + Math.abs(x);

    test('fill the interval, in order', () => {
      const { faces, widths, centres } = makeAxisGrid(AXIS, 50, false, spacing, { a });
      expect([faces[0], faces[50]]).toEqual([-1, 2]);
      widths.forEach((w, k) => {
        expect(w).toBeGreaterThan(0);
        expect(w).toBe(faces[k + 1] - faces[k]);
        expect(centres[k]).toBe((faces[k] + faces[k + 1]) / 2);
      });
    });

    test('follow the formula ever closer', () => {
      const worst = [50, 100, 200].map((count) => {
        const { widths, centres } = makeAxisGrid(AXIS, count, false, spacing, { a });
        const ratios = Array.from(widths, (w, k) => w / width(centres[k]));
        return Math.max(...ratios) / Math.min(...ratios) - 1;
      });
      // The mean of 1/spacing over a cell is that at its centre to second order (first at a kink).
      expect(worst[0]).toBeLessThan(0.1);
      expect(worst[2]).toBeLessThan(worst[0] / 1.8 + 1e-9);
    });

    test('on twice as many cells, every other face stays', () => {
      const coarse = makeAxisGrid(AXIS, 40, false, spacing, { a }).faces;
      const fine = makeAxisGrid(AXIS, 80, false, spacing, { a }).faces;
      // 16 midpoint intervals a cell: fourth digit of a cell and better.
      coarse.forEach((face, k) => {
        expect(Math.abs(fine[2 * k] - face)).toBeLessThan(1e-3 * (3 / 40));
      });
    });
  },
);

test('a spacing that is nowhere positive still gives cells in order', () => {
  const { widths } = makeAxisGrid(AXIS, 10, false, parse('-1'), {});
  for (const width of widths) expect(width).toBeCloseTo(0.3, 9);
});
