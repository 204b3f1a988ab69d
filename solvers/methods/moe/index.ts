import { Failure } from '../../base/result';
import type { Method } from '../solver';
import { memoryOf } from './memory';
import { MoeSolver } from './moe-solver';
import { type MoeMethod, recipeOf } from './recipe';
import { statementOf } from './statement';

function method(id: MoeMethod, title: string): Method {
  return {
    id,
    title,
    isOperator: true,
    refuses(problem) {
      try {
        statementOf(problem, recipeOf(problem, id).floor);
        return null;
      } catch (error) {
        if (error instanceof Failure) return error.message;
        throw error;
      }
    },
    memory: (problem) => memoryOf(problem, id),
    init: (gpu, problem) => MoeSolver.create(gpu, id, problem),
  };
}

/** An operator trained on the equation as a penalty. */
export const piSc = method('pi-sc', 'Operator with soft constraints');
/** Its basis weighed by one constraint for the whole domain. */
export const piHc = method('pi-hc', 'Operator with a hard constraint');
/** Its basis weighed by a constraint in each box. */
export const piHcMoe = method('pi-hc-moe', 'Operator with hard constraints by experts');
