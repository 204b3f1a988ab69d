import { resolve } from './resolve';
import type { Scene } from './schema';
import { applySettings } from './set';

/** Coarser grids show nothing of a flow. */
const FEWEST = 16;
/** Cells along a side come in multiples of this, so that multigrid can halve them. */
const STEP = 4;

/** The scene with `n` cells along its side of the most cells, the other sides in proportion. */
export function regrid(scene: Scene, n: number): Scene {
  if (!Array.isArray(scene.grid?.n)) return applySettings(scene, [`grid.n=${n}`]);
  const cells = cellsOf(scene);
  const most = Math.max(...cells);
  const scaled = cells.map((count) => Math.max(STEP, Math.round((count * n) / most)));
  return applySettings(scene, [`grid.n=[${scaled}]`]);
}

/** The scene on the finest grid of its proportions with at most `most` cells; null where it has no more already. */
export function coarsen(scene: Scene, most: number): Scene | null {
  const cells = cellsOf(scene);
  const total = product(cells);
  if (total <= most) return null;
  const bound = Math.max(...cells) * (most / total) ** (1 / cells.length);
  for (let n = STEP * Math.ceil(bound / STEP); n >= FEWEST; n -= STEP) {
    const coarser = regrid(scene, n);
    if (product(cellsOf(coarser)) <= most) return coarser;
  }
  return null;
}

function cellsOf(scene: Scene): readonly number[] {
  return resolve(scene).problem.grid.cells;
}

function product(cells: readonly number[]): number {
  return cells.reduce((all, n) => all * n, 1);
}
