import { Failure } from '../../base/result';
import type { Gpu } from '../../gpu';
import type { Problem } from '../problem';
import type { Method, Solver } from '../solver';
import { LabSolver } from './lab/lab-solver';
import { PANEL, panelsOf } from './linear/panels';
import { MarchingSolver } from './marching/marching-solver';
import { carriedOver } from './marching/windows';
import { layoutOf } from './network/layout';
import { PinnSolver } from './pinn-solver';
import { recipeOf } from './recipe';
import { statementOf } from './statement/statement';

/** A network trained on the equations themselves, by Gauss-Newton steps. */
export const pinn: Method = {
  id: 'pinn',
  title: 'Physics-informed network, Levenberg-Marquardt',
  refuses(problem: Problem): string | null {
    try {
      const recipe = recipeOf(problem);
      statementOf(problem, recipe);
      if (recipe.windows > 1) carriedOver(problem, recipe);
      return null;
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
  },
  memory(problem: Problem): number {
    const recipe = recipeOf(problem);
    const { features, channels, terms } = statementOf(problem, recipe);
    const hidden = Array.from({ length: recipe.layers }, () => recipe.width);
    const { parameters, tapeRows, deltaRows } = layoutOf({
      sizes: [features.length, ...hidden, problem.unknowns.length],
      channels,
    });
    const size = panelsOf(parameters) * PANEL;
    const rows = terms.reduce((sum, { points, residuals }) => sum + points * residuals.length, 0);
    const points = terms.reduce((sum, term) => sum + term.points, 0);
    return 4 * recipe.windows * (rows * (size + deltaRows) + (points + 4096) * tapeRows + 3 * size * size);
  },
  init(gpu: Gpu, problem: Problem): Promise<Solver> {
    const recipe = recipeOf(problem);
    if (recipe.windows > 1) return MarchingSolver.create(gpu, problem);
    if (recipe.optimiser === 'levenberg-marquardt') return PinnSolver.create(gpu, problem);
    return LabSolver.create(gpu, problem, recipe);
  },
};
