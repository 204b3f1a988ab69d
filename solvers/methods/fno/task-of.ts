import { Failure } from '../../base/result';
import type { Gpu } from '../../gpu';
import type { Problem } from '../problem';
import { balanceRefusal } from './balance';
import type { FnoSettings } from './settings';
import { StartTask, startRefusal } from './start-task';
import { SteadyTask, steadyRefusal } from './steady-task';
import type { OperatorTask } from './task';

/** Why a problem is no task for an operator, or null. */
export function refusalOf(problem: Problem, settings: FnoSettings): string | null {
  const { loss } = settings;
  const refusal = problem.time ? startRefusal(problem, settings) : steadyRefusal(problem);
  return refusal ?? (loss === 'data' ? null : balanceRefusal(problem));
}

/** The task that a problem states. @throws Failure 'bad-input' where it states none */
export function taskOf(gpu: Gpu, problem: Problem, settings: FnoSettings): OperatorTask {
  const refusal = refusalOf(problem, settings);
  if (refusal !== null) throw new Failure('bad-input', refusal, 'method');
  return problem.time ? new StartTask(gpu, problem, settings) : new SteadyTask(gpu, problem, settings);
}
