import { fnoCount } from '../../nets';
import type { Problem } from '../problem';
import { gridOf, pointsOf } from './grid';
import { networkFor } from './inference';
import { type MoeMethod, recipeOf } from './recipe';
import { statementOf } from './statement';

/** Numbers on the device: parameters, gradient and Adam's memory; what layers, terms and constraints keep. */
export function memoryOf(problem: Problem, method: MoeMethod): number {
  const recipe = recipeOf(problem, method);
  const statement = statementOf(problem, recipe.floor);
  const grid = gridOf(statement, recipe);
  const { batch, layers, width, projection, basis, samples } = recipe;
  const points = batch * pointsOf(grid) * (3 * layers * width + 2 * projection + 8 * basis);
  return 4 * (4 * fnoCount(networkFor(statement, grid, recipe)) + points + 8 * batch * samples * basis);
}
