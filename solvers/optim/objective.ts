import { mul, type Node, square, sum } from '../array';
import { OK, type Outcome } from '../base/result';
import type { RunCost } from './executor';

/** What is to be made small. */
export interface Objective {
  /** A flat variable; an optimiser goes on from what it holds. */
  readonly parameters: Node;
  /** A scalar of the parameters and of whatever variables and constants else. */
  readonly loss: Node;
  /** [N], where the loss is half the sum of their squares: what Gauss-Newton and Levenberg-Marquardt need. */
  readonly residuals?: Node;
  /** [N, P], the derivatives of the residuals, where there is a better way to them than one pass for each column. */
  readonly jacobian?: Node;
}

/** Half the sum of squares of `residuals` as an objective. */
export function leastSquaresObjective(parameters: Node, residuals: Node, jacobian?: Node): Objective {
  const loss = mul(0.5, sum(square(residuals)));
  return { parameters, loss, residuals, ...(jacobian && { jacobian }) };
}

/** How far a run has come. */
export interface Progress {
  /** At the parameters as they are now; of first-order methods before their last step. */
  readonly loss: number;
  /** Steps tried in this run. */
  readonly iterations: number;
  /** How often the loss was computed in this run. */
  readonly evaluations: number;
  /** `ok`: there is no more to do; `not-converged`: more iterations may help; else the advice says what may. */
  readonly result: Outcome;
}

/** A method at work on an objective: the parameters and its own state live in its executor. */
export interface Optimiser {
  /** At most `iterations` steps more; fewer where it has converged or cannot go on. */
  run(iterations: number): Promise<Progress>;
}

/** One whose state can be kept and written back. */
export interface ResumableOptimiser extends Optimiser {
  /** Of one evaluation of what is made small. */
  readonly cost: RunCost;
  /** Variables that it goes on from beside the parameters: what a saved state holds. */
  readonly state: readonly Node[];
  /** To be called when those were written from outside. */
  restored(): void;
}

export const CONVERGED: Outcome = OK;
export const UNFINISHED: Outcome = { code: 'not-converged', advice: 'All iterations are used up: allow more.' };
export const EXHAUSTED: Outcome = {
  code: 'not-converged',
  advice: 'No step lowers the loss in this precision: it may be the minimum, or the loss is not smooth here.',
};
export const DIVERGED: Outcome = {
  code: 'diverged',
  advice: 'The loss is no number: start elsewhere, scale the problem, or take smaller steps or more damping.',
};
