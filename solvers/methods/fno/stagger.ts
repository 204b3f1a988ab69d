import { type Node, reshape, transpose } from '../../array';
import { Failure } from '../../base/result';
import type { FnoSettings } from './settings';

/*
 * A fine grid as s^d coarse ones, each of every s-th point, which begin at neighbouring points (Huang, Shi, Meng, Wang, Ma
 * and Liu 2023, NeuralStagger, section 3): a network works on coarse grids alone.
 */

/** How a grid is taken apart; 1 = not at all. */
export type Staggered = Pick<FnoSettings, 'stagger' | 'subgrids'>;

/** Coarse grids of a fine one with so many axes whose values are channels side by side. */
export function besideEachOther({ stagger, subgrids }: Staggered, axes: number): number {
  return subgrids === 'together' ? stagger ** axes : 1;
}

/**
 * Fields on the coarse grids: samples of their own (`apart`: each grid sees itself alone), or channels side by side
 * (`together`).
 * @param x [samples, n1, .., nd, channels]
 * @returns [samples s^d, n1 / s, .., channels] or [samples, n1 / s, .., s^d channels]
 * @throws Failure 'bad-input' where an axis is no multiple of s
 */
export function parted(x: Node, { stagger, subgrids }: Staggered): Node {
  if (stagger === 1) return x;
  const [samples, ...rest] = x.shape;
  const [grid, channels] = [rest.slice(0, -1), rest.at(-1)!];
  const odd = grid.find((n) => n % stagger !== 0);
  if (odd !== undefined) {
    const advice = `${odd} points with what they are continued by are no multiple of it: choose another grid or padding`;
    throw new Failure('bad-input', `recipes.fno.stagger: ${advice}`, 'recipes.fno.stagger');
  }
  const coarse = grid.map((n) => n / stagger);
  const split = reshape(x, [samples, ...coarse.flatMap((n) => [n, stagger]), channels]);
  const { places, offsets, last } = axesOf(grid.length);
  const count = stagger ** grid.length;
  if (subgrids === 'apart') {
    return reshape(transpose(split, [0, ...offsets, ...places, last]), [samples * count, ...coarse, channels]);
  }
  return reshape(transpose(split, [0, ...places, ...offsets, last]), [samples, ...coarse, count * channels]);
}

/** The way back. @param y as what {@link parted} returns, with other channels */
export function joined(y: Node, { stagger, subgrids }: Staggered): Node {
  if (stagger === 1) return y;
  const [samples, ...rest] = y.shape;
  const [coarse, channels] = [rest.slice(0, -1), rest.at(-1)!];
  const axes = coarse.length;
  const count = stagger ** axes;
  const offsets = Array<number>(axes).fill(stagger);
  const fine = coarse.map((n) => n * stagger);
  const order = axesOf(axes);
  const back = (split: Node, from: readonly number[], of: number): Node => {
    // Where each axis of the split field stands now.
    const places = [0, ...order.places.flatMap((place, k) => [place, order.offsets[k]]), order.last];
    return reshape(
      transpose(
        split,
        places.map((axis) => from.indexOf(axis)),
      ),
      [of, ...fine, split.shape.at(-1)!],
    );
  };
  if (subgrids === 'apart') {
    const split = reshape(y, [samples / count, ...offsets, ...coarse, channels]);
    return back(split, [0, ...order.offsets, ...order.places, order.last], samples / count);
  }
  const split = reshape(y, [samples, ...coarse, ...offsets, channels / count]);
  return back(split, [0, ...order.places, ...order.offsets, order.last], samples);
}

/** Of a field whose axes are split in two: which are places on coarse grids, which say on which of them. */
function axesOf(axes: number): { places: number[]; offsets: number[]; last: number } {
  const all = Array.from({ length: axes }, (_, k) => 1 + 2 * k);
  return { places: all, offsets: all.map((axis) => axis + 1), last: 1 + 2 * axes };
}
