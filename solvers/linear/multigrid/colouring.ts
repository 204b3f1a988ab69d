import type { OperatorLevel } from './operator-level';

/** Points of one colour: first, first + step, ... along each axis; of these, those whose coordinates' sum has `parity`. */
export interface Colour {
  readonly first: readonly [number, number, number];
  readonly step: readonly [number, number, number];
  readonly count: readonly [number, number, number];
  /** 0 or 1 on a checkerboard; -1: all of them. */
  readonly parity: -1 | 0 | 1;
}

/**
 * Colours whose points do not see each other: a checkerboard, that of the coarse points first, where points couple along
 * axes only and it closes around periodic axes, else every other point along each axis (4 in 2D, 8 in 3D; odd periodic axes take a third part).
 * With `along`, points stand for whole lines along that axis, and coordinate 0 for the line; lines in a plane are every
 * other one.
 */
export function colouring(
  { axes, star }: Pick<OperatorLevel, 'axes' | 'star'>,
  along: 0 | 1 | 2 | null = null,
): Colour[] {
  const across = axes.map((axis, a) => (a === along ? { count: 1, periodic: false } : axis));
  const plane = across.filter(({ count }) => count > 1).length > 1;
  if (star && plane && across.every(({ count, periodic }) => !periodic || count % 2 === 0)) {
    const count = across.map((axis) => axis.count) as [number, number, number];
    const coarse = axes.reduce((sum, axis) => sum + axis.start, 0) % 2;
    const parities = coarse === 0 ? ([0, 1] as const) : ([1, 0] as const);
    return parities.map((parity) => ({ first: [0, 0, 0], step: [1, 1, 1], count, parity }));
  }
  const parts = across.map(({ count, periodic }) => split(count, periodic));
  return parts[2]!.flatMap((z) =>
    parts[1]!.flatMap((y) =>
      parts[0]!.map(
        (x): Colour => ({
          first: [x.first, y.first, z.first],
          step: [2, 2, 2],
          count: [x.count, y.count, z.count],
          parity: -1,
        }),
      ),
    ),
  );
}

function split(count: number, periodic: boolean): { first: number; count: number }[] {
  if (count === 1) return [{ first: 0, count: 1 }];
  const odd = { first: 1, count: count >> 1 };
  if (!periodic || count % 2 === 0) return [{ first: 0, count: (count + 1) >> 1 }, odd];
  return [{ first: 0, count: count >> 1 }, odd, { first: count - 1, count: 1 }];
}

/** Items as they are or back to front. */
export function ordered<T>(items: readonly T[], reversed: boolean): readonly T[] {
  return reversed ? [...items].reverse() : items;
}
