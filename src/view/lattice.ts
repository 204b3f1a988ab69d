import type { Extent } from './camera';

/** Points (i spacing, j spacing) of the plane for columns first[0] ... and rows first[1] ...: fixed in the domain. */
export interface Lattice {
  readonly first: readonly [number, number];
  readonly columns: number;
  readonly rows: number;
  readonly spacing: number;
}

/** The part of the domain that a pane shows; empty boxes become a point. */
export function intersection(a: Extent, b: Extent): Extent {
  const [x0, y0] = [Math.max(a[0], b[0]), Math.max(a[2], b[2])];
  return [x0, Math.max(x0, Math.min(a[1], b[1])), y0, Math.max(y0, Math.min(a[3], b[3]))];
}

/**
 * A lattice over `box` with a spacing near `wanted`: a power of sqrt 2, so that zooming moves no point until the
 * density changes by that much. Coarser where it would have more than `capacity` points.
 */
export function latticeOver(box: Extent, wanted: number, capacity: number): Lattice {
  let exponent = Math.round(2 * Math.log2(wanted));
  for (;;) {
    const spacing = 2 ** (exponent / 2);
    const first: [number, number] = [Math.floor(box[0] / spacing), Math.floor(box[2] / spacing)];
    const columns = Math.floor(box[1] / spacing) - first[0] + 1;
    const rows = Math.floor(box[3] / spacing) - first[1] + 1;
    if (columns * rows <= capacity) return { first, columns, rows, spacing };
    exponent++;
  }
}
