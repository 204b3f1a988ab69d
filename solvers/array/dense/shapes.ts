/** [problems, n, n], symmetric and positive definite; the lower triangle is read. */
export interface CholeskyShape {
  readonly problems: number;
  readonly n: number;
}

/** op(T) X = B: matrices [problems, matrixRows, n], right-hand sides [problems, rhsRows, columns]. */
export interface TriangularShape {
  readonly problems: number;
  readonly n: number;
  readonly columns: number;
  /** Which triangle is read. */
  readonly lower: boolean;
  readonly transposed: boolean;
  /** Rows of each matrix in memory, of which the first n are read: m + 1 for the R of a QR. Default n. */
  readonly matrixRows?: number;
  /** Rows of each right-hand side in memory, of which the first n are read: m for a least-squares problem. Default n. */
  readonly rhsRows?: number;
}

/** Matrices [problems, rows, columns], rows >= columns; packed [problems, rows + 1, columns] with tau in the last row. */
export interface QrShape {
  readonly problems: number;
  readonly rows: number;
  readonly columns: number;
}

/** Q^T B (`transposed`) or Q B for B [problems, rows, width], from the packed QR. */
export interface QTimesShape extends QrShape {
  readonly width: number;
  readonly transposed: boolean;
}
