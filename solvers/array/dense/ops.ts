import { add, mul, neg, sub } from '../elementwise';
import { matmul } from '../matmul';
import { makeNode, type Node, type Op } from '../node';
import { pad, slice, transpose } from '../views';
import { choleskyF64, qrF64, qTimesF64, triangularSolveF64 } from './dense-f64';
import { lowerCholesky, lowerQr, lowerQTimes, lowerTriangularSolve } from './lower';
import { halvedTriangle, lowerTriangle, upperTriangle } from './triangle';

/** Which triangle is read, and whether its transpose is meant. */
export interface Side {
  readonly lower: boolean;
  readonly transposed: boolean;
}

/**
 * L of A = L L^T for A [problems, n, n]; one dispatch. Derivatives: Murray 2016, "Differentiation of the Cholesky
 * decomposition", section 3, of the symmetric part of A.
 */
export function choleskyOf(a: Node): Node {
  const [problems, n] = a.shape;
  const op: Op = {
    name: 'cholesky',
    key: 'cholesky',
    form: { kind: 'stages', lower: (context) => lowerCholesky({ problems, n }, context) },
    evaluate: ([values]) => choleskyF64(values, { problems, n }).factor,
    vjp: (g, l) => {
      const left = triangular(l, halvedTriangle(matmul(transpose(l), g)), { lower: true, transposed: true });
      return [symmetric(triangular(l, transpose(left), { lower: true, transposed: true }))];
    },
    jvp: ([da], l) => {
      if (!da) return null;
      const left = triangular(l, symmetric(da), { lower: true, transposed: false });
      const inner = transpose(triangular(l, transpose(left), { lower: true, transposed: false }));
      return matmul(l, halvedTriangle(inner));
    },
  };
  return makeNode(op, [a], a.shape);
}

/** (X + X^T) / 2 of each matrix. */
export function symmetric(x: Node): Node {
  return mul(0.5, add(x, transpose(x)));
}

/**
 * X [problems, n, k] from op(T) X = B, for T [problems, n or more, n] and B [problems, n or more, k], of which the
 * first n rows count; one dispatch.
 */
export function triangular(t: Node, b: Node, { lower, transposed }: Side): Node {
  const [problems, matrixRows, n] = t.shape;
  const [, rhsRows, columns] = b.shape;
  const shape = { problems, n, columns, lower, transposed, matrixRows, rhsRows };
  const triangle = lower ? lowerTriangle : upperTriangle;
  const op: Op = {
    name: 'triangular solve',
    key: `triangular ${lower} ${transposed}`,
    form: { kind: 'stages', lower: (context) => lowerTriangularSolve(shape, context) },
    evaluate: ([matrix, rhs]) => triangularSolveF64(matrix, rhs, shape),
    vjp: (g, x) => {
      const back = triangular(t, g, { lower, transposed: !transposed });
      const product = transposed ? matmul(x, transpose(back)) : matmul(back, transpose(x));
      return [pad(neg(triangle(product)), 1, 0, matrixRows - n), pad(back, 1, 0, rhsRows - n)];
    },
    jvp: ([dt, db], x) => {
      const change = dt && triangle(slice(dt, 1, 0, n));
      const moved = change && matmul(transposed ? transpose(change) : change, x);
      const own = db && slice(db, 1, 0, n);
      const rhs = own && moved ? sub(own, moved) : (own ?? (moved && neg(moved)));
      return rhs && triangular(t, rhs, { lower, transposed });
    },
  };
  return makeNode(op, [t, b], [problems, n, columns]);
}

/**
 * The packed QR of A [problems, rows, n]: [problems, rows + 1, n], see shaders/array/dense/qr.wgsl; one dispatch. It
 * has no derivative: whoever builds on it gives one.
 */
export function packedQr(a: Node): Node {
  const [problems, rows, columns] = a.shape;
  const shape = { problems, rows, columns };
  const op: Op = {
    name: 'qr',
    key: 'qr',
    form: { kind: 'stages', lower: (context) => lowerQr(shape, context) },
    evaluate: ([values]) => qrF64(values, shape),
  };
  return makeNode(op, [a], [problems, rows + 1, columns]);
}

/** Q^T B or Q B for B [problems, rows, k] from a packed QR; one dispatch, no derivative. */
export function timesQ(packed: Node, b: Node, transposed: boolean): Node {
  const [problems, , columns] = packed.shape;
  const [, rows, width] = b.shape;
  const shape = { problems, rows, columns, width, transposed };
  const op: Op = {
    name: 'q times',
    key: `q times ${transposed}`,
    form: { kind: 'stages', lower: (context) => lowerQTimes(shape, context) },
    evaluate: ([factor, values]) => qTimesF64(factor, values, shape),
  };
  return makeNode(op, [packed, b], b.shape);
}
