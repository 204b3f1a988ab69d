import { interpret, type Node } from '../../array';
import { type Expr, parse, parseSystem } from '../../expr';
import type { Model } from './model';
import type { EvolveAxis, EvolveCondition, EvolveSpec } from './spec';

/** What a test says of a problem; the rest has defaults. */
export interface Typed {
  readonly text: string;
  readonly unknowns?: readonly string[];
  /** Name, interval, points; not periodic where conditions name it. */
  readonly axes: readonly (readonly [name: string, min: number, max: number, points: number])[];
  readonly time?: readonly [number, number];
  readonly initial: Readonly<Record<string, string | ArrayLike<number>>>;
  /** Axis, end, unknown, terms by symbol, value. */
  readonly conditions?: readonly (readonly [string, 'min' | 'max', string, Record<string, string>, string])[];
  readonly parameters?: Readonly<Record<string, number | ArrayLike<number>>>;
  readonly batch?: number;
  readonly dt?: number;
}

/** A spec as people type it: equations, definitions and parameters in one text. */
export function typed(problem: Typed): EvolveSpec {
  const unknowns = problem.unknowns ?? ['u'];
  const coordinates = [...problem.axes.map(([name]) => name), 't'];
  const system = parseSystem(problem.text, { unknowns, coordinates });
  const conditions = (problem.conditions ?? []).map(([axis, end, unknown, terms, given]): EvolveCondition => {
    const parsed = Object.entries(terms).map(([name, text]): [string, Expr] => [name, parse(text)]);
    return { axis, end, unknown, terms: Object.fromEntries(parsed), given: parse(given) };
  });
  const [min, max] = problem.time ?? [0, 1];
  return {
    unknowns,
    axes: problem.axes.map(([name, from, to, points]): EvolveAxis => {
      return { name, min: from, max: to, points, periodic: !conditions.some(({ axis }) => axis === name) };
    }),
    time: { min, max },
    equations: system.equations,
    definitions: system.definitions,
    parameters: {
      ...Object.fromEntries(system.parameters.map(({ name, value }) => [name, value.value])),
      ...problem.parameters,
    },
    conditions,
    initial: Object.fromEntries(
      Object.entries(problem.initial).map(([name, value]) => [name, typeof value === 'string' ? parse(value) : value]),
    ),
    batch: problem.batch ?? 1,
    dt: problem.dt ?? null,
  };
}

/** The fields after `steps` steps in f64, by name. */
export function inF64(model: Model, spec: EvolveSpec, dt: number, steps: number): Map<string, Float64Array> {
  const values = new Map<Node, ArrayLike<number>>([
    ...model.constants(spec, dt),
    ...model.clock.values(spec.time.min, dt),
    ...model.initial(spec),
  ]);
  const [variables, results] = [[...model.updates.keys()], [...model.updates.values()]];
  for (let k = 0; k < steps; k++) {
    const next = interpret(results, values);
    variables.forEach((variable, i) => void values.set(variable, next[i]));
  }
  const fields = interpret(
    model.fields.map(({ node }) => node),
    values,
  );
  return new Map(model.fields.map(({ name }, k) => [name, fields[k]]));
}

/** ||a - b|| / ||b|| in the 2-norm. */
export function relativeL2(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [error, size] = [0, 0];
  for (let k = 0; k < b.length; k++) {
    error += (a[k] - b[k]) ** 2;
    size += b[k] ** 2;
  }
  return Math.sqrt(error / size);
}

/** The order of errors at steps that are halved from one to the next, by the last two above `floor`. */
export function observedOrder(errors: readonly number[], floor: number): number {
  const above = errors.filter((error) => error > floor);
  const [a, b] = above.slice(-2);
  return Math.log2(a / b);
}
