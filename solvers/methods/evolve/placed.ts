import { Failure } from '../../base/result';
import { compile, type Expr, substitute, symbolsOf } from '../../expr';
import { atPointsOf } from '../interpolate';
import type { InputField, Problem } from '../problem';
import type { Positions } from './grid-formulas';
import type { EvolveAxis } from './spec';

/** Numbers that say where they stand, [z][y][x] or one such array a sample; coordinates from the slowest axis to x. */
export interface Placed extends ArrayLike<number> {
  readonly coordinates: Readonly<Record<string, Float64Array>>;
}

/** @param data C order in the order of `coordinates` */
function placed(data: Float64Array, coordinates: Placed['coordinates']): Placed {
  return Object.assign(data, { coordinates });
}

/**
 * The values at other points: exact for the waves that a period holds where axes are periodic and the values evenly
 * spread over one, by cubics along others. One sample; with as many points at the same places a copy.
 */
export function resampled(
  data: Float64Array,
  coordinates: Placed['coordinates'],
  positions: readonly Positions[],
  axes: readonly EvolveAxis[],
): Float64Array {
  let values = data;
  const current = new Map(Object.entries(coordinates));
  positions.forEach(({ name, at }, a) => {
    const axis = axes.find((one) => one.name === name)!;
    const own = current.get(name)!;
    if (!axis.periodic || sameAs(own, at)) return;
    // The other end of a period is its beginning once more.
    const length = axis.max - axis.min;
    const isClosed = Math.abs(own[own.length - 1] - own[0] - length) < 1e-6 * length;
    const shape = positions.map((one) => current.get(one.name)!.length);
    values = alongPeriod(values, shape, a, isClosed ? own.subarray(0, -1) : own, at, length);
    current.set(name, at);
  });
  const shape = positions.map(({ name }) => current.get(name)!.length);
  const target = Object.fromEntries(positions.map(({ name, at }) => [name, at]));
  return atPointsOf(
    { coordinates: target },
    { name: '', shape, data: values, coordinates: Object.fromEntries(current) },
  );
}

/** Trigonometric interpolation along an axis: one dense matrix of Dirichlet's kernel. */
function alongPeriod(
  data: Float64Array,
  shape: readonly number[],
  axis: number,
  from: Float64Array,
  to: Float64Array,
  length: number,
): Float64Array {
  const [n, m, count] = [from.length, to.length, shape[axis]];
  const after = shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
  const before = shape.slice(0, axis).reduce((product, extent) => product * extent, 1);
  const matrix = Float64Array.from({ length: m * n }, (_, k) =>
    kernel(n, (Math.PI * (to[Math.floor(k / n)] - from[k % n])) / length),
  );
  const result = new Float64Array(before * m * after);
  for (let b = 0; b < before; b++) {
    for (let i = 0; i < m; i++) {
      for (let k = 0; k < n; k++) {
        const weight = matrix[i * n + k];
        for (let a = 0; a < after; a++) result[(b * m + i) * after + a] += weight * data[(b * count + k) * after + a];
      }
    }
  }
  return result;
}

/** The wave-limited function that is 1 at 0 and 0 at the other n - 1 points of a period, at half the angle. */
function kernel(n: number, half: number): number {
  const sine = Math.sin(half);
  if (Math.abs(sine) < 1e-12) return 1;
  return (Math.sin(n * half) / (n * sine)) * (n % 2 === 0 ? Math.cos(half) : 1);
}

function sameAs(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((x, k) => Math.abs(x - b[k]) <= 1e-12 * (1 + Math.abs(x)));
}

/** Initial formulas with what input fields they name put in: formulas stay formulas, arrays make arrays. */
export function startsOf(problem: Problem): Record<string, Expr | Placed> {
  const { initial, inputs } = problem;
  return Object.fromEntries(
    Object.entries(initial).map(([name, expr]) => {
      const used = [...symbolsOf(expr)].filter((symbol) => Object.hasOwn(inputs, symbol));
      if (used.some((symbol) => inputs[symbol].values)) return [name, startAt(problem, expr, used)];
      const formulas = used.map((symbol) => [symbol, { parameters: [], value: inputs[symbol].formula! }] as const);
      return [name, substitute(expr, new Map(formulas), '')];
    }),
  );
}

/** The formula at the points of the first array that it uses. */
function startAt(problem: Problem, expr: Expr, used: readonly string[]): Placed {
  const { axes, inputs, parameters, time } = problem;
  const first = inputs[used.find((name) => inputs[name].values)!];
  const coordinates = coordinatesOf(problem, first);
  const positions = Object.entries(coordinates).map(([name, at]) => ({ name, at }));
  const periodic = axes.map((axis) => ({ ...axis, points: 0, periodic: isPeriodic(problem, axis.name) }));
  const names = Object.keys(coordinates);
  const fields = used.map((name) => {
    const { values, formula } = inputs[name];
    if (values) return resampled(values.data, coordinatesOf(problem, inputs[name]), positions, periodic);
    return onPoints(
      compile(formula!, [...names, ...Object.keys(parameters)]),
      positions,
      Object.values(parameters),
      [],
    );
  });
  const evaluate = compile(expr, [...names, ...Object.keys(parameters), 't', ...used]);
  const data = onPoints(evaluate, positions, [...Object.values(parameters), time!.min], fields);
  return placed(data, coordinates);
}

function onPoints(
  evaluate: (row: ArrayLike<number>) => number,
  positions: readonly Positions[],
  fixed: readonly number[],
  fields: readonly Float64Array[],
): Float64Array {
  const size = positions.reduce((product, { at }) => product * at.length, 1);
  const row = new Float64Array(positions.length + fixed.length + fields.length);
  row.set(fixed, positions.length);
  return Float64Array.from({ length: size }, (_, k) => {
    let rest = k;
    for (let a = positions.length - 1; a >= 0; a--) {
      const { at } = positions[a];
      row[a] = at[rest % at.length];
      rest = Math.floor(rest / at.length);
    }
    fields.forEach((field, f) => void (row[positions.length + fixed.length + f] = field[k]));
    return evaluate(row);
  });
}

/** Where the numbers of an array stand, from the slowest axis to x: in the middles of as many cells, or at their nodes. */
function coordinatesOf({ axes }: Problem, { values, at }: InputField): Record<string, Float64Array> {
  const { shape, data } = values!;
  const size = shape.reduce((product, n) => product * n, 1);
  if (shape.length !== axes.length || size !== data.length || shape.some((n) => n < 2)) {
    const advice = `an array of ${shape.join(' x ')} does not fit ${axes.map(({ name }) => name).join(', ')}`;
    throw new Failure('bad-input', advice, 'inputs');
  }
  return Object.fromEntries(
    axes.toReversed().map(({ name, min, max }, a) => {
      const n = shape[a];
      const place = at === 'cells' ? (i: number) => (i + 0.5) / n : (i: number) => i / (n - 1);
      return [name, Float64Array.from({ length: n }, (_, i) => min + (max - min) * place(i))];
    }),
  );
}

function isPeriodic({ sides }: Problem, name: string): boolean {
  return sides.some((side) => side.axis === name && side.kind === 'periodic');
}
