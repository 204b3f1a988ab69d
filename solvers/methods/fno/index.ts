import { Failure } from '../../base/result';
import { fnoCount } from '../../nets';
import type { Problem } from '../problem';
import type { Method } from '../solver';
import { FnoSolver } from './fno-solver';
import { settingsOf } from './settings';
import { refusalOf } from './task-of';

/** A Fourier neural operator, trained on examples that the classical methods make meanwhile. */
export const fno: Method = {
  id: 'fno',
  title: 'Fourier neural operator',
  refuses(problem: Problem): string | null {
    try {
      return refusalOf(problem, settingsOf(problem));
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
  },
  memory(problem) {
    const { width, layers, modes, projection, batch } = settingsOf(problem);
    const points = problem.grid.cells.reduce((product, n) => product * n, 1);
    const network = {
      inputs: Object.keys(problem.inputs).length + problem.randomFields.length + 1 + problem.axes.length,
      lift: [],
      width,
      layers,
      modes: problem.axes.map(() => modes),
      projection: [projection],
      outputs: problem.unknowns.length,
      activation: 'gelu',
    } as const;
    // Parameters, gradient and AdamW's memory; what the layers keep for the backward pass.
    return 4 * (4 * fnoCount(network) + 2 * points * batch * (layers * width + projection));
  },
  init: (gpu, problem) => FnoSolver.create(gpu, problem),
};
