import {
  broadcastTo,
  concat,
  leastSquares,
  literal,
  type Node,
  pad,
  reshape,
  type Shape,
  solveSpd,
  transpose,
  where,
} from '../array';
import { sizeOf } from '../array/shape';
import { Failure } from '../base/result';
import type { LinearMap } from './linear-map';
import type { LinearSolver } from './linear-solver';
import { perMember, sound, soundOrZero } from './members';
import { CODE } from './status';

/** Up to so many unknowns of a member a matrix is built, a pass for each. */
const MAX_UNKNOWNS = 128;

/**
 * The matrices [members, rows, unknowns] of a linear function of arrays [...batch, ...own] of `shape`, by a pass for
 * each unknown that all members share.
 * @throws Failure 'bad-input' where there are over 128 of them
 */
export function matrixOf(apply: (v: Node) => Node, shape: Shape, batch: number): Node {
  const members = sizeOf(shape.slice(0, batch));
  const n = sizeOf(shape.slice(batch));
  if (n > MAX_UNKNOWNS) {
    const advice = 'take a Krylov solver, or give the matrix';
    throw new Failure('bad-input', `a matrix of ${n} unknowns would take over ${MAX_UNKNOWNS} passes: ${advice}`);
  }
  const columns = Array.from({ length: n }, (_, k) => {
    const unit = broadcastTo(pad(literal(1, [1]), 0, k, n - k - 1), [members, n]);
    const image = apply(reshape(unit, shape));
    return reshape(image, [1, members, sizeOf(image.shape) / members]);
  });
  return transpose(concat(columns), [1, 2, 0]);
}

/**
 * The matrix and its factors: `qr` for any regular matrix, `cholesky` for symmetric positive definite ones. For few
 * unknowns. A singular matrix gives 0.
 */
export function dense(factors: 'qr' | 'cholesky' = 'qr'): LinearSolver {
  return {
    solve({ map }, b) {
      const { shape, batch } = map;
      const matrix = matrixOf(map.apply, shape, batch);
      const [members, , n] = matrix.shape;
      const solved = (factors === 'qr' ? leastSquares : solveSpd)(matrix, reshape(b, [members, n]));
      const x = reshape(solved, shape);
      return { value: soundOrZero(x, batch), iterations: one(map), code: codeOf(x, map) };
    },
  };
}

function one({ shape, batch }: LinearMap): Node {
  return literal(1, perMember(shape, batch));
}

function codeOf(x: Node, { batch }: LinearMap): Node {
  return where(sound(x, batch), literal(CODE.ok), literal(CODE.singular));
}
