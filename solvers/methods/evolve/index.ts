import { Failure } from '../../base/result';
import type { Gpu } from '../../gpu';
import type { Problem } from '../problem';
import type { Method, Solver } from '../solver';
import { modelOf } from './choose';
import { EvolveSolver } from './evolve-solver';
import { specOf } from './problem-spec';

/** Any time-dependent equations on an interval or a periodic box: spectral in space, exponential in time. */
export const evolve: Method = {
  id: 'evolve',
  title: 'Spectral in space, exponential Runge-Kutta in time',
  refuses(problem: Problem): string | null {
    try {
      modelOf(specOf(problem));
      return null;
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
  },
  memory(problem: Problem): number {
    const model = modelOf(specOf(problem));
    // The state, two copies of it, and about as much again for each stage of a step.
    const size = model.state.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 4), 0);
    return 12 * size;
  },
  init(gpu: Gpu, problem: Problem): Promise<Solver> {
    return EvolveSolver.create(gpu, problem);
  },
};
