import type { Problem } from '../problem';
import type { HostField, Metric } from '../solver';
import { placeFunction } from './layout';

/**
 * Relative L2 errors against the problem's exact solution at time t, at the field's own points; boundary copies of
 * periodic faces count twice, which the ratio does not feel. `relL2` takes the velocity components together.
 */
export function exactErrors(
  problem: Problem,
  fields: readonly HostField[],
  parameters: Readonly<Record<string, number>>,
  t: number,
): Record<string, Metric> {
  const metrics: Record<string, Metric> = {};
  let error = 0;
  let size = 0;
  for (const field of fields) {
    const exact = problem.exact[field.name];
    if (!exact) continue;
    const truth = placeFunction(problem, exact, parameters);
    const [a, b] = squares(field, (x, y) => truth(x, y, t));
    metrics[`relL2.${field.name}`] = { value: Math.sqrt(a / b), unit: '' };
    if (field.name !== 'p') {
      error += a;
      size += b;
    }
  }
  if (size > 0) metrics.relL2 = { value: Math.sqrt(error / size), unit: '' };
  return metrics;
}

function squares(field: HostField, truth: (x: number, y: number) => number): [number, number] {
  const [rows, columns] = field.shape as [number, number];
  const xs = field.coordinates.x!;
  const ys = field.coordinates.y!;
  let error = 0;
  let size = 0;
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const value = truth(xs[i]!, ys[j]!);
      error += (field.data[j * columns + i]! - value) ** 2;
      size += value ** 2;
    }
  }
  return [error, size];
}
