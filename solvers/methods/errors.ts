import { compile } from '../expr';
import type { Problem } from './problem';
import type { HostField, Metric } from './solver';

/** Sums over the points of a field: of the squared error, and of the squared truth. */
interface Squares {
  readonly error: number;
  readonly truth: number;
}

/**
 * Relative L2 errors `relL2.NAME` against the problem's exact solution at time t, at each field's own points, and
 * `relL2` of all unknowns but `apart` together (the pressure of a flow is known up to a constant and of another
 * size). Boundary copies of periodic points count twice, which the ratio does not feel.
 */
export function exactErrors(
  problem: Problem,
  fields: readonly HostField[],
  parameters: Readonly<Record<string, number>>,
  t: number,
  apart: readonly string[] = [],
): Record<string, Metric> {
  const metrics: Record<string, Metric> = {};
  const together: Squares[] = [];
  for (const field of fields) {
    const truth = exactValues(problem, field, parameters, t);
    if (!truth) continue;
    const squares = squaresOf(field.data, truth);
    metrics[`relL2.${field.name}`] = { value: relative([squares]), unit: '' };
    if (!apart.includes(field.name)) together.push(squares);
  }
  if (together.length > 0) metrics.relL2 = { value: relative(together), unit: '' };
  return metrics;
}

/** The exact solution at a field's points, in its order; null where none is known. */
export function exactValues(
  problem: Problem,
  field: HostField,
  parameters: Readonly<Record<string, number>>,
  t: number,
): Float64Array | null {
  const exact = problem.exact[field.name];
  if (!exact) return null;
  // C order: the last axis runs fastest.
  const axes = problem.axes.map(({ name }) => name).reverse();
  const names = Object.keys(parameters);
  const evaluate = compile(exact, [...axes, ...(problem.time ? [problem.time.name] : []), ...names]);
  const rest = [...(problem.time ? [t] : []), ...names.map((name) => parameters[name]!)];
  const place = Float64Array.from([...axes.map(() => 0), ...rest]);
  const points = axes.map((name) => field.coordinates[name]!);
  return field.data.map((_, index) => {
    let left = index;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      const along = points[axis]!;
      place[axis] = along[left % along.length]!;
      left = Math.floor(left / along.length);
    }
    return evaluate(place);
  });
}

function squaresOf(data: Float64Array, truth: Float64Array): Squares {
  let error = 0;
  let size = 0;
  for (const [k, value] of truth.entries()) {
    error += (data[k]! - value) ** 2;
    size += value ** 2;
  }
  return { error, truth: size };
}

function relative(squares: readonly Squares[]): number {
  const sum = (pick: (one: Squares) => number): number => squares.reduce((total, one) => total + pick(one), 0);
  return Math.sqrt(sum(({ error }) => error) / sum(({ truth }) => truth));
}
