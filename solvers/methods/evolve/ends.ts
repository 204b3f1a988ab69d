import { Failure } from '../../base/result';
import { compile, derivativeOf, type Expr } from '../../expr';
import { type Dense, product, solvedBy } from './collocation';
import type { SolvedForm } from './form';
import { liftsOf, movesSmoothly } from './lifts';
import { isConstant } from './reference';
import { type EvolveCondition, type EvolveSpec, parametersOf } from './spec';

/**
 * What the conditions at both ends make of an unknown: the values at all points are `inner` times w at the points that
 * are kept, [from, to), plus `given` times the right sides of the conditions. w are the values at the points that are
 * kept, less what `given` has there: 0, but for ends that move.
 */
export interface Ends {
  readonly from: number;
  readonly to: number;
  readonly inner: Dense;
  readonly given: Dense;
  /** The right sides, one a condition, in the coordinates, t and the parameters. */
  readonly values: readonly Expr[];
  /** The conditions whose right sides change smoothly with time: their columns of `given` are polynomials. */
  readonly moving: readonly boolean[];
}

/**
 * Solves the conditions of an unknown for its values at the outermost points, as many at each end as there are
 * conditions.
 * @param derivative the matrix of a derivative by its order
 * @throws Failure 'bad-input' where conditions contradict each other
 */
export function endsOf(
  spec: EvolveSpec,
  form: SolvedForm,
  unknown: string,
  points: Float64Array,
  derivative: (order: number) => Dense,
): Ends {
  const n = points.length;
  const own = spec.conditions.filter((one) => one.unknown === unknown);
  const low = own.filter(({ end }) => end === 'min');
  const high = own.filter(({ end }) => end === 'max');
  const [from, to] = [low.length, n - high.length];
  const all = [...low, ...high];
  const places = [...low.map((_, k) => k), ...high.map((_, k) => to + k)];
  const rows = all.map((condition) => rowOf(spec, form, condition, condition.end === 'min' ? 0 : n - 1, derivative));
  const outer: Dense = { rows: all.length, columns: all.length, data: pick(rows, places) };
  const kept = Array.from({ length: to - from }, (_, k) => from + k);
  const inside: Dense = { rows: all.length, columns: kept.length, data: pick(rows, kept).map((x) => -x) };
  const identity = new Float64Array(all.length ** 2);
  for (let i = 0; i < all.length; i++) identity[i * all.length + i] = 1;
  const inverse = all.length === 0 ? outer : solvedBy(outer, { ...outer, data: identity });
  if (!inverse) {
    throw new Failure('bad-input', `the conditions on ${unknown} contradict each other: remove one`, 'conditions');
  }
  const moving = all.map(({ given }) => movesSmoothly(given, spec));
  const lifts = moving.includes(true) ? liftsOf(rows, points) : null;
  const fromInner = product(inverse, inside);
  const inner = new Float64Array(n * kept.length);
  kept.forEach((place, k) => void (inner[place * kept.length + k] = 1));
  const given = new Float64Array(n * all.length);
  places.forEach((place, k) => {
    inner.set(fromInner.data.subarray(k * kept.length, (k + 1) * kept.length), place * kept.length);
    given.set(inverse.data.subarray(k * all.length, (k + 1) * all.length), place * all.length);
  });
  const lifted = lifts ? moving : moving.map(() => false);
  if (lifts) lifted.forEach((lift, k) => void (lift && setColumn(given, all.length, k, lifts[k])));
  return {
    from,
    to,
    inner: { rows: n, columns: kept.length, data: inner },
    given: { rows: n, columns: all.length, data: given },
    values: all.map((condition) => condition.given),
    moving: lifted,
  };
}

function setColumn(data: Float64Array, columns: number, k: number, values: Float64Array): void {
  values.forEach((value, i) => void (data[i * columns + k] = value));
}

/** A condition's left side as factors of the values at all points. */
function rowOf(
  spec: EvolveSpec,
  form: SolvedForm,
  { axis, unknown, terms }: EvolveCondition,
  place: number,
  derivative: (order: number) => Dense,
): Float64Array {
  const row = new Float64Array(derivative(0).columns);
  const parameters = parametersOf(spec, 0);
  const names = Object.keys(parameters);
  for (const [symbol, coefficient] of Object.entries(terms)) {
    const order = symbol === unknown ? 0 : (derivativeOf(symbol, form.scope)?.by.length ?? 0);
    if (!isConstant(coefficient, form.scope)) {
      const advice = `the factor of ${symbol} must not change along ${axis} or with time`;
      throw new Failure('bad-input', advice, 'conditions');
    }
    const factor = compile(coefficient, names)(Object.values(parameters));
    const { columns, data } = derivative(order);
    for (let j = 0; j < columns; j++) row[j] += factor * data[place * columns + j];
  }
  return row;
}

function pick(rows: readonly Float64Array[], places: readonly number[]): Float64Array {
  return Float64Array.from(rows.flatMap((row) => places.map((place) => row[place])));
}
