import { CAPS, checkedInteger } from '../solvers/base/caps';
import { Failure } from '../solvers/base/result';
import { type Definitions, evaluateConstant } from '../solvers/expr';
import type { Axis, GridSpec } from '../solvers/methods/problem';
import { readFormula } from './formula';
import type { Scene } from './schema';

/** Cells along the longest side where a scene says nothing, by the number of axes. */
const DEFAULT_CELLS = [256, 128, 48] as const;

/** A domain's sides may not differ by more than this, or square cells would need too many of them. */
const MIN_CELLS = 4;

/**
 * Cells of each axis: `grid.n` as one number counts them along the longest side, and the other axes get as many
 * as make the cells closest to square; as a list it has one number an axis.
 * Throws `bad-input` for sizes over a cap before anything of that size exists.
 */
export function readGrid(
  scene: Scene,
  axes: readonly Axis[],
  parameters: readonly string[],
  definitions: Definitions,
  notes: string[],
): GridSpec {
  const cells = cellsOf(scene, axes, notes);
  const total = cells.reduce((product, n) => product * n, 1);
  if (total > CAPS.cells) {
    const advice = `grid.n gives ${cells.join(' x ')} = ${total} cells, over the limit ${CAPS.cells}: choose fewer`;
    throw new Failure('bad-input', advice, 'grid.n');
  }
  const given = scene.grid?.spacing ?? {};
  for (const name of Object.keys(given)) {
    if (!axes.some((axis) => axis.name === name)) {
      const field = `grid.spacing.${name}`;
      const known = axes.map((axis) => axis.name).join(', ');
      throw new Failure('bad-input', `${field}: there is no such axis: choose from ${known}`, field);
    }
  }
  const spacing = axes.map(({ name }) => {
    if (!Object.hasOwn(given, name)) return null;
    const scope = { unknowns: [], coordinates: [name], parameters, definitions: [...definitions.keys()] };
    return readFormula(`grid.spacing.${name}`, given[name], scope, definitions);
  });
  return { cells, spacing, at: scene.grid?.at ?? null };
}

function cellsOf(scene: Scene, axes: readonly Axis[], notes: string[]): number[] {
  const n = scene.grid?.n;
  if (Array.isArray(n)) {
    if (n.length !== axes.length) {
      const advice = `grid.n has ${n.length} entries, but there are ${axes.length} axes: write one number an axis, or one for the longest`;
      throw new Failure('bad-input', advice, 'grid.n');
    }
    return n.map((count) => evaluateConstant(count));
  }
  const along = n === undefined ? DEFAULT_CELLS[axes.length - 1] : evaluateConstant(n);
  const lengths = axes.map((axis) => axis.max - axis.min);
  const longest = Math.max(...lengths);
  const cells = lengths.map((length) => Math.round((along * length) / longest));
  for (const [i, count] of cells.entries()) {
    if (count < MIN_CELLS) {
      const advice = `grid.n = ${along} leaves ${count} cells along ${axes[i].name}: choose more, or one number an axis`;
      throw new Failure('bad-input', advice, 'grid.n');
    }
    checkedInteger('grid.n', count, MIN_CELLS, CAPS.cellsPerAxis);
  }
  if (n === undefined) notes.push(`grid: ${cells.join(' x ')} cells, as the scene names none`);
  return cells;
}
