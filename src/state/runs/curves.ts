import { Failure } from '../../../solvers/base/result';
import type { Content } from '../../share/autosave/cabinet';
import type { MetricHistory } from '../history';

/** The course of a run's metrics, all columns as long as `steps`. */
export interface Curves {
  readonly steps: Float64Array;
  readonly times: Float64Array;
  readonly columns: readonly { readonly name: string; readonly unit: string; readonly values: Float64Array }[];
}

type Arrays = Content['state']['arrays'];

/** Samples and metrics of one file at most. */
const [MOST_SAMPLES, MOST_COLUMNS] = [8192, 128];

/** A copy of what the history holds now, evenly thinned to so many samples; the first and the last stay. */
export function curvesOf(history: MetricHistory, most = MOST_SAMPLES): Curves {
  const names = history.names();
  const { steps, times, values } = history.series(names);
  const count = Math.min(most, steps.length);
  const at = Array.from({ length: count }, (_, k) =>
    count < 2 ? 0 : Math.round((k * (steps.length - 1)) / (count - 1)),
  );
  const taken = (column: Float64Array): Float64Array => Float64Array.from(at, (k) => column[k]!);
  const columns = names.map((name, k) => ({ name, unit: history.unit(name), values: taken(values[k]!) }));
  return { steps: taken(steps), times: taken(times), columns };
}

/** Fills a history with what was kept of it. */
export function refill(history: MetricHistory, { steps, times, columns }: Curves): void {
  history.clear();
  for (const [k, step] of steps.entries()) {
    const told = columns.filter(({ values }) => !Number.isNaN(values[k]));
    const metrics = Object.fromEntries(told.map(({ name, unit, values }) => [name, { value: values[k]!, unit }]));
    history.push(step, times[k]!, metrics);
  }
}

/** Curves as arrays of a file; the units are {@link unitsOf}. */
export function arraysOf({ steps, times, columns }: Curves): Arrays {
  const own = columns.map(({ name, values }): [string, ArrayBuffer] => [`curve.${name}`, bufferOf(values)]);
  return { steps: bufferOf(steps), times: bufferOf(times), ...Object.fromEntries(own) };
}

export function unitsOf({ columns }: Curves): Readonly<Record<string, string>> {
  return Object.fromEntries(columns.map(({ name, unit }) => [name, unit]));
}

/** Curves from the arrays of a file. @throws Failure `bad-input` where they do not belong together */
export function curvesFrom(arrays: Arrays, units: Readonly<Record<string, string>>): Curves {
  const names = Object.keys(arrays).filter((name) => name.startsWith('curve.'));
  const steps = numbersOf(arrays.steps, 'steps');
  const times = numbersOf(arrays.times, 'times');
  if (names.length > MOST_COLUMNS || steps.length > MOST_SAMPLES) throw refuse('curves', 'are too many');
  const columns = names.map((key) => {
    const name = key.slice('curve.'.length);
    const unit = Object.hasOwn(units, name) ? units[name]! : '';
    return { name, unit, values: numbersOf(arrays[key], key) };
  });
  if ([times, ...columns.map(({ values }) => values)].some(({ length }) => length !== steps.length)) {
    throw refuse('curves', 'are not as long as their steps');
  }
  if (steps.some((step, k) => !Number.isFinite(step) || (k > 0 && step <= steps[k - 1]!))) {
    throw refuse('steps', 'do not grow');
  }
  return { steps, times, columns };
}

function numbersOf(buffer: ArrayBuffer | undefined, name: string): Float64Array {
  if (!buffer || buffer.byteLength % 8 !== 0) throw refuse(name, 'are not there');
  return new Float64Array(buffer);
}

function bufferOf(values: Float64Array): ArrayBuffer {
  return new Float64Array(values).buffer;
}

function refuse(name: string, why: string): Failure {
  return new Failure('bad-input', `${name} ${why}`, name);
}
