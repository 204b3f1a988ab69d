import { resolve, type Scene } from '../../scenes';
import { withNoise } from '../../scenes/data';
import type { Point } from '../../scenes/drawn';
import { CAPS } from '../../solvers/base/caps';
import { randomUniform } from '../../solvers/base/random';
import { Failure } from '../../solvers/base/result';
import { compile, evaluateConstant } from '../../solvers/expr';
import type { Axis, Problem } from '../../solvers/methods/problem';
import { rounder, withoutExpected } from './drawn';

/** What a hand does to the sensors of an unknown. */
export type SensorChange =
  | { readonly kind: 'drop' | 'remove'; readonly at: Point }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'noise'; readonly noise: number };

/** Noise of the first sensors, as a part of the spread of what they read. */
const NOISE = 0.01;
/** Digits of a reading: a hundredth of the least noise that a slider sets. */
const DIGITS = 5;

/** The sensors of an unknown in a picture of two coordinates: where they stand, in the order of the scene. */
export function sensorsOf(scene: Scene, field: string): readonly Point[] {
  return (resolve(scene).problem.data ?? [])
    .filter((own) => own.field === field)
    .flatMap(({ places: [x, y], values }) => Array.from(values, (_, k): Point => [x![k]!, y![k]!]));
}

/** The noise that an unknown's sensors were read with, where the scene tells it. */
export function noiseOf(scene: Scene, field: string): number {
  const told = scene.data?.find((own) => own.field === field)?.noise;
  return told === undefined ? NOISE : evaluateConstant(told);
}

/**
 * The places with one more.
 * @throws Failure 'bad-input' in one line where it lies outside the domain or in a body
 */
export function withSensor(scene: Scene, places: readonly Point[], at: Point): readonly Point[] {
  const { problem } = resolve(scene);
  const axes = flat(problem);
  const round = rounder(axes);
  const isOutside = axes.some(({ min, max }, a) => !(at[a]! >= min && at[a]! <= max));
  if (isOutside) throw refuse('That is outside the domain: no sensor was dropped.');
  const body = bodyAt(problem, at);
  if (body !== null) throw refuse(`That is inside ${body}, where nothing can be measured: no sensor was dropped.`);
  if (places.length >= CAPS.sensorValues) throw refuse(`There are ${places.length} sensors, as many as may be.`);
  const [x, y] = axes.map(({ min, max }, a) => Math.min(max, Math.max(min, round(at[a]!))));
  return [...places, [x!, y!]];
}

/** The places without the nearest one within `reach` of a point, as a part of the domain's sides; null where none is. */
export function withoutSensor(
  scene: Scene,
  places: readonly Point[],
  at: Point,
  reach: number,
): readonly Point[] | null {
  const axes = flat(resolve(scene).problem);
  const far = places.map((place) => Math.hypot(...axes.map(({ min, max }, a) => (place[a]! - at[a]!) / (max - min))));
  const least = Math.min(...far);
  return least <= reach ? places.toSpliced(far.indexOf(least), 1) : null;
}

/** So many places: the first of those there are, and more at random by the scene's seed, outside bodies. */
export function scattered(scene: Scene, places: readonly Point[], count: number): readonly Point[] {
  const { problem } = resolve(scene);
  const axes = flat(problem);
  const all = places.slice(0, count);
  // Bodies that leave nearly nothing free end the search.
  for (let draw = all.length; all.length < count && draw < 1000 * count; draw++) {
    const [x, y] = axes.map(({ min, max }, a) => min + (max - min) * randomUniform(problem.seed, 2 * draw + a));
    if (bodyAt(problem, [x!, y!]) === null) all.push(...withSensor(scene, [], [x!, y!]));
  }
  return all;
}

/**
 * The scene whose sensors of an unknown stand there and read this truth with noise, drawn by the scene's seed; what was
 * expected of its answer is gone.
 * @throws Failure 'bad-input' where none is left
 */
export function withReadings(
  scene: Scene,
  field: string,
  places: readonly Point[],
  truth: readonly number[],
  noise: number,
): Scene {
  const { problem } = resolve(scene);
  const others = (scene.data ?? []).filter((own) => own.field !== field);
  if (places.length === 0) {
    const names = (problem.inferred ?? []).map(({ name }) => name).join(', ');
    throw refuse(`That was the last sensor: without one nothing tells ${names}, so it stays.`);
  }
  const [first, second] = flat(problem);
  const at = { [first!.name]: places.map(([x]) => x), [second!.name]: places.map(([, y]) => y) };
  const values = Array.from(withNoise(truth, noise, problem.seed + 1), (value) => Number(value.toPrecision(DIGITS)));
  return { ...withoutExpected(scene), data: [...others, { field, at, values, noise }] };
}

/** The two coordinates of the picture: space, and time where space has one. */
function flat({ axes, time }: Problem): readonly Axis[] {
  return (time ? [...axes, time] : axes).slice(0, 2);
}

/** The name of the body at a place. */
function bodyAt(problem: Problem, at: Point): string | null {
  const { obstacles, parameters } = problem;
  const names = [...flat(problem).map(({ name }) => name), ...Object.keys(parameters)];
  const place = [...at, ...Object.values(parameters)];
  return obstacles.find(({ distance }) => !(compile(distance, names)(place) > 0))?.name ?? null;
}

function refuse(text: string): Failure {
  return new Failure('bad-input', text);
}
