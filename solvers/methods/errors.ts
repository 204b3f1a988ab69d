import { compile, symbolsOf } from '../expr';
import type { Problem } from './problem';
import type { HostField, Metric } from './solver';

/** Values of one unknown and what they should be, point by point. */
export interface Compared {
  readonly name: string;
  readonly data: Float64Array;
  readonly truth: Float64Array;
}

/**
 * Of each unknown its relative L2 error `relL2.NAME` and its largest error `maxError.NAME`, over everything compared
 * under its name; and `relL2` of all unknowns but `apart` together. Where the truth is 0 everywhere nothing is relative.
 * @param free unknowns that are known but for a constant: compared after their means are made the same, entry by entry
 */
export function errorMetrics(
  compared: readonly Compared[],
  free: readonly string[],
  apart: readonly string[],
): Record<string, Metric> {
  const sums = new Map<string, { error: number; truth: number; max: number }>();
  for (const { name, data, truth } of compared) {
    const own = sums.get(name) ?? { error: 0, truth: 0, max: 0 };
    sums.set(name, own);
    const shift = free.includes(name) ? mean(truth) - mean(data) : 0;
    for (const [k, value] of truth.entries()) {
      const error = data[k]! + shift - value;
      own.error += error ** 2;
      own.truth += value ** 2;
      // A NaN must not be passed over, as comparing would.
      own.max = Math.max(own.max, Math.abs(error));
    }
  }
  const metrics: Record<string, Metric> = {};
  const relative = (name: string, error: number, truth: number): void => {
    if (truth > 0) metrics[name] = { value: Math.sqrt(error / truth), unit: '' };
  };
  const together = { error: 0, truth: 0 };
  for (const [name, { error, truth, max }] of sums) {
    relative(`relL2.${name}`, error, truth);
    metrics[`maxError.${name}`] = { value: max, unit: '' };
    if (apart.includes(name)) continue;
    together.error += error;
    together.truth += truth;
  }
  relative('relL2', together.error, together.truth);
  return metrics;
}

/**
 * The errors of {@link errorMetrics} against the problem's exact solution, at each field's own points: at time t, or at
 * the fields' own times where they have such. Boundary copies of periodic points count twice, which a ratio does not feel.
 */
export function exactErrors(
  problem: Problem,
  fields: readonly HostField[],
  parameters: Readonly<Record<string, number>>,
  t: number,
  apart: readonly string[] = unknownsApart(problem),
): Record<string, Metric> {
  const compared = fields.flatMap((field): Compared[] => {
    const truth = exactValues(problem, field, parameters, t);
    return truth ? [{ name: field.name, data: field.data, truth }] : [];
  });
  return errorMetrics(compared, freeUnknowns(problem), apart);
}

/** Unknowns that the problem fixes but for a constant: {@link unknownsApart}, where nothing flows out at a known pressure. */
export function freeUnknowns(problem: Problem): readonly string[] {
  return problem.sides.some(({ kind }) => kind === 'outflow') ? [] : slopesOnly(problem);
}

/**
 * Unknowns that stay out of `relL2`, unless all do: those of which only slopes stand in the equations and which no side
 * gives. Such is the pressure of a flow, which is of another size than the velocity.
 */
export function unknownsApart(problem: Problem): readonly string[] {
  const apart = slopesOnly(problem);
  return apart.length < problem.unknowns.length ? apart : [];
}

function slopesOnly({ unknowns, equations, sides, obstacles, time }: Problem): readonly string[] {
  const symbols = new Set(equations.flatMap(({ left, right }) => [...symbolsOf(left), ...symbolsOf(right)]));
  const given = new Set([
    ...sides.flatMap(({ values }) => Object.keys(values)),
    ...sides.flatMap((side) =>
      side.equations.filter(({ unknown, terms }) => unknown in terms).map((one) => one.unknown),
    ),
    ...obstacles.flatMap(({ values }) => Object.keys(values)),
  ]);
  return unknowns.filter((name) => {
    if (symbols.has(name) || given.has(name)) return false;
    // What has a rate is fixed by its start.
    const prefix = `${name}_`;
    return ![...symbols].some((symbol) => {
      return time !== null && symbol.startsWith(prefix) && symbol.slice(prefix.length).includes(time.name);
    });
  });
}

/**
 * The exact solution at a field's points, in its order; null where none is known.
 * @param t the time of a field that has no times of its own
 */
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
  const clock = problem.time ? [problem.time.name] : [];
  const own = clock.filter((name) => Object.hasOwn(field.coordinates, name));
  const names = Object.keys(parameters);
  const along = [...own, ...axes];
  const evaluate = compile(exact, [...along, ...(own.length > 0 ? [] : clock), ...names]);
  const rest = [...(own.length > 0 ? [] : clock.map(() => t)), ...names.map((name) => parameters[name]!)];
  const place = Float64Array.from([...along.map(() => 0), ...rest]);
  const points = along.map((name) => field.coordinates[name]!);
  return field.data.map((_, index) => {
    let left = index;
    for (let axis = along.length - 1; axis >= 0; axis--) {
      const own = points[axis]!;
      place[axis] = own[left % own.length]!;
      left = Math.floor(left / own.length);
    }
    return evaluate(place);
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
