import { type Interval, minus, over, plus, signOf, squared, times } from './interval';

/** How many eigenvalues of a symmetric matrix are above, at and below 0. */
export interface Inertia {
  readonly positive: number;
  readonly zero: number;
  readonly negative: number;
}

/** Relative size below which a difference of two numbers is taken for 0. */
const ROUNDING = 1e-12;

/**
 * The inertia that every symmetric matrix within the intervals has, or null where it cannot be told: by symmetric
 * elimination, under which it does not change (Sylvester's law). `matrix` is n x n; both halves are read.
 */
export function inertiaOf(matrix: readonly (readonly Interval[])[]): Inertia | null {
  let rest = matrix.map((row) => [...row]);
  let [positive, negative] = [0, 0];
  while (rest.length > 0) {
    if (rest.flat().every((entry) => signOf(entry) === 0)) return { positive, zero: rest.length, negative };
    let pivot = strongest(rest);
    if (pivot < 0) {
      const mixed = mixedRows(rest);
      if (mixed === null) return null;
      [rest, pivot] = mixed;
    }
    if (signOf(rest[pivot][pivot]) === 1) positive++;
    else negative++;
    rest = eliminated(rest, pivot);
  }
  return { positive, zero: 0, negative };
}

/** The row whose diagonal entry is farthest from 0, or -1 where none is certain not to be 0. */
function strongest(matrix: readonly (readonly Interval[])[]): number {
  const sizes = matrix.map((row, i) => (signOf(row[i]) === null ? 0 : Math.min(...row[i].map(Math.abs))));
  const most = Math.max(...sizes);
  return most > 0 ? sizes.indexOf(most) : -1;
}

/** The matrix with a row (and column) added to or taken from another, so that the other's diagonal is not 0. */
function mixedRows(matrix: readonly (readonly Interval[])[]): [Interval[][], number] | null {
  for (const [i, row] of matrix.entries()) {
    for (const j of row.keys()) {
      if (j === i) continue;
      for (const add of [plus, minus]) {
        // Entry (i, i) of the sum: a_ii +- 2 a_ij + a_jj.
        const diagonal = add(plus(row[i], matrix[j][j]), times([2, 2], row[j]));
        if (signOf(diagonal) === null || signOf(diagonal) === 0) continue;
        const mixed = matrix.map((other) => [...other]);
        for (const k of row.keys()) mixed[i][k] = mixed[k][i] = add(row[k], matrix[j][k]);
        mixed[i][i] = diagonal;
        return [mixed, i];
      }
    }
  }
  return null;
}

function eliminated(matrix: readonly (readonly Interval[])[], pivot: number): Interval[][] {
  const kept = matrix.map((_, i) => i).filter((i) => i !== pivot);
  const corner = matrix[pivot][pivot];
  return kept.map((i) =>
    kept.map((j) => {
      const [a, b] = [matrix[i][pivot], matrix[pivot][j]];
      return difference(matrix[i][j], over(i === j ? squared(a) : times(a, b), corner));
    }),
  );
}

/** a - b; 0 where two numbers differ by rounding alone. */
function difference(a: Interval, b: Interval): Interval {
  const [min, max] = minus(a, b);
  const scale = Math.max(Math.abs(a[0]), Math.abs(b[0]));
  return min === max && Math.abs(min) <= ROUNDING * scale ? [0, 0] : [min, max];
}
