import { Failure } from '../../base/result';
import type { Gpu } from '../../gpu';
import type { Problem } from '../problem';
import type { Method, Solver } from '../solver';
import { chosenModel } from './choose';
import { EvolveSolver } from './evolve-solver';
import { ImplicitModel } from './implicit/model';
import { IMPLICIT_TOLERANCE } from './implicit/run';
import { specOf } from './problem-spec';
import { TOLERANCE } from './step-choice';

/** Schemes of order four take half the step then. */
const TIGHTER = 16;

/**
 * Any time-dependent equations on an interval or a periodic box, spectral in space and exponential in time; parabolic ones
 * in boxes and around bodies by finite volumes and implicit steps.
 */
export const evolve: Method = {
  id: 'evolve',
  title: 'Spectral in space, exponential Runge-Kutta in time',
  refuses(problem: Problem): string | null {
    try {
      chosenModel(specOf(problem));
      return null;
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
  },
  memory(problem: Problem): number {
    const model = chosenModel(specOf(problem));
    if (model instanceof ImplicitModel) return model.bytes;
    // The state, two copies of it, and about as much again for each stage of a step.
    const size = model.state.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 4), 0);
    return 12 * size;
  },
  finer(problem: Problem): readonly string[] {
    const spec = specOf(problem);
    if (spec.dt !== null) return [`dt=${spec.dt / 2}`];
    const usual = chosenModel(spec) instanceof ImplicitModel ? IMPLICIT_TOLERANCE : TOLERANCE;
    return [`recipes.evolve.tolerance=${(spec.tolerance ?? usual) / TIGHTER}`];
  },
  init(gpu: Gpu, problem: Problem): Promise<Solver> {
    return EvolveSolver.create(gpu, problem);
  },
};
