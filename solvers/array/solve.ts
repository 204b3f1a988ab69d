import { rightHandSides, squareMatrices, tallMatrices } from './dense/batch';
import { choleskyOf, packedQr, symmetric, timesQ, triangular } from './dense/ops';
import { add, neg, sub } from './elementwise';
import { matmul } from './matmul';
import type { Node } from './node';
import { withRules } from './rules';
import { transpose } from './views';

/**
 * X from A X = B, A [..., n, n] symmetric and positive definite, by Cholesky; B [..., n, k] or vectors [..., n].
 * Differentiated implicitly, by the same factor: two substitutions more.
 * @throws Failure 'bad-input' where shapes do not fit
 */
export function solveSpd(a: Node, b: Node): Node {
  const matrix = squareMatrices('solveSpd', a);
  const { flat, back } = rightHandSides('solveSpd', a, b);
  return back(spd(matrix, flat), matrix.shape[2]);
}

function spd(a: Node, b: Node): Node {
  const l = choleskyOf(a);
  const half = triangular(l, b, { lower: true, transposed: false });
  return withRules(triangular(l, half, { lower: true, transposed: true }), [a, b], {
    vjp: (g, x) => {
      const back = spd(a, g);
      const product = matmul(back, transpose(x));
      return [neg(symmetric(product)), back];
    },
    jvp: ([da, db], x) => {
      if (!da) return db && spd(a, db);
      const moved = matmul(symmetric(da), x);
      return spd(a, db ? sub(db, moved) : neg(moved));
    },
  });
}

/**
 * The X of least |A X - B| in each column, A [..., m, n] of full rank, m >= n, by QR, so that errors grow with the
 * condition of A and not with its square; B [..., m, k] or vectors [..., m]. Three dispatches. Differentiated
 * implicitly (Golub and Pereyra 1973, equation 4.12), by the same factors.
 * @throws Failure 'bad-input' where shapes do not fit
 */
export function leastSquares(a: Node, b: Node): Node {
  const matrix = tallMatrices('leastSquares', a);
  const { flat, back } = rightHandSides('leastSquares', a, b);
  return back(pseudoInverse(matrix, flat), matrix.shape[2]);
}

/** A^+ B */
function pseudoInverse(a: Node, b: Node): Node {
  const packed = packedQr(a);
  const solution = triangular(packed, timesQ(packed, b, true), { lower: false, transposed: false });
  return withRules(solution, [a, b], {
    vjp: (g, x) => {
      const y = gram(a, g);
      const back = matmul(a, y);
      const rest = sub(b, matmul(a, x));
      return [sub(matmul(rest, transpose(y)), matmul(back, transpose(x))), back];
    },
    jvp: ([da, db], x) => {
      if (!da) return db && pseudoInverse(a, db);
      const moved = matmul(da, x);
      const rest = sub(b, matmul(a, x));
      return add(pseudoInverse(a, db ? sub(db, moved) : neg(moved)), gram(a, matmul(transpose(da), rest)));
    },
  });
}

/**
 * X from A^T A X = C by the QR of A [..., m, n] of full rank, m >= n, without the product; C [..., n, k] or vectors
 * [..., n]. Three dispatches. Differentiated implicitly, by the same factors.
 * @throws Failure 'bad-input' where shapes do not fit
 */
export function solveGram(a: Node, c: Node): Node {
  const matrix = tallMatrices('solveGram', a);
  const { flat, back } = rightHandSides('solveGram', transpose(a), c);
  return back(gram(matrix, flat), matrix.shape[2]);
}

function gram(a: Node, c: Node): Node {
  const packed = packedQr(a);
  const half = triangular(packed, c, { lower: false, transposed: true });
  return withRules(triangular(packed, half, { lower: false, transposed: false }), [a, c], {
    vjp: (g, x) => {
      const back = gram(a, g);
      const product = matmul(back, transpose(x));
      return [neg(matmul(a, add(product, transpose(product)))), back];
    },
    jvp: ([da, dc], x) => {
      if (!da) return dc && gram(a, dc);
      const moved = add(matmul(transpose(da), matmul(a, x)), matmul(transpose(a), matmul(da, x)));
      return gram(a, dc ? sub(dc, moved) : neg(moved));
    },
  });
}
