import { coarsestCells } from '../../linear/poisson/hierarchy';
import type { Problem } from '../problem';

/** A padded cell: velocity and two stages, two kept copies of velocity and pressure, pressure, change. */
const STATE = 3 * 16 + 2 * 24 + 8 + 8;
/** Six fields and the velocity at the centres, status partials, residual partials. */
const SHOWN = 6 * 4 + 8 + 2 + 0.25;
/** Solution and right-hand side on all levels (4/3 of the finest). */
const PRESSURE = (4 / 3) * 8;
/** The same for the second buffer of the smoother, on levels that are odd and periodic. */
const SPARE = (4 / 3) * 4;
/** Wall distance, openness, test function and distance; openness and live cells on the levels. */
const BODIES = 8 + 8 + 16 + 4 + (4 / 3) * 8 + 4 / 3;
/** A cell of a side or of an axis: given velocities, tables of the flow, tables of the levels. */
const EDGE = 32 + 16 + 2 * 24;
/** A profile: 129 points and their samples. */
const PROFILE = 129 * (48 + 4);
/** Uniforms, status words, and the least size of a buffer. */
const SMALL = 6144;

/** Bytes of GPU memory that a problem takes at most, and not much less. */
export function memoryOf({ grid, sides, obstacles, profiles }: Problem): number {
  const [nx, ny = 1] = grid.cells;
  const cells = (nx + 3) * (ny + 3);
  const periodic = sides.some(({ kind }) => kind === 'periodic');
  const perCell = STATE + SHOWN + PRESSURE + (periodic ? SPARE : 0) + (obstacles.length > 0 ? BODIES : 0);
  const inverse = 4 * coarsestCells(nx, ny) ** 2;
  return Math.ceil(perCell * cells + EDGE * (nx + ny + 6) + inverse + PROFILE * profiles.length + SMALL);
}
