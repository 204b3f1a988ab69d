import { add, broadcastTo, concat, constant, gather, matmul, mul, type Node, reshape, slice } from '../../array';
import { parse } from '../../expr';
import type { RowFamily } from '../../implicit';
import { spansOf } from './boxes';
import { OUTFLOW } from './conservation';
import type { Example } from './example';
import { type GridAxis, wholeGrid } from './grid';
import type { MoeRecipe } from './recipe';
import type { Statement } from './statement';
import type { Terms } from './terms';

/**
 * The balance of cells tested with sine waves that are 0 on the border of a box, each divided by the root of its
 * eigenvalue: the residual's norm in H^-1, which is within the jump of a the error's energy norm. The balance of single
 * cells is second differences, most of it of the shortest waves.
 * @param waves along each axis at most
 */
export function weakRows(
  statement: Statement,
  terms: Terms,
  example: Example,
  grid: readonly GridAxis[],
  waves: number,
  rowScale: Node,
): RowFamily {
  const { samples } = example;
  const n = terms.fields.shape.at(-1)!;
  const shape = [samples, ...terms.grid.map(({ points }) => points)];
  const { c, f } = statement.conservation!;
  const own = terms.of({ by: [OUTFLOW], follows: false });
  const left = c.kind === 'number' && c.value === 0 ? own : add(own, mul(trailing(example.of(c)), terms.fields));
  const right = reshape(broadcastTo(example.of(f), shape), [...shape, 1]);
  const tested = weak(concat([left, right], shape.length), grid, waves);
  const [members, rows] = tested.shape;
  return {
    residual: parse('rowscale*(tested - given)'),
    terms: ['tested'],
    coefficients: ['rowscale', 'given'],
    channels: reshape(slice(tested, 2, 0, n), [members, rows, 1, n]),
    values: concat([broadcastTo(reshape(rowScale, [1, 1, 1]), [members, rows, 1]), slice(tested, 2, n, n + 1)], 2),
  };
}

/** A residual [samples, ..axes] of the whole grid as such products, [samples, waves]. */
export function testedResidual(residual: Node, grid: readonly GridAxis[]): Node {
  const found = weak(trailing(residual), wholeGrid(grid), Number.POSITIVE_INFINITY);
  return reshape(found, found.shape.slice(0, 2));
}

/** On the border of each box, inside: the unknown is what the answer before was, [samples, ..axes]. */
export function ringRows({ unknown }: Statement, { sideWeight }: MoeRecipe, terms: Terms, before: Node): RowFamily {
  const { grid, fields } = terms;
  const all = boxCells(grid);
  const [, y, x] = grid.map((axis) => spansOf(axis).widths[0]);
  const rings = all.map((cells) => cells.filter((_, at) => isRim(Math.floor(at / x), y) || isRim(at % x, x)));
  const [samples] = fields.shape;
  const n = fields.shape.at(-1)!;
  const members = samples * rings.length;
  const rows = rings[0].length;
  const cells = grid.reduce((product, { points }) => product * points, 1);
  return {
    residual: parse(`${sideWeight}*(${unknown} - given)`),
    terms: [unknown],
    coefficients: ['given'],
    channels: reshape(gather(reshape(fields, [samples, cells, n]), rings.flat(), 1), [members, rows, 1, n]),
    values: reshape(gather(reshape(before, [samples, cells]), rings.flat(), 1), [members, rows, 1]),
  };
}

function isRim(place: number, width: number): boolean {
  return place === 0 || place === width - 1;
}

/** Fields [samples, 1, y, x, channels] against the waves of every box, [samples * boxes, waves, channels]. */
function weak(fields: Node, grid: readonly GridAxis[], most: number): Node {
  const [samples] = fields.shape;
  const channels = fields.shape.at(-1)!;
  const [y, x] = grid.slice(1).map((axis) => ({ ...axis, width: spansOf(axis).widths[0] }));
  const cells = boxCells(grid);
  const members = samples * cells.length;
  const own =
    cells.length === 1 ? fields : gather(reshape(fields, [samples, y.points * x.points, channels]), cells.flat(), 1);
  const [down, across] = [y, x].map(({ width }) => Math.min(most, width));
  const first = matmul(sines(y.width, down), reshape(own, [members, y.width, x.width * channels]));
  const second = matmul(sines(x.width, across), reshape(first, [members * down, x.width, channels]));
  const scales = Array.from({ length: down * across }, (_, at) => {
    return 1 / Math.hypot(frequency(y, Math.floor(at / across)), frequency(x, at % across));
  });
  return mul(constant(scales, [1, down * across, 1]), reshape(second, [members, down * across, channels]));
}

/** Numbers of the cells of each box, row by row. */
function boxCells(grid: readonly GridAxis[]): number[][] {
  const [y, x] = grid
    .slice(1)
    .map((axis) => ({ begins: spansOf(axis).begins, width: spansOf(axis).widths[0], points: axis.points }));
  return y.begins.flatMap((top) =>
    x.begins.map((left) => {
      return Array.from({ length: y.width * x.width }, (_, at) => {
        return (top + Math.floor(at / x.width)) * x.points + left + (at % x.width);
      });
    }),
  );
}

/** The root of a wave's eigenvalue along one axis: k + 1 half waves. */
function frequency({ width, step }: { readonly width: number; readonly step: number }, k: number): number {
  return (2 / step) * Math.sin((Math.PI * (k + 1)) / (2 * width));
}

/** [waves, width], each of norm 1. */
function sines(width: number, waves: number): Node {
  const values = Array.from({ length: waves * width }, (_, at) => {
    const k = Math.floor(at / width) + 1;
    const norm = Math.sqrt((k === width ? 1 : 2) / width);
    return norm * Math.sin((Math.PI * k * ((at % width) + 0.5)) / width);
  });
  return constant(values, [1, waves, width], 'sines');
}

function trailing(x: Node): Node {
  return reshape(x, [...x.shape, 1]);
}
