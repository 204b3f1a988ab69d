import { Failure } from '../../base/result';
import type { Problem } from '../problem';
import type { Method } from '../solver';
import { FnoSolver } from './fno-solver';
import { memoryOf } from './memory';
import { settingsOf } from './settings';
import { refusalOf } from './task-of';

/** A Fourier neural operator, trained on examples that the classical methods make meanwhile. */
export const fno: Method = {
  id: 'fno',
  title: 'Fourier neural operator',
  isOperator: true,
  refuses(problem: Problem): string | null {
    try {
      return refusalOf(problem, settingsOf(problem));
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
  },
  memory: (problem) => memoryOf(problem, settingsOf(problem)),
  init: (gpu, problem) => FnoSolver.create(gpu, problem),
};
