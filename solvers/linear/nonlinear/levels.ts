import { Failure } from '../../base/result';
import type { Discretisation } from './discretisation';

/** Cells along an axis of the coarsest level at least: near a fold, coarser grids may have no solution of their own. */
const FEWEST = 4;
/** And at most, since it is solved by sweeps alone. */
const MOST = 16;

/**
 * Cells of each level, the finest first: both axes halved while both are even and 4 cells are left.
 * @throws Failure 'bad-input' where the coarsest would still have more than 16 cells along an axis.
 */
export function levelCells(cells: readonly [number, number]): (readonly [number, number])[] {
  const levels: (readonly [number, number])[] = [cells];
  for (;;) {
    const [nx, ny] = levels.at(-1)!;
    if (nx % 2 !== 0 || ny % 2 !== 0 || Math.min(nx, ny) < 2 * FEWEST) break;
    levels.push([nx / 2, ny / 2]);
  }
  const [nx, ny] = levels.at(-1)!;
  if (Math.max(nx, ny) <= MOST) return levels;
  throw new Failure(
    'bad-input',
    `${cells[0]} x ${cells[1]} cells cannot be halved until at most ${MOST} are left a side: use numbers such as 96 or 128, alike on both axes, or Newton's method`,
    'grid.n',
  );
}

/** What the sweeps of the coarsest level leave of its error. */
const LEFT = 0.03;

/**
 * Sweeps of red-black Gauss-Seidel that solve the coarsest level well enough. For Laplace's equation one leaves
 * ((cos a + cos b) / 2)^2 of the smoothest error, which has an angle of pi / cells along an axis with its value given at
 * both ends, and half that with a slope given at one (or at both: then the equation itself holds the level).
 */
export function coarsestSweeps({ nodes, inner }: Pick<Discretisation, 'nodes' | 'inner'>): number {
  const cosines = nodes.map((count, axis) => {
    const sloped = inner.from[axis] === 0 || inner.to[axis] === count;
    return Math.cos(Math.PI / ((sloped ? 2 : 1) * (count - 1)));
  });
  return Math.ceil(Math.log(LEFT) / (2 * Math.log((cosines[0]! + cosines[1]!) / 2)));
}
