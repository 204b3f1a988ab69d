import * as A from '../array';
import { sizeOf } from '../array/shape';
import { type LinearSolver, linearSolve, type Solution } from '.';

/** -div(a grad u) + c u on all nodes of a square with n interior nodes a side; u, a [n + 2, n + 2], c [n, n]. */
function operator(u: A.Node, a: A.Node, c: A.Node): A.Node {
  const n = c.shape[0];
  const part = (x: A.Node, di: number, dj: number): A.Node =>
    A.slice(A.slice(x, 0, 1 + di, n + 1 + di), 1, 1 + dj, n + 1 + dj);
  const flux = (di: number, dj: number): A.Node => {
    const face = A.mul(0.5, A.add(part(a, 0, 0), part(a, di, dj)));
    return A.mul(face, A.sub(part(u, 0, 0), part(u, di, dj)));
  };
  const fluxes = A.add(A.add(flux(1, 0), flux(-1, 0)), A.add(flux(0, 1), flux(0, -1)));
  return A.add(A.mul((n + 1) ** 2, fluxes), A.mul(c, part(u, 0, 0)));
}

/** Shapes of what {@link poisson} takes: coefficients before they are made positive, source, boundary values. */
export function poissonShapes(n: number): A.Shape[] {
  return [
    [n + 2, n + 2],
    [n, n],
    [n, n],
    [n + 2, n + 2],
  ];
}

/** u [n, n] with boundary values of which only the rim counts; a = exp(raw / 3), c = raw^2. */
export function poisson(
  [rawA, rawC, f, boundary]: readonly A.Node[],
  solver: LinearSolver,
  adjoint: 'implicit' | 'unrolled' = 'implicit',
): Solution {
  const n = f.shape[0];
  const [a, c] = [A.exp(A.mul(1 / 3, rawA)), A.square(rawC)];
  const rim = Float64Array.from({ length: sizeOf(boundary.shape) }, (_, k) => {
    const [i, j] = [Math.floor(k / (n + 2)), k % (n + 2)];
    return Number(i === 0 || j === 0 || i === n + 1 || j === n + 1);
  });
  const b = A.sub(f, operator(A.mul(boundary, A.constant(rim, boundary.shape)), a, c));
  const apply = (v: A.Node, [ownA, ownC]: readonly A.Node[]): A.Node =>
    operator(A.pad(A.pad(v, 0, 1, 1), 1, 1, 1), ownA, ownC);
  return linearSolve(apply, b, [a, c], { solver, symmetric: true, adjoint });
}
