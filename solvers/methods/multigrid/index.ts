import { Failure } from '../../base/result';
import type { Problem } from '../problem';
import type { Method } from '../solver';
import { ellipticOf } from './elliptic-of';
import { memoryOf } from './memory';
import { MultigridSolver } from './multigrid-solver';
import { isNonlinear, nonlinearOf } from './nonlinear-of';
import { NonlinearSolver } from './nonlinear-solver';
import { settingsOf } from './settings';

/** Steady equations: -div(A grad u) + c u = f in two and three dimensions, and F(u) = 0 of second order in two. */
export const multigrid: Method = {
  id: 'multigrid',
  title: 'Finite volumes, multigrid to double precision',
  refuses(problem: Problem): string | null {
    if (problem.time) return 'method multigrid solves steady equations: remove t';
    if (problem.axes.length < 2) return 'method multigrid needs two or three axes';
    if (problem.unknowns.length !== 1 || problem.equations.length !== 1) {
      return 'method multigrid solves one equation for one unknown';
    }
    if (problem.grid.spacing.some((spacing) => spacing !== null)) {
      return 'method multigrid needs cells of one width: remove grid.spacing';
    }
    try {
      settingsOf(problem);
      if (isNonlinear(problem)) nonlinearOf(problem, problem.parameters);
      else ellipticOf(problem, problem.parameters);
      return null;
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
  },
  memory: memoryOf,
  init: (gpu, problem) =>
    isNonlinear(problem) ? NonlinearSolver.create(gpu, problem) : MultigridSolver.create(gpu, problem),
};
