import { compile } from '../../expr';
import type { HostField, Metric } from '../solver';
import { spread } from './places';
import type { Statement } from './statement/statement';

/**
 * Relative L2 errors `relL2.NAME` against the problem's exact solution over all of space and time, at the fields' own
 * points, and `relL2` of all unknowns that the equations fix. One that they fix but for a constant is compared
 * without its mean.
 */
export function spaceTimeErrors(
  { problem, axes, floating }: Statement,
  fields: readonly HostField[],
  parameters: Readonly<Record<string, number>>,
): Record<string, Metric> {
  const metrics: Record<string, Metric> = {};
  const names = Object.keys(parameters);
  const total = { error: 0, truth: 0 };
  for (const field of fields) {
    const exact = problem.exact[field.name];
    if (!exact) continue;
    const evaluate = compile(exact, [...axes.map(({ name }) => name), ...names]);
    const places = spread(axes.map(({ name }) => field.coordinates[name]));
    const rest = names.map((name) => parameters[name]);
    const truth = field.data.map((_, k) => evaluate([...places.map((own) => own[k]), ...rest]));
    const shift = floating.includes(field.name) ? mean(truth) - mean(field.data) : 0;
    const own = { error: 0, truth: 0 };
    for (const [k, value] of truth.entries()) {
      own.error += (field.data[k] + shift - value) ** 2;
      own.truth += value ** 2;
    }
    metrics[`relL2.${field.name}`] = { value: Math.sqrt(own.error / own.truth), unit: '' };
    if (floating.includes(field.name)) continue;
    total.error += own.error;
    total.truth += own.truth;
  }
  if (total.truth > 0) metrics.relL2 = { value: Math.sqrt(total.error / total.truth), unit: '' };
  return metrics;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
