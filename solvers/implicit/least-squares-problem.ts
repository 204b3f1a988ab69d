import type { Node } from '../array';
import type { Equation } from './adjoint';

/** Residuals [members, m] of unknowns [members, n], whose squares are to be least in sum for each member. */
export interface LeastSquaresProblem {
  readonly residuals: Equation;
  /** Their derivatives by the unknowns, [members, m, n]. */
  readonly jacobian: Equation;
  /** What rounding to f32 takes from them, where it is known. */
  readonly rest: Equation | null;
  readonly inputs: readonly Node[];
}
