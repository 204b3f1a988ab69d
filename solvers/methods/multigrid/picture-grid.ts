import type { Box, Discretisation } from '../../grid';
import type { OfPlace } from '../place';

/** The grid on which a solution is drawn: its points, or in three dimensions those of the middle plane. */
export interface PictureGrid {
  readonly nx: number;
  readonly ny: number;
  readonly facesX: Float64Array;
  readonly facesY: Float64Array;
  readonly points: { readonly x: Float64Array; readonly y: Float64Array };
  /** Index of the unknown of each point, [ny][nx]; -1 where there is none. */
  readonly places: Int32Array;
  /** The picture's part of a field on the whole grid. */
  cut(full: Float64Array): Float64Array;
  /** A function of place at the points. */
  sample(value: OfPlace): Float64Array;
}

export function pictureGrid(discretisation: Discretisation, { min, max }: Box): PictureGrid {
  const { coordinates, fullShape } = discretisation;
  const [nx, ny, nz = 1] = fullShape as [number, number, number?];
  const layer = nx * ny;
  const start = Math.floor(nz / 2) * layer;
  const cut = (full: Float64Array): Float64Array => full.slice(start, start + layer);
  return {
    nx,
    ny,
    facesX: midways(coordinates[0]!, min[0]!, max[0]!),
    facesY: midways(coordinates[1]!, min[1]!, max[1]!),
    points: { x: coordinates[0]!, y: coordinates[1]! },
    places: Int32Array.from(cut(unknownIndices(discretisation)), (place) => place - 1),
    cut,
    sample: (value) =>
      Float64Array.from({ length: layer }, (_, k) => {
        const z = coordinates[2]?.[Math.floor(nz / 2)] ?? 0;
        return value(coordinates[0]![k % nx]!, coordinates[1]![Math.floor(k / nx)]!, z);
      }),
  };
}

/** The whole grid in three dimensions, of which the picture shows a plane; null in two. */
export interface SpaceGrid {
  readonly points: readonly [Float64Array, Float64Array, Float64Array];
  /** Index of the unknown of each point, [nz][ny][nx]; -1 where there is none. */
  readonly places: Int32Array;
  /** A function of place at the points. */
  sample(value: OfPlace): Float64Array;
}

export function spaceGrid(discretisation: Discretisation): SpaceGrid | null {
  const [x, y, z] = discretisation.coordinates;
  if (!x || !y || !z) return null;
  const [nx, ny] = [x.length, y.length];
  return {
    points: [x, y, z],
    places: Int32Array.from(unknownIndices(discretisation), (place) => place - 1),
    sample: (value) =>
      Float64Array.from({ length: nx * ny * z.length }, (_, k) =>
        value(x[k % nx]!, y[Math.floor(k / nx) % ny]!, z[Math.floor(k / (nx * ny))]!),
      ),
  };
}

/** For each point of the whole grid one more than the index of its unknown, 0 where there is none. */
function unknownIndices(discretisation: Discretisation): Float64Array {
  const { volumes } = discretisation;
  const numbered = discretisation.embed(Float64Array.from(volumes, (_, index) => index + 1));
  const marked = discretisation.embed(Float64Array.from(volumes, (_, index) => index + 2));
  // Where there is no unknown both show the same given value.
  return numbered.map((number, at) => (marked[at]! - number === 1 ? number : 0));
}

/** Points stand in the middle of their cells; the outermost cells end where the domain does. */
export function midways(points: Float64Array, min: number, max: number): Float64Array {
  const n = points.length;
  return Float64Array.from({ length: n + 1 }, (_, k) => {
    if (k === 0) return min;
    return k === n ? max : (points[k - 1]! + points[k]!) / 2;
  });
}
