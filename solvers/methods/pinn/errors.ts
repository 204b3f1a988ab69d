import { compile } from '../../expr';
import type { HostField, Metric } from '../solver';
import { spread } from './places';
import { Bodies } from './points/bodies';
import type { Statement } from './statement/statement';

/**
 * Relative L2 errors `relL2.NAME` against the problem's exact solution over all of space and time, at the fields' own
 * points outside bodies, and `relL2` of all unknowns that the equations fix. One that they fix but for a constant is
 * compared without its mean, at each time for itself.
 */
export function spaceTimeErrors(
  { problem, axes, floating }: Statement,
  fields: readonly HostField[],
  parameters: Readonly<Record<string, number>>,
): Record<string, Metric> {
  const metrics: Record<string, Metric> = {};
  const names = Object.keys(parameters);
  const total = { error: 0, truth: 0 };
  const bodies = new Bodies(problem, axes, parameters);
  for (const field of fields) {
    const exact = problem.exact[field.name];
    if (!exact) continue;
    const evaluate = compile(exact, [...axes.map(({ name }) => name), ...names]);
    const places = spread(axes.map(({ name }) => field.coordinates[name]));
    const rest = names.map((name) => parameters[name]);
    const truth = field.data.map((_, k) => evaluate([...places.map((own) => own[k]), ...rest]));
    const slice = truth.length / (problem.time ? field.shape[0] : 1);
    const own = { error: 0, truth: 0 };
    for (let first = 0; first < truth.length; first += slice) {
      const members = Array.from({ length: slice }, (_, k) => first + k).filter((k) => {
        return bodies.free(places.map((axis) => axis[k]));
      });
      const shift = floating.includes(field.name) ? meanOf(members, (k) => truth[k] - field.data[k]) : 0;
      for (const k of members) {
        own.error += (field.data[k] + shift - truth[k]) ** 2;
        own.truth += truth[k] ** 2;
      }
    }
    metrics[`relL2.${field.name}`] = { value: Math.sqrt(own.error / own.truth), unit: '' };
    if (floating.includes(field.name)) continue;
    total.error += own.error;
    total.truth += own.truth;
  }
  if (total.truth > 0) metrics.relL2 = { value: Math.sqrt(total.error / total.truth), unit: '' };
  return metrics;
}

function meanOf(members: readonly number[], value: (k: number) => number): number {
  return members.reduce((sum, k) => sum + value(k), 0) / members.length;
}
