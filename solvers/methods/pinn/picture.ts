import type { Axis } from '../problem';
import { spread } from './places';
import type { Statement } from './statement/statement';

/** Cells of a picture along its longer side, and at least along the shorter one. */
const CELLS = 128;
const LEAST = 32;

/** Where a picture is taken: in one dimension of x and t, in two of x and y at the end of time, in three at mid z. */
export interface Picture {
  readonly nx: number;
  readonly ny: number;
  readonly facesX: Float64Array;
  readonly facesY: Float64Array;
  /** The cells' centres, x fastest, [axis][nx * ny]. */
  readonly places: readonly Float64Array[];
  /** Whether both sides are of space. */
  readonly spatial: boolean;
}

export function pictureOf(statement: Statement): Picture {
  const { axes, problem } = statement;
  const [x, y] = pictureAxes(statement);
  const spatial = y !== problem.time;
  const [nx, ny] = cellsOf(x, y, spatial);
  const grid = axes.map((axis) => {
    if (axis === x) return centres(x, nx);
    if (axis === y) return centres(y, ny);
    return Float64Array.of(axis === problem.time ? axis.max : (axis.min + axis.max) / 2);
  });
  return { nx, ny, facesX: faces(x, nx), facesY: faces(y, ny), places: repeated(spread(grid), nx * ny), spatial };
}

/** A band in one dimension without time has the same values all across. */
function repeated(places: readonly Float64Array[], count: number): readonly Float64Array[] {
  return places.map((own) => Float64Array.from({ length: count }, (_, k) => own[k % own.length]));
}

/** The axes of a picture; a problem in one dimension without time is drawn as a band. */
function pictureAxes({ axes }: Statement): [Axis, Axis] {
  return [axes[0], axes[1] ?? { name: '', min: 0, max: (axes[0].max - axes[0].min) / 4 }];
}

/** Cells of the picture: square ones in space; time has as many as space. */
function cellsOf(x: Axis, y: Axis, spatial: boolean): [number, number] {
  if (!spatial) return [CELLS, CELLS];
  const ratio = (y.max - y.min) / (x.max - x.min);
  const shorter = (part: number): number => Math.max(LEAST, Math.round(CELLS * part));
  return ratio <= 1 ? [CELLS, shorter(ratio)] : [shorter(1 / ratio), CELLS];
}

function centres({ min, max }: Axis, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => min + ((max - min) * (k + 0.5)) / count);
}

function faces({ min, max }: Axis, count: number): Float64Array {
  return Float64Array.from({ length: count + 1 }, (_, k) => min + ((max - min) * k) / count);
}
