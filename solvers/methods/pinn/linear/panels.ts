/**
 * Matrices with one column a parameter lie in panels of 32 columns: element (row, p) of R rows is number
 * (p / 32 * R + row) * 32 + p % 32. A block of columns is then one stream of memory, which products read from start
 * to end: on llvmpipe twice as fast as row after row.
 */
export const PANEL = 32;

/** Panels that hold `columns` columns. */
export function panelsOf(columns: number): number {
  return Math.ceil(columns / PANEL);
}

/** Place of element (row, column) of a matrix with `rows` rows. */
export function placeOf(rows: number, row: number, column: number): number {
  return (Math.floor(column / PANEL) * rows + row) * PANEL + (column % PANEL);
}
