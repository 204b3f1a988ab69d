import type { Problem } from '../problem';
import type { Metric } from '../solver';
import type { Summary } from './controller';
import type { Moment } from './keeper';
import type { FlowGrid } from './layout';

/** The moment that a summary describes, with the step that led there. */
export interface Described extends Moment {
  readonly dt: number;
}

/** The metrics of a moment; forces are added by their history. */
export function flowMetrics({ time, dt }: Described, summary: Summary): Record<string, Metric> {
  const values = {
    t: time,
    dt,
    residual: summary.change,
    maxDiv: summary.speed > 0 ? summary.divergence / summary.speed : 0,
    energy: summary.energy,
    maxSpeed: summary.speed,
    courant: summary.courantRate * dt,
    iterations: summary.cycles,
    missedProjections: summary.missed,
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, unit: '' }]));
}

/** What the method chose, in sentences. */
export function describe(problem: Problem, grid: FlowGrid, dt: number, viscosity: number): string[] {
  const by = problem.dt === null ? 'chosen from the stability limits' : 'set by the scene';
  return [
    `staggered grid of ${grid.nx} x ${grid.ny} cells`,
    `time step ${dt.toPrecision(3)}, ${by}`,
    `kinematic viscosity ${viscosity.toPrecision(3)}`,
  ];
}
