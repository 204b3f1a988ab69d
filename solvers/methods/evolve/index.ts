import { Failure } from '../../base/result';
import type { Gpu } from '../../gpu';
import type { Problem } from '../problem';
import type { Method, Solver } from '../solver';
import { chosenModel } from './choose';
import { EvolveSolver } from './evolve-solver';
import { ImplicitModel } from './implicit/model';
import { IMPLICIT_TOLERANCE } from './implicit/run';
import type { Model } from './model';
import { specOf } from './problem-spec';
import type { EvolveSpec } from './spec';
import { TOLERANCE } from './step-choice';

const models = new WeakMap<Problem, { readonly spec: EvolveSpec; readonly model: Model | ImplicitModel }>();

/** The model of a problem, made once: whoever starts a problem asks whether it fits, how large it is, and for a run. */
function modelFor(problem: Problem): { readonly spec: EvolveSpec; readonly model: Model | ImplicitModel } {
  const known = models.get(problem);
  if (known) return known;
  const spec = specOf(problem);
  const made = { spec, model: chosenModel(spec) };
  models.set(problem, made);
  return made;
}

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
      modelFor(problem);
      return null;
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
  },
  memory(problem: Problem): number {
    const { model } = modelFor(problem);
    if (model instanceof ImplicitModel) return model.bytes;
    // The state, two copies of it, and about as much again for each stage of a step.
    const size = model.state.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 4), 0);
    return 12 * size;
  },
  finer(problem: Problem): readonly string[] {
    const { spec, model } = modelFor(problem);
    if (spec.dt !== null) return [`dt=${spec.dt / 2}`];
    const usual = model instanceof ImplicitModel ? IMPLICIT_TOLERANCE : TOLERANCE;
    return [`recipes.evolve.tolerance=${(spec.tolerance ?? usual) / TIGHTER}`];
  },
  init(gpu: Gpu, problem: Problem): Promise<Solver> {
    const { spec, model } = modelFor(problem);
    return EvolveSolver.create(gpu, problem, spec, model);
  },
};
