import type { ExpertsReport, Metric } from '../solver';
import type { Report } from './training';

/** Boxes that have numbers of their own among the metrics. */
const MOST_TOLD = 16;

function plain(value: number): Metric {
  return { value, unit: '' };
}

/** Losses of a step of training, and how its solves went. */
export function lossMetrics({ loss, equation, conditions, status }: Report): Record<string, Metric> {
  const metrics: Record<string, Metric> = {
    loss: plain(loss),
    'loss.equation': plain(equation),
    'loss.conditions': plain(conditions),
  };
  const members = status.length / 4;
  if (members === 0) return metrics;
  const column = (k: number) => Array.from({ length: members }, (_, member) => status[4 * member + k]);
  metrics['solve.iterations'] = plain(column(0).reduce((sum, v) => sum + v / members, 0));
  metrics['solve.failed'] = plain(column(2).filter((code) => code > 1).length);
  metrics['solve.condition'] = plain(Math.max(...column(3)));
  return metrics;
}

/** Of the present answer: the largest residual, each box's solve, the largest jump between boxes. */
export function expertMetrics({ experts, borders, largest }: ExpertsReport): Record<string, Metric> {
  const metrics: Record<string, Metric> = { maxResidual: plain(largest) };
  // More are told by `experts()` alone.
  for (const [k, { iterations, residual, condition }] of experts.slice(0, MOST_TOLD).entries()) {
    if (residual === null || condition === null) continue;
    metrics[`box${k + 1}.iterations`] = plain(iterations);
    metrics[`box${k + 1}.residual`] = plain(residual);
    metrics[`box${k + 1}.condition`] = plain(condition);
  }
  if (borders.length > 0) metrics.borderJump = plain(Math.max(...borders.map(({ jump }) => jump)));
  return metrics;
}
