import { OK, type Outcome } from '../../base/result';
import { solveOnHost } from '../multigrid';
import { ADVICE, type Limits, type NonlinearAnswer } from './answer';
import { Discretisation } from './discretisation';
import { ENOUGH, HALVINGS, LOOSEST, nextForcing } from './forcing';
import { isRegular, type Jacobian, jacobianAt } from './jacobian';
import { assertProblem, type NonlinearProblem } from './problem';
import { largest, rms } from './rms';

const LIMITS: Limits = { tolerance: 1e-10, iterations: 40 };

/** What a linear solve must leave at least: its own rounding is not far below. */
const LEAST = 1e-10;

/**
 * Newton's method in f64 on the host: each linear system is solved by multigrid only as exactly as pays (Eisenstat &
 * Walker, SIAM J. Sci. Comput. 17, 1996, choice 2 with its safeguard), steps are halved until the residual falls.
 * @param guess u on all nodes; by default 0. Values on Dirichlet sides are replaced.
 * @throws Failure 'bad-input' where the problem itself is refused; all else is in the answer's result.
 */
export function solveByNewton(
  problem: NonlinearProblem,
  guess?: ArrayLike<number>,
  limits: Partial<Limits> = {},
): NonlinearAnswer {
  assertProblem(problem);
  const { tolerance, iterations } = { ...LIMITS, ...limits };
  const grid = new Discretisation(problem);
  let u = grid.withSides(guess ?? new Float64Array(grid.count));
  const residuals = [rms(grid.residual(u))];
  const answer = (result: Outcome): NonlinearAnswer => ({
    value: u,
    result,
    stats: { iterations: residuals.length - 1, residuals },
  });
  if (!Number.isFinite(residuals[0])) return answer({ code: 'bad-input', advice: ADVICE.notFinite });
  let forcing = LOOSEST;
  for (;;) {
    const last = residuals.at(-1)!;
    const jacobian = jacobianAt(grid, u);
    if (last <= Math.max(tolerance * residuals[0]!, rounding(jacobian, u))) return answer(OK);
    if (residuals.length > iterations) return answer({ code: 'not-converged', advice: ADVICE.slow });
    if (!isRegular(jacobian.operator)) return answer({ code: 'breakdown', advice: ADVICE.singular });
    forcing = nextForcing(forcing, residuals, LEAST);
    const change = newtonChange(jacobian, forcing);
    if (!change) return answer({ code: 'breakdown', advice: ADVICE.singular });
    const next = stepTo(grid, u, change, last, forcing);
    if (!next) return answer({ code: 'diverged', advice: ADVICE.stuck });
    u = next.u;
    residuals.push(next.residual);
  }
}

/** The change of the nodes with an equation, or null where the linear system has no usable answer. */
function newtonChange({ operator, weights, residual }: Jacobian, forcing: number): Float64Array | null {
  const side = residual.map((value, k) => -weights[k]! * value);
  for (const accelerate of operator.symmetric ? [true, false] : [false]) {
    const { code, u } = solveOnHost(operator, side, { tolerance: forcing, iterations: 60, accelerate });
    // A rough answer may still point downhill: the line search decides.
    if ((code === 'ok' || code === 'not-converged') && u.every(Number.isFinite)) return u;
  }
  return null;
}

/** The first of u + change, u + change / 2, ... that brings a good part of the promised decrease. */
function stepTo(
  grid: Discretisation,
  u: Float64Array,
  change: Float64Array,
  last: number,
  forcing: number,
): { u: Float64Array; residual: number } | null {
  for (let k = 0, step = 1; k < HALVINGS; k++, step /= 2) {
    const next = u.slice();
    let n = 0;
    grid.forEach((_i, _j, at) => {
      next[at]! += step * change[n++]!;
    });
    const residual = rms(grid.residual(next));
    if (residual <= (1 - ENOUGH * step * (1 - forcing)) * last) return { u: next, residual };
  }
  return null;
}

/** What rounding leaves of F: a few eps of the largest terms that cancel in it. */
function rounding({ operator, weights }: Jacobian, u: Float64Array): number {
  const diagonal = operator.coefficients[0]!.map((value, k) => value / weights[k]!);
  return 4 * Number.EPSILON * largest(diagonal) * largest(u);
}
