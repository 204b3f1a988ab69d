import type { Outcome } from '../base/result';
import type { Executor } from './executor';
import { CONVERGED, DIVERGED, EXHAUSTED, type Objective, type Optimiser, UNFINISHED } from './objective';
import { type LeastSquaresOptions, leastSquaresSteps, type Trial } from './trial-steps';

/**
 * Gauss-Newton with whole steps and fixed damping (Nocedal and Wright, section 10.3; dual form: Duncan and Guttman).
 * @throws Failure 'bad-input' where the objective has no residuals, or too many parameters for the form
 */
export async function gaussNewton(
  executor: Executor,
  objective: Objective,
  options: LeastSquaresOptions = {},
): Promise<Optimiser> {
  const { damping = 0, tolerance = 0 } = options;
  const parts = await leastSquaresSteps(executor, objective, options);
  return {
    async run(iterations) {
      executor.write(parts.damping, [damping]);
      let loss = Number.NaN;
      for (let count = 1; count <= iterations; count++) {
        await parts.solve();
        const trial = await parts.tryStep();
        const result = Number.isFinite(trial.loss) ? stopped(trial, tolerance, executor.epsilon) : DIVERGED;
        loss = trial.loss;
        if (result === DIVERGED) {
          await parts.back();
          loss = trial.before;
        }
        if (result) return { loss, iterations: count, evaluations: count, result };
      }
      return { loss, iterations, evaluations: iterations, result: UNFINISHED };
    },
  };
}

/**
 * Levenberg-Marquardt: the damping follows the ratio of the decrease to the one promised (Nielsen 1999; Madsen, Nielsen
 * and Tingleff 2004, algorithm 3.16). Decreases are summed from differences of residuals, so that they keep their
 * digits where the loss would lose them.
 * @throws Failure 'bad-input' where the objective has no residuals, or too many parameters for the form
 */
export async function levenbergMarquardt(
  executor: Executor,
  objective: Objective,
  options: LeastSquaresOptions = {},
): Promise<Optimiser> {
  const { damping: share = 1e-3, tolerance = 0 } = options;
  const { epsilon } = executor;
  const parts = await leastSquaresSteps(executor, objective, options);
  let damping = 0;
  let curvature = 0;
  let growth = 2;
  return {
    async run(iterations) {
      if (!(curvature > 0)) {
        curvature = await parts.curvature();
        damping = share * curvature;
      }
      let loss = Number.NaN;
      const done = (count: number, result: Outcome) => ({ loss, iterations: count, evaluations: count, result });
      if (!Number.isFinite(curvature)) return done(0, DIVERGED);
      for (let count = 1; count <= iterations; count++) {
        executor.write(parts.damping, [damping]);
        await parts.solve();
        const trial = await parts.tryStep();
        const gain = trial.actual / trial.predicted;
        const finished = stopped(trial, tolerance, epsilon);
        if (gain > 0 && Number.isFinite(gain)) {
          loss = trial.loss;
          // Below this square of the precision the damping is lost beside the matrix.
          damping = Math.max(damping * Math.max(1 / 3, 1 - (2 * gain - 1) ** 3), epsilon ** 2 * curvature);
          growth = 2;
        } else {
          await parts.back();
          loss = trial.before;
          damping *= growth;
          growth *= 2;
          if (damping > curvature / epsilon) return done(count, EXHAUSTED);
        }
        if (finished) return done(count, finished);
      }
      return done(iterations, UNFINISHED);
    },
  };
}

/** Why there is no more to do, or null: the gradient is small, or no model promises a decrease in this precision. */
function stopped({ gradient, predicted, loss }: Trial, tolerance: number, epsilon: number): Outcome | null {
  return gradient <= tolerance || predicted <= epsilon * loss ? CONVERGED : null;
}
