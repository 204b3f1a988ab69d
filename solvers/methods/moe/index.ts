import { Failure } from '../../base/result';
import type { Method } from '../solver';
import { heldSides } from './held-sides';
import { memoryOf } from './memory';
import { MoeSolver } from './moe-solver';
import { type MoeMethod, recipeOf } from './recipe';
import { type Statement, statementOf } from './statement';

/** Why a problem that can be stated is none of a method, or null. */
function refusalOf(id: MoeMethod, statement: Statement): string | null {
  if (id !== 'pi-ot') return null;
  const can = statement.problem.axes.length === 1 && statement.start && heldSides(statement).length > 0;
  return can
    ? null
    : 'sides held by construction need one axis in space, a start, and a side where the unknown is given';
}

function method(id: MoeMethod, title: string): Method {
  return {
    id,
    title,
    isOperator: true,
    refuses(problem) {
      try {
        return refusalOf(id, statementOf(problem, recipeOf(problem, id).floor));
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
/** The same with start and given sides held by construction. */
export const piOt = method('pi-ot', 'Operator whose start and sides hold by construction');
/** Its basis weighed by one constraint for the whole domain. */
export const piHc = method('pi-hc', 'Operator with a hard constraint');
/** Its basis weighed by a constraint in each box. */
export const piHcMoe = method('pi-hc-moe', 'Operator with hard constraints by experts');
