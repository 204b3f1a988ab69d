import type { Metric } from '../solver';
import type { Summary } from './controller';
import type { Moment } from './keeper';

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
