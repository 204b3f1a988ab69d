import { Failure } from '../../base/result';
import { FnoSolver } from '../fno/fno-solver';
import { memoryOf } from '../fno/memory';
import type { Problem } from '../problem';
import type { Method } from '../solver';
import { nsmSettingsOf } from './settings';
import { SpectralTask, spectralRefusal } from './spectral-task';

/** A Fourier neural operator whose loss is the residual of each wave or polynomial, without any example. */
export const nsm: Method = {
  id: 'nsm',
  title: 'Neural spectral method',
  isOperator: true,
  refuses(problem: Problem): string | null {
    const refusal = spectralRefusal(problem);
    if (refusal !== null) return refusal;
    try {
      new SpectralTask(problem, nsmSettingsOf(problem));
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
    return null;
  },
  memory: (problem) => memoryOf(problem, nsmSettingsOf(problem).operator),
  async init(gpu, problem) {
    const settings = nsmSettingsOf(problem);
    const task = new SpectralTask(problem, settings);
    return FnoSolver.of(gpu, problem, { method: 'nsm', task, settings: settings.operator });
  },
};
