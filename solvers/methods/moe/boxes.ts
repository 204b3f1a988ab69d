import { constant, type Node } from '../../array';
import type { Border } from '../solver';
import type { GridAxis } from './grid';

/** Along one axis: where each box's points begin, and how many they are, those that it shares with neighbours among them. */
interface Spans {
  readonly begins: readonly number[];
  readonly widths: readonly number[];
}

/** Where boxes begin and how many points they have that they do not share. */
export function partsOf({ points, boxes, cuts }: GridAxis): Spans {
  const begins = cuts.length > 0 ? [0, ...cuts] : Array.from({ length: boxes }, (_, box) => (box * points) / boxes);
  return { begins, widths: begins.map((begin, box) => (begins[box + 1] ?? points) - begin) };
}

/** The box that a point lies in. */
export function boxAt(axis: GridAxis, point: number): number {
  return partsOf(axis).begins.findLastIndex((begin) => begin <= point);
}

/** How many points boxes reach across each border, the narrower one's share; 0 at both ends. */
function reachesOf(axis: GridAxis): number[] {
  const { widths } = partsOf(axis);
  const across = widths.slice(1).map((width, k) => Math.round((axis.overlap * Math.min(width, widths[k])) / 2));
  return [0, ...across, 0];
}

/**
 * Equal boxes have the same width: those at the ends reach further inwards. On axes that repeat they may begin before 0.
 * Boxes that were cut share with either neighbour a part of the narrower one.
 */
export function spansOf(axis: GridAxis): Spans {
  const { points, boxes, overlap, periodic, cuts } = axis;
  if (cuts.length > 0) {
    const [parts, reaches] = [partsOf(axis), reachesOf(axis)];
    return {
      begins: parts.begins.map((begin, box) => begin - reaches[box]),
      widths: parts.widths.map((width, box) => width + reaches[box] + reaches[box + 1]),
    };
  }
  const own = points / boxes;
  const reach = boxes === 1 ? 0 : Math.round((overlap * own) / 2);
  const width = own + 2 * reach;
  const begins = Array.from({ length: boxes }, (_, box) => {
    const begin = box * own - reach;
    return periodic ? begin : Math.min(Math.max(begin, 0), points - width);
  });
  return { begins, widths: begins.map(() => width) };
}

/** How much each box's answer counts at each point in space, [points, boxes]: a partition of unity. */
export function windows(grid: readonly GridAxis[]): Node {
  const tables = grid.slice(1).map(windowsAlong);
  const product = tables.reduce<number[][]>(
    (all, table) => all.flatMap((row) => table.map((own) => row.flatMap((a) => own.map((b) => a * b)))),
    [[1]],
  );
  return constant(product.flat(), [product.length, product[0].length], 'windows');
}

/**
 * Along one axis, [points][boxes]: 1 inside, 0 outside, smooth to the second derivative (10 z^3 - 15 z^4 + 6 z^5) over
 * what two boxes share.
 */
function windowsAlong(axis: GridAxis): number[][] {
  const { points, boxes, overlap, periodic, cuts } = axis;
  const smooth = (z: number): number => z ** 3 * (10 - 15 * z + 6 * z ** 2);
  if (cuts.length > 0) {
    const [{ begins }, reaches] = [partsOf(axis), reachesOf(axis)];
    // How much of what lies behind a border counts at a point.
    const behind = (point: number, border: number): number => {
      if (border === 0 || border === boxes) return border === 0 ? 1 : 0;
      if (reaches[border] === 0) return point >= begins[border] ? 1 : 0;
      const z = (point + 0.5 - begins[border]) / (2 * reaches[border]) + 0.5;
      return smooth(Math.min(1, Math.max(0, z)));
    };
    return Array.from({ length: points }, (_, point) => {
      return begins.map((__, box) => behind(point, box) - behind(point, box + 1));
    });
  }
  const step = (z: number): number => {
    if (overlap === 0) return z >= 0.5 ? 1 : 0;
    return smooth(Math.min(1, Math.max(0, z)));
  };
  return Array.from({ length: points }, (_, point) => {
    if (boxes === 1) return [1];
    const place = ((point + 0.5) * boxes) / points;
    const own = Array.from({ length: boxes }, (__, box) => {
      // The box's middle at 0; round an axis that repeats the nearest image.
      const away = place - box - 0.5;
      const offset = periodic ? away - boxes * Math.round(away / boxes) : away;
      const width = overlap === 0 ? 1 : overlap;
      const left = box === 0 && !periodic ? 1 : step((offset + 0.5) / width + 0.5);
      const right = box === boxes - 1 && !periodic ? 1 : step((0.5 - offset) / width + 0.5);
      return left * right;
    });
    const sum = own.reduce((total, value) => total + value, 0);
    return own.map((value) => value / sum);
  });
}

/**
 * At each border of boxes the largest jump: the difference of the linear continuations from either side, half way
 * between them, which is small where an answer is smooth.
 */
export function bordersOf(
  { shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  grid: readonly GridAxis[],
): Border[] {
  return grid.flatMap((axis, at) => {
    const { boxes, points, periodic } = axis;
    const { begins } = partsOf(axis);
    if (boxes === 1) return [];
    // A field without time has one axis less.
    const stride = shape.slice(shape.length - grid.length + at + 1).reduce((a, b) => a * b, 1);
    // Round an axis that repeats its end is a border, too.
    return Array.from({ length: periodic ? boxes : boxes - 1 }, (_, k) => {
      const border = begins[(k + 1) % boxes];
      let jump = 0;
      for (let place = 0; place < data.length; place++) {
        if (Math.floor(place / stride) % points !== border) continue;
        const value = (offset: number): number => {
          return data[place + stride * (((border + offset + points) % points) - border)];
        };
        jump = Math.max(jump, Math.abs(1.5 * value(0) - 0.5 * value(1) - 1.5 * value(-1) + 0.5 * value(-2)));
      }
      return { axis: axis.name, at: axis.min + (border - 0.5) * axis.step, jump };
    });
  });
}

/** The largest of them, 0 where there is one box. */
export function largestJump(field: Parameters<typeof bordersOf>[0], grid: readonly GridAxis[]): number {
  return bordersOf(field, grid).reduce((most, { jump }) => Math.max(most, jump), 0);
}
