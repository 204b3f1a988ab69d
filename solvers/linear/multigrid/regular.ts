import type { StencilOperator } from '../../grid';
import { stepCode } from './operator-level';

/** Classes of places along an axis. */
export const CLASSES = 5;

/** The class of a place along an axis: 0 the first, 1 the second, 3 the last but one, 4 the last, 2 those between. */
function classOf(at: number, count: number): number {
  if (at < 2) return at;
  return at + 2 >= count ? at + CLASSES - count : 2;
}

/** A place of the class along an axis of `count` points; any, where there is none. */
export function placeOf(kind: number, count: number): number {
  return Math.max(0, kind <= 2 ? Math.min(kind, count - 1) : count - CLASSES + kind);
}

/** Rows by class, x fastest, 25 in 2D and 125 in 3D: [offset][class]. */
export type ClassTable = readonly Float64Array[];

/** Rows of one class may differ by so much, relative to the diagonal: coordinates are rounded. */
const ALIKE = 1e-11;

/**
 * The rows of an operator where each depends only on whether its point is the first, second, an inner, the
 * last but one or last along each axis: constant coefficients, with any kind of sides. Null where it does not.
 */
export function classTable({ shape, coefficients }: StencilOperator): ClassTable | null {
  const [nx, ny, nz] = [shape[0]!, shape[1]!, shape[2] ?? 1];
  const table = coefficients.map(() => new Float64Array(CLASSES ** shape.length));
  const seen = new Uint8Array(CLASSES ** shape.length);
  const columns = Uint8Array.from({ length: nx }, (_, i) => classOf(i, nx));
  let at = 0;
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) {
      const base = CLASSES * (classOf(j, ny) + CLASSES * classOf(k, nz));
      for (let i = 0; i < nx; i++, at++) {
        const kind = base + columns[i]!;
        const tolerance = ALIKE * Math.abs(coefficients[0]![at]!);
        for (let s = 0; s < coefficients.length; s++) {
          if (!seen[kind]) table[s]![kind] = coefficients[s]![at]!;
          else if (!(Math.abs(table[s]![kind]! - coefficients[s]![at]!) <= tolerance)) return null;
        }
        seen[kind] = 1;
      }
    }
  }
  return table;
}

/** An operator on `shape` with the rows of a table; `like` says all else. */
export function fromClasses(table: ClassTable, shape: readonly number[], like: StencilOperator): StencilOperator {
  const [nx, ny, nz] = [shape[0]!, shape[1]!, shape[2] ?? 1];
  const coefficients = table.map((rows) => {
    const values = new Float64Array(nx * ny * nz);
    let at = 0;
    for (let k = 0; k < nz; k++) {
      for (let j = 0; j < ny; j++) {
        const base = CLASSES * (classOf(j, ny) + CLASSES * classOf(k, nz));
        for (let i = 0; i < nx; i++) values[at++] = rows[base + classOf(i, nx)]!;
      }
    }
    return values;
  });
  return { ...like, shape, coefficients };
}

/** A count of points with the same classes on this level and the next as `count` has. */
export function smallCount(count: number): number {
  return count <= 16 ? count : 14 + (count % 2);
}

/** Offsets in the order of the kernels: number of the operator's offset for each, -1 where it has none. */
export function deviceOrder({ offsets, shape }: StencilOperator, star: boolean): number[] {
  const space = shape.length === 3;
  const find = (code: number): number =>
    offsets.findIndex((step) => stepCode(step[0]!, step[1]!, step[2] ?? 0) === code);
  if (star) return (space ? [13, 12, 14, 10, 16, 4, 22] : [13, 12, 14, 10, 16]).map(find);
  return Array.from({ length: space ? 27 : 9 }, (_, k) => find(space ? k : k + 9));
}
