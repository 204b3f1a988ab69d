import type { Outcome } from '../../base/result';

/** How a run ends whose solution grows without bound after a time. @param dt the step where it is fixed */
export function divergedAt(time: number, dt: number | null): Outcome {
  const grows = `the solution grows without bound after t = ${time.toPrecision(4)}`;
  const advice = dt
    ? `${grows}: choose a time step below ${dt}, or leave it out`
    : `${grows}, however small the step: end the run there, or add damping`;
  return { code: 'diverged', advice };
}
