import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expectations, pointSets, resolve, type Scene } from '../../scenes';
import { type NpyArray, writeNpz } from '../../solvers/io';
import type { HostField, Metric, Profile } from '../../solvers/methods/solver';
import type { Frame, Solution } from '../solve';

/** Metrics by name. */
type Metrics = Readonly<Record<string, Metric>>;

/** A solution, its metrics joined with its errors, and what those were measured against. */
export interface Case {
  readonly solution: Solution;
  readonly reference: string | null;
}

/** What a scene says of a metric, what it came to (null: there is no such metric), and whether that is so. */
interface Expectation {
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly met: boolean;
}

/** What metrics.json holds. */
export interface Report {
  readonly scene: string;
  readonly method: string;
  readonly adapter: string;
  readonly seed: number;
  /** Where trained numbers came from: "scratch", or the file they began with; null where the method trains nothing. */
  readonly weights: string | null;
  /** What relL2 is measured against: "exact", "stored: NAME", "METHOD on N cells"; null where there is nothing. */
  readonly reference: string | null;
  readonly result: Solution['result'];
  /** Of a set of cases: the means. */
  readonly metrics: Metrics;
  /** Of a scene that expects some metrics. */
  readonly expect?: Readonly<Record<string, Expectation>>;
  /** Of a set: how each case ended, and its metrics. */
  readonly cases?: readonly { readonly result: Solution['result']; readonly metrics: Metrics }[];
  /** Largest deviation of a profile from known points. */
  readonly profiles: readonly { title: string; against: string; points: number; maxError: number }[];
  readonly wallSeconds: number;
  readonly steps: number;
  readonly time: number;
  readonly finished: boolean;
  readonly perStep: Solution['stats']['perStep'];
  readonly notes: readonly string[];
}

/**
 * The report of a scene's answer.
 * @param given the file that its weights began with, or null
 */
export function reportOf(scene: Scene, { solution, reference }: Case, given: string | null): Report {
  const { value, result, stats } = solution;
  const { method, adapter, metrics, steps, time, finished, wallSeconds, perStep, notes } = stats;
  const { problem } = resolve(scene);
  return {
    scene: scene.id,
    method,
    adapter,
    seed: problem.seed,
    weights: value.weights ? (given ?? 'scratch') : null,
    reference,
    result,
    metrics,
    ...expectOf(scene, metrics),
    profiles: value.profiles.flatMap((profile, k) =>
      (problem.profiles[k] ? pointSets(scene, problem.profiles[k]) : []).map((known) => ({
        title: profile.title,
        against: known.label,
        points: known.positions.length,
        maxError: Math.max(...known.positions.map((x, i) => Math.abs(valueAt(profile, x) - known.values[i]!))),
      })),
    ),
    wallSeconds,
    steps,
    time,
    finished,
    perStep,
    notes,
  };
}

/** One report of a set of cases: times and steps in sum, metrics in the mean, the first result that is not ok. */
export function reportOfSet(scene: Scene, cases: readonly Case[], given: string | null): Report {
  const reports = cases.map((one) => reportOf(scene, one, given));
  const [first] = reports as [Report, ...Report[]];
  const total = (pick: (report: Report) => number): number => reports.reduce((sum, report) => sum + pick(report), 0);
  // A case that failed early may have fewer.
  const shared = Object.entries(first.metrics).filter(([name]) => reports.every(({ metrics }) => metrics[name]));
  const means = Object.fromEntries(
    shared.map(([name, { unit }]) => {
      return [name, { value: total(({ metrics }) => metrics[name]!.value) / reports.length, unit }] as const;
    }),
  );
  const failed = reports.findIndex(({ result }) => result.code !== 'ok');
  const result = failed < 0 ? first.result : reports[failed]!.result;
  return {
    ...first,
    result: failed < 0 ? result : { code: result.code, advice: `Case ${failed}: ${result.advice}` },
    metrics: means,
    ...expectOf(scene, means),
    cases: reports.map(({ result: own, metrics }) => ({ result: own, metrics })),
    profiles: [],
    wallSeconds: total(({ wallSeconds }) => wallSeconds),
    steps: total(({ steps }) => steps),
    finished: reports.every(({ finished }) => finished),
  };
}

function expectOf(scene: Scene, metrics: Metrics): Pick<Report, 'expect'> {
  const all = expectations(scene).map(({ metric, min, max }): [string, Expectation] => {
    const value = metrics[metric]?.value ?? Number.NaN;
    const met = value >= (min ?? Number.NEGATIVE_INFINITY) && value <= (max ?? Number.POSITIVE_INFINITY);
    return [metric, { value: Number.isNaN(value) ? null : value, min, max, met }];
  });
  return all.length > 0 ? { expect: Object.fromEntries(all) } : {};
}

/** Writes metrics.json, fields.npz and scene.json into a folder that exists; of a set, the cases make the first axis. */
export async function writeAnswer(
  folder: string,
  scene: Scene,
  report: Report,
  solutions: readonly Solution[],
  set: boolean,
): Promise<void> {
  const timed = scene.coordinates.t !== undefined;
  const runs = solutions.map(({ value }) => value.frames);
  await Promise.all([
    writeFile(join(folder, 'metrics.json'), `${JSON.stringify(report, null, 2)}\n`),
    writeFile(join(folder, 'scene.json'), `${JSON.stringify(scene, null, 2)}\n`),
    writeFile(join(folder, 'fields.npz'), writeNpz(fieldArrays(runs, timed, set))),
  ]);
}

/**
 * Every field under its name, C order, axes [case][t][z][y][x] as far as they exist. An axis that most fields share is
 * stored under its own name, another field's under NAME.x.
 * @param runs the frames of each case; all have the same times.
 */
export function fieldArrays(runs: readonly (readonly Frame[])[], timed: boolean, set: boolean): Map<string, NpyArray> {
  const arrays = new Map<string, NpyArray>();
  const last = runs[0]?.at(-1);
  if (!last) return arrays;
  // A network's answer holds all times at once.
  const whenever = last.fields[0]?.coordinates.t;
  const framed = timed && whenever === undefined;
  const kept = runs.map((frames) => (framed ? frames : frames.slice(-1)));
  const lead = [...(set ? [kept.length] : []), ...(framed ? [kept[0]!.length] : [])];
  for (const [k, { name, shape, data }] of last.fields.entries()) {
    const blocks = kept.flatMap((frames) => frames.map(({ fields }) => fields[k]!.data));
    const whole = new Float64Array(blocks.length * data.length);
    for (const [i, values] of blocks.entries()) whole.set(values, i * data.length);
    arrays.set(name, { shape: [...lead, ...shape], data: whole });
  }
  for (const axis of ['x', 'y', 'z']) {
    const owners = last.fields.filter(({ coordinates }) => Object.hasOwn(coordinates, axis));
    const common = mostCommon(owners, axis);
    if (common) arrays.set(axis, vector(common));
    for (const { name, coordinates } of owners) {
      if (!common || !same(coordinates[axis]!, common)) arrays.set(`${name}.${axis}`, vector(coordinates[axis]!));
    }
  }
  if (timed) arrays.set('t', vector(whenever ?? Float64Array.from(kept[0]!, ({ time }) => time)));
  return arrays;
}

function mostCommon(fields: readonly HostField[], axis: string): Float64Array | null {
  const votes = fields.map(
    ({ coordinates }) => fields.filter((other) => same(other.coordinates[axis]!, coordinates[axis]!)).length,
  );
  const best = votes.indexOf(Math.max(...votes));
  return fields[best]?.coordinates[axis] ?? null;
}

function same(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function vector(data: Float64Array): NpyArray {
  return { shape: [data.length], data };
}

/** Linear between the profile's positions. */
function valueAt({ positions, values }: Profile, x: number): number {
  const after = positions.findIndex((position) => position >= x);
  if (after <= 0) return values[after === 0 ? 0 : values.length - 1]!;
  const part = (x - positions[after - 1]!) / (positions[after]! - positions[after - 1]!);
  return (1 - part) * values[after - 1]! + part * values[after]!;
}
