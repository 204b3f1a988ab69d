import type { Outcome } from '../../base/result';

/** Where a nonlinear solve ended: the last finite iterate in any case. */
export interface NonlinearAnswer {
  /** u on all nodes, those of Dirichlet sides included. */
  readonly value: Float64Array;
  readonly result: Outcome;
  readonly stats: {
    readonly iterations: number;
    /** Root mean square of F(u) over its nodes: at the start, and after each iteration. */
    readonly residuals: readonly number[];
  };
}

/** When a solve is done, and how long it may take. */
export interface Limits {
  /** Of the residual, relative to the first one; not below what rounding leaves. */
  readonly tolerance: number;
  readonly iterations: number;
}

const NEARER = 'start nearer to a solution, or change the parameters in smaller steps';

export const ADVICE = {
  stuck: `no step makes the residual smaller: there may be no solution near (beyond a fold there is none); ${NEARER}`,
  slow: `the residual is not below the tolerance yet: allow more iterations, or ${NEARER}`,
  singular: `the equation does not determine a change of the unknown somewhere (its linearisation is singular): ${NEARER}`,
  notFinite: `the residual is not finite at the start: start from values for which the equation is defined`,
  left: `the iterates left the values for which the equation is defined: ${NEARER}`,
  grows: `the residual grows: ${NEARER}, or use Newton's method`,
} as const;
