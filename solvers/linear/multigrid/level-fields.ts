import { cellCount } from './cell-weights';
import type { Colour } from './colouring';
import type { LevelTables } from './level-tables';
import { CLASSES } from './regular';

/** Fields of the kernels' uniform `level` (shaders/multigrid/level.wgsl). */
export function levelFields({ axes, dimensions, regular }: LevelTables, colour: Colour, weight: number) {
  const shape = axes.map((axis) => axis.count);
  const points = shape.reduce((product, count) => product * count, 1);
  return {
    shape,
    rows: regular ? CLASSES ** dimensions : points,
    cells: axes.map(cellCount),
    weight,
    coarse: axes.map((axis) => axis.coarseCount),
    parity: colour.parity < 0 ? 2 : colour.parity,
    halved: axes.map((axis) => Number(axis.halved)),
    start: axes.map((axis) => axis.start),
    first: colour.first,
    step: colour.step,
    count: colour.count,
  };
}
