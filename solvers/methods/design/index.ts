import { Failure } from '../../base/result';
import { multigrid } from '../multigrid';
import type { Problem } from '../problem';
import type { Method } from '../solver';
import { DesignSolver } from './design-solver';
import { settingsOf } from './settings';

/** The best layout of a conductor, by the gradient through multigrid. */
export const design: Method = {
  id: 'design',
  title: 'Layout by gradients through multigrid',
  refuses(problem: Problem): string | null {
    const inner = multigrid.refuses(problem);
    if (inner !== null) return inner;
    const inputs = Object.values(problem.inputs);
    if (inputs.length !== 1 || inputs[0]!.at !== 'cells' || problem.grid.at !== 'nodes' || problem.axes.length !== 2) {
      return 'method design lays out one input field at cells, with unknowns at nodes, in two dimensions';
    }
    try {
      settingsOf(problem, problem.parameters);
      return null;
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
  },
  memory: multigrid.memory,
  init: DesignSolver.create,
};
