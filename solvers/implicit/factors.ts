import { greater, leastSquares, max, mul, type Node, neg, pad, reshape, slice, square, sum } from '../array';
import { packedQr, timesQ, triangular } from '../array/dense/ops';
import { identity } from '../array/dense/triangle';
import { fineTriangular } from './fine-triangular';
import { sameAs } from './held';

/** J = Q R for matrices J [members, m, n]; vectors are [members, m] or [members, n]. Without derivatives. */
export interface Factors {
  /** Q^T v */
  project(v: Node): Node;
  /** Q t */
  lift(t: Node): Node;
  /** R^-1 t */
  overR(t: Node): Node;
  /** R^-T g */
  overRTransposed(g: Node): Node;
  /** 1 for each member [members, 1] whose J is of full rank as far as f32 can tell, else 0. */
  readonly regular: Node;
}

/** Below this share of the largest one, an element on the diagonal of R makes a member singular in f32. */
const SINGULAR = 1e-6;

/**
 * QR twice (as Yamamoto et al. 2015 do with Cholesky's): J = Q1 R1 in f32, J R1^-1 = Q2 R2 with the quotient in
 * double-single; Q = Q2, R = R2 R1. The first Q is off by the condition of J times eps from the range of J; the second
 * has a matrix of condition 1 to start from, so that errors do not grow with the condition at all, but for those of R1,
 * which is divided by in double-single. Three dispatches.
 * @param rest what rounding to f32 took from the matrix
 */
export function factorsOf(matrix: Node, rest?: Node): Factors {
  const [members, m, n] = matrix.shape;
  const first = packedQr(matrix);
  const second = packedQr(fineTriangular(first, matrix, true, rest));
  const column = (v: Node): Node => reshape(v, [members, v.shape[1], 1]);
  const flat = (v: Node): Node => reshape(v, [members, v.shape[1]]);
  const fine = (v: Node, transposed: boolean): Node => {
    return reshape(fineTriangular(first, reshape(v, [members, 1, n]), transposed), [members, n]);
  };
  const near = (v: Node, transposed: boolean): Node => {
    return flat(triangular(second, column(v), { lower: false, transposed }));
  };
  return {
    project: (v) => slice(flat(timesQ(second, column(v), true)), 1, 0, n),
    lift: (t) => flat(timesQ(second, column(pad(t, 1, 0, m - n)), false)),
    overR: (t) => fine(near(t, false), false),
    overRTransposed: (g) => near(fine(g, true), true),
    regular: fullRank(first, n),
  };
}

function fullRank(packed: Node, n: number): Node {
  const diagonal = square(sum(mul(slice(packed, 1, 0, n), identity(n, n)), [2]));
  const [largest, least] = [max(diagonal, [1]), neg(max(neg(diagonal), [1]))];
  return reshape(greater(least, mul(SINGULAR ** 2, largest)), [packed.shape[0], 1]);
}

/** The d that makes |J d + r|^2 least, for J of full rank, by {@link factorsOf}; with derivatives. */
export function fineLeastSquares(matrix: Node, r: Node, rest?: Node): Node {
  const { project, overR } = factorsOf(matrix, rest);
  return sameAs(neg(overR(project(r))), [matrix, r], ([a, b]) => neg(leastSquares(a, b)));
}
