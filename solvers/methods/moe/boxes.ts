import { constant, type Node } from '../../array';
import type { GridAxis } from './grid';

/** Along one axis: where each box's points begin, and how many they are, those that it shares with neighbours among them. */
interface Spans {
  readonly begins: readonly number[];
  readonly width: number;
}

/** Boxes have the same width: those at the ends reach further inwards. On axes that repeat they may begin before 0. */
export function spansOf({ points, boxes, overlap, periodic }: GridAxis): Spans {
  const own = points / boxes;
  const reach = boxes === 1 ? 0 : Math.round((overlap * own) / 2);
  const width = own + 2 * reach;
  const begins = Array.from({ length: boxes }, (_, box) => {
    const begin = box * own - reach;
    return periodic ? begin : Math.min(Math.max(begin, 0), points - width);
  });
  return { begins, width };
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
function windowsAlong({ points, boxes, overlap, periodic }: GridAxis): number[][] {
  const step = (z: number): number => {
    if (overlap === 0) return z >= 0.5 ? 1 : 0;
    const share = Math.min(1, Math.max(0, z));
    return share ** 3 * (10 - 15 * share + 6 * share ** 2);
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

/** The largest second difference across a border of boxes less those beside it: what a smooth answer would not have. */
export function largestJump(
  { shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  grid: readonly GridAxis[],
): number {
  let most = 0;
  for (const [at, { boxes, points }] of grid.entries()) {
    const stride = shape.slice(at + 1).reduce((a, b) => a * b, 1);
    for (let border = points / boxes; border < points; border += points / boxes) {
      for (let k = 0; k < data.length; k++) {
        if (Math.floor(k / stride) % points !== border) continue;
        // The linear continuation from either side, half way between them.
        const left = 1.5 * data[k - stride] - 0.5 * data[k - 2 * stride];
        const right = 1.5 * data[k] - 0.5 * data[k + stride];
        most = Math.max(most, Math.abs(right - left));
      }
    }
  }
  return most;
}
