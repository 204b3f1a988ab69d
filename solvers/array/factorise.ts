import { broadcastTo } from './broadcast';
import { rightHandSides, squareMatrices, tallMatrices } from './dense/batch';
import { choleskyOf, packedQr, timesQ, triangular } from './dense/ops';
import { identity, lowerTriangle, strictlyLower, upperTriangle } from './dense/triangle';
import { add, sub } from './elementwise';
import { matmul } from './matmul';
import type { Node } from './node';
import { withRules } from './rules';
import { reshape, slice, transpose } from './views';

/**
 * L of A = L L^T, zero above the diagonal, for symmetric positive definite A [..., n, n]; the lower triangle is read.
 * The derivative is that by the symmetric part of A. Pivots not above n eps max(a_ii) are raised to that, so nothing
 * becomes infinite. One dispatch for all matrices, which are meant to be small: up to some hundred rows.
 * @throws Failure 'bad-input' where they are not square
 */
export function cholesky(a: Node): Node {
  return reshape(choleskyOf(squareMatrices('cholesky', a)), a.shape);
}

/** How {@link triangularSolve} reads its matrix. */
export interface TriangularOptions {
  /** The upper triangle counts; default: the lower one. What lies in the other is ignored. */
  readonly upper?: boolean;
  /** T^T X = B. */
  readonly transposed?: boolean;
}

/**
 * X from T X = B by substitution, T [..., n, n] triangular, B [..., n, k] or vectors [..., n]. One dispatch.
 * @throws Failure 'bad-input' where shapes do not fit
 */
export function triangularSolve(t: Node, b: Node, { upper = false, transposed = false }: TriangularOptions = {}): Node {
  const matrix = squareMatrices('triangularSolve', t);
  const { flat, back } = rightHandSides('triangularSolve', t, b);
  return back(triangular(matrix, flat, { lower: !upper, transposed }), matrix.shape[2]);
}

/**
 * Householder's A = Q R for A [..., m, n] of full rank, m >= n: Q [..., m, n] with orthonormal columns, R [..., n, n]
 * upper triangular; its diagonal may be negative. Two dispatches. Derivatives: Walter and Lehmann 2010, "Algorithmic
 * differentiation of linear algebra functions", section 2.4.
 * @throws Failure 'bad-input' where m < n
 */
export function qr(a: Node): { readonly q: Node; readonly r: Node } {
  const flat = tallMatrices('qr', a);
  const [problems, rows, n] = flat.shape;
  const packed = packedQr(flat);
  const unit = broadcastTo(identity(rows, n), [problems, rows, n]);
  const q: Node = withRules(timesQ(packed, unit, false), [flat], {
    vjp: (g) => [overTransposed(r, sub(g, matmul(q, mirrored(matmul(transpose(g), q)))))],
    jvp: ([da]) => {
      const change = over(r, da!);
      return sub(change, matmul(q, upperPart(q, change)));
    },
  });
  const r: Node = withRules(upperTriangle(slice(packed, 1, 0, n)), [flat], {
    vjp: (g) => [overTransposed(r, matmul(q, mirrored(matmul(r, transpose(g)))))],
    jvp: ([da]) => matmul(upperPart(q, over(r, da!)), r),
  });
  return { q: reshape(q, a.shape), r: reshape(r, [...a.shape.slice(0, -2), n, n]) };
}

/** X R^-1 */
function over(r: Node, x: Node): Node {
  return transpose(triangular(r, transpose(x), { lower: false, transposed: true }));
}

/** X R^-T */
function overTransposed(r: Node, x: Node): Node {
  return transpose(triangular(r, transpose(x), { lower: false, transposed: false }));
}

/** dR R^-1, from `change` = dA R^-1: Q^T dA R^-1 = Q^T dQ + dR R^-1, the first of them skew, the second upper. */
function upperPart(q: Node, change: Node): Node {
  const inner = matmul(transpose(q), change);
  const below = strictlyLower(inner);
  return add(sub(inner, below), transpose(below));
}

/** The lower triangle of each matrix, copied to the upper one. */
function mirrored(x: Node): Node {
  return add(lowerTriangle(x), transpose(strictlyLower(x)));
}
