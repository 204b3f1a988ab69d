import { greater, type Node, sub } from '../array';
import { sameShape, shown } from '../array/shape';
import { Failure } from '../base/result';
import { implicitSolve, type LinearFunction, mapAt, plainSolve } from './linear-family';
import type { LinearSolver } from './linear-solver';
import { norm, quotient } from './members';
import { kept, sheltered } from './shelter';
import type { Solution } from './status';

/** What {@link linearSolve} takes. */
export interface LinearSolveOptions {
  readonly solver: LinearSolver;
  /** The map is its own transpose: saves taking it. Default false. */
  readonly symmetric?: boolean;
  /** How many axes in front are those of independent members. Default 0. */
  readonly batch?: number;
  /** `unrolled`: differentiated through its iterations, for tests. Default: implicitly. */
  readonly adjoint?: 'implicit' | 'unrolled';
}

/**
 * The x of A(inputs) x = b, for A given by what it does to arrays of the shape of b, matrix-free or not. Its derivatives
 * by b and by `inputs` (no other arrays) cost one more solve each way; they can be differentiated again. The residual of
 * its status is |b - A x| / |b|.
 * @throws Failure 'bad-input' where A gives another shape
 */
export function linearSolve(
  apply: LinearFunction,
  b: Node,
  inputs: readonly Node[],
  { solver, symmetric = false, batch = 0, adjoint = 'implicit' }: LinearSolveOptions,
): Solution {
  const family = { shape: b.shape, batch, apply, solver, ...(symmetric && { transposed: apply }) };
  const safe = sheltered(b, inputs, batch);
  const result = (adjoint === 'implicit' ? implicitSolve : plainSolve)(family, safe.start, safe.inputs);
  const image = mapAt(family, safe.inputs).apply(result.value);
  if (!sameShape(image.shape, b.shape)) {
    throw new Failure(
      'bad-input',
      `linearSolve: ${shown(b.shape)} became ${shown(image.shape)}: give a map to the same`,
    );
  }
  const size = norm(safe.start, batch);
  const residual = quotient(norm(sub(safe.start, image), batch), size, greater(size, 0));
  return kept(safe, batch, { ...result, residual });
}
