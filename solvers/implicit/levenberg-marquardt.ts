import {
  add,
  greater,
  literal,
  matmul,
  max,
  maximum,
  mul,
  type Node,
  neg,
  pad,
  reshape,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  where,
} from '../array';
import { identity } from '../array/dense/triangle';
import { fineLeastSquares } from './factors';
import { atMost, inner, norm, not, sound, soundOrZero } from './members';
import type { RootResult } from './root-solver';
import { CODE } from './status';

/** What an iteration for a minimum sees: functions of unknowns [members, n]. */
interface Residuals {
  /** [members, m] */
  readonly residuals: (x: Node) => Node;
  /** [members, m, n] */
  readonly jacobian: (x: Node) => Node;
  /** What rounding to f32 takes from the Jacobian, where it is known. */
  readonly rest: ((x: Node) => Node) | null;
}

/** How a minimum is found: a value that solves take. */
export interface LeastSquaresSolver {
  /** The residual of the result is the norm of the residuals; the value is the best that was found. */
  solve(problem: Residuals, start: Node): RootResult;
}

/** What {@link levenbergMarquardt} takes. */
export interface LevenbergMarquardtOptions {
  /** At most so many steps tried, each recorded. Default 20. */
  readonly iterations?: number;
  /**
   * The last step is one of this norm relative to x, or one that moves the residuals by this share of their norm (the
   * relative offset of Bates and Watts 1981). Default 1e-6.
   */
  readonly tolerance?: number;
  /** The first damping as a share of the largest squared column of the Jacobian. Default 1e-3. */
  readonly damping?: number;
}

/** The roundings of f32 in a sum of squares: a promised decrease below this share of it cannot be seen. */
const NOISE = 2 ** -20;
/** How far the sum of squares may seem to grow there: residuals may be small differences of large numbers. */
const SEEMING = 2 ** -14;
/** Damping below this share of the largest squared column is lost beside the Jacobian's own roundings. */
const LEAST_DAMPING = 1e-14;

/**
 * Levenberg-Marquardt for many members at once, each with its own damping, by QR of [J; sqrt(damping) 1]: never normal
 * equations, which lose half the digits (More 1978). Damping falls tenfold after a good step and grows fourfold after a
 * refused one. Decreases are summed from differences of residuals; where f32 cannot see the promised one, the step is
 * taken unless the sum of squares grows, so that ill-conditioned problems get their last digits.
 */
export function levenbergMarquardt(options: LevenbergMarquardtOptions = {}): LeastSquaresSolver {
  const { iterations = 20, tolerance = 1e-6, damping: share = 1e-3 } = options;
  return {
    solve({ residuals, jacobian, rest }, start) {
      let x = start;
      let r = residuals(x);
      let open = sound(r, 1);
      let code = where(open, CODE.notConverged, CODE.notFinite);
      let count = literal(0, code.shape);
      let damping: Node | undefined;
      let scale = code;
      let before = literal(0, code.shape);
      for (let k = 0; k < iterations; k++) {
        const matrix = jacobian(x);
        if (!damping) {
          scale = stopGradient(maximum(reshape(max(sum(square(matrix), [1]), [1]), code.shape), 1e-30));
          damping = mul(share, scale);
        }
        const step = soundOrZero(dampedStep(matrix, r, damping, rest?.(x)), 1);
        const along = reshape(matmul(matrix, reshape(step, [...step.shape, 1])), r.shape);
        const trial = add(x, step);
        const there = residuals(trial);

        const loss = mul(0.5, inner(r, r, 1));
        const promised = neg(inner(along, add(r, mul(0.5, along)), 1));
        const fall = mul(0.5, inner(sub(r, there), add(r, there), 1));
        const unseen = mul(atMost(promised, mul(NOISE, loss)), greater(fall, mul(-SEEMING, loss)));
        const good = greater(fall, mul(1e-3, promised));
        const take = mul(open, mul(sound(there, 1), maximum(good, unseen)));
        const moves = norm(along, 1);
        const last = maximum(
          maximum(
            atMost(norm(step, 1), mul(tolerance, add(norm(x, 1), tolerance))),
            atMost(moves, mul(tolerance, norm(r, 1))),
          ),
          // Steps that are all rounding do not shrink any more.
          mul(mul(unseen, greater(before, 0)), atMost(before, moves)),
        );
        before = where(mul(take, unseen), moves, 0);
        const free = greater(scale, damping);
        const most = greater(damping, mul(1e8, scale));
        const closes = mul(open, maximum(mul(mul(take, last), free), most));
        code = where(closes, where(most, CODE.stalled, CODE.ok), code);
        count = add(count, open);
        x = where(take, trial, x);
        r = where(take, there, r);
        const lower = where(greater(fall, mul(0.25, promised)), mul(0.1, damping), damping);
        const floor = mul(LEAST_DAMPING, scale);
        const next = where(take, where(unseen, mul(0.1, damping), lower), mul(4, damping));
        damping = stopGradient(maximum(next, floor));
        open = mul(open, not(closes));
      }
      return { value: x, iterations: count, residual: norm(r, 1), code };
    },
  };
}

/** The d that makes |J d + r|^2 + damping |d|^2 least. */
function dampedStep(matrix: Node, r: Node, damping: Node, rest?: Node): Node {
  const [members, m, n] = matrix.shape;
  const diagonal = mul(reshape(sqrt(damping), [members, 1, 1]), identity(n, n));
  const stacked = add(pad(matrix, 1, 0, n), pad(diagonal, 1, m, 0));
  return fineLeastSquares(stacked, pad(r, 1, 0, n), rest && pad(rest, 1, 0, n));
}
