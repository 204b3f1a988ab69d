import { CAPS, checkedNumber } from '../solvers/base/caps';
import { randomNormal, randomUniform } from '../solvers/base/random';
import { compile, type Expr, evaluateConstant } from '../solvers/expr';
import type { Axis, Inferred, Obstacle, Problem, Sensors } from '../solvers/methods/problem';
import { refuse } from './refuse';
import type { Scene } from './schema';
import type { Slider } from './sliders';

/** What data are read against; the axes end with time. */
interface Surroundings {
  readonly axes: readonly Axis[];
  readonly sliders: readonly Slider[];
  readonly exact: Readonly<Record<string, Expr>>;
  readonly obstacles: readonly Obstacle[];
}

/**
 * The parameters that a scene marks to be inferred. With `start` the value is the truth that the answer is compared
 * with; with `true` it is where the search begins, and nothing is known.
 */
export function readInferred(scene: Scene, sliders: readonly Slider[]): Pick<Problem, 'inferred'> {
  const inferred = sliders.flatMap(({ name, value, min, max, scale }): Inferred[] => {
    const { infer } = scene.parameters![name]!;
    if (infer === undefined) return [];
    const field = `parameters.${name}.infer.start`;
    const start = infer === true ? value : checkedNumber(field, evaluateConstant(infer.start));
    if (scale === 'log' && !(start > 0)) {
      throw refuse(field, `a logarithmic search cannot start at ${start}: start above 0, or use "scale": "linear"`);
    }
    return [{ name, start, scale, span: max - min, truth: infer === true ? null : value }];
  });
  return inferred.length > 0 ? { inferred } : {};
}

/**
 * The values that a scene's sensors measured. Given ones must lie inside the box. Drawn ones are read from the exact
 * solution at places outside bodies, uniformly at random by the scene's seed, with Gaussian noise of `noise` times the
 * standard deviation of what was read.
 */
export function readData(scene: Scene, surroundings: Surroundings): Pick<Problem, 'data'> {
  const seed = evaluateConstant(scene.seed ?? 0);
  const data = (scene.data ?? []).map((sensor, i): Sensors => {
    const { field, at, values, count, noise } = sensor;
    if (!scene.unknowns.includes(field)) {
      throw refuse(`data[${i}].field`, `no such unknown: choose from ${scene.unknowns.join(', ')}`);
    }
    if (at && values) return measured(i, field, at, values, surroundings.axes);
    return drawn(i, field, evaluateConstant(count!), evaluateConstant(noise ?? 0), seed + 1009 * i, surroundings);
  });
  return data.length > 0 ? { data } : {};
}

type Numbers = readonly (number | string)[];

function measured(
  i: number,
  field: string,
  at: Readonly<Record<string, Numbers>>,
  values: Numbers,
  axes: readonly Axis[],
): Sensors {
  const names = axes.map(({ name }) => name);
  const stranger = Object.keys(at).find((name) => !names.includes(name));
  if (stranger) throw refuse(`data[${i}].at.${stranger}`, `no such coordinate: choose from ${names.join(', ')}`);
  const numbers = (path: string, texts: Numbers): Float64Array =>
    Float64Array.from(texts, (text, k) => checkedNumber(`${path}[${k}]`, evaluateConstant(text)));
  const places = axes.map(({ name, min, max }) => {
    const path = `data[${i}].at.${name}`;
    if (!at[name]) throw refuse(path, 'the places of the sensors are missing');
    if (at[name].length !== values.length) {
      throw refuse(path, `has ${at[name].length} numbers for ${values.length} values: give as many`);
    }
    const own = numbers(path, at[name]);
    const k = own.findIndex((x) => !(x >= min && x <= max));
    if (k >= 0) throw refuse(`${path}[${k}]`, `${own[k]} lies outside, ${name} runs from ${min} to ${max}`);
    return own;
  });
  return { field, places, values: numbers(`data[${i}].values`, values) };
}

function drawn(
  i: number,
  field: string,
  count: number,
  noise: number,
  seed: number,
  { axes, sliders, exact, obstacles }: Surroundings,
): Sensors {
  const solution = exact[field];
  if (!solution) throw refuse(`data[${i}].count`, `needs exact.${field} to read values from, or give them`);
  if (!(noise >= 0 && noise <= CAPS.largestNumber)) throw refuse(`data[${i}].noise`, 'must not be negative');
  const names = [...axes, ...sliders].map(({ name }) => name);
  const parameters = sliders.map(({ value }) => value);
  const bodies = obstacles.map(({ distance }) => compile(distance, names));
  const evaluate = compile(solution, names);
  const places: number[][] = [];
  // Bodies that leave nearly nothing free end the search.
  for (let draw = 0; places.length < count && draw < 1000 * count; draw++) {
    const place = axes.map(({ min, max }, a) => min + (max - min) * randomUniform(seed, draw * axes.length + a));
    if (bodies.every((distance) => distance([...place, ...parameters]) > 0)) places.push(place);
  }
  if (places.length < count) throw refuse(`data[${i}].count`, 'bodies leave no room for the sensors');
  const values = withNoise(
    places.map((place) => evaluate([...place, ...parameters])),
    noise,
    seed + 1,
  );
  return { field, places: axes.map((_, a) => Float64Array.from(places, (place) => place[a]!)), values };
}

/** What sensors read: the truth with Gaussian noise of `noise` times its standard deviation. */
export function withNoise(truth: readonly number[], noise: number, seed: number): Float64Array {
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  const deviation = Math.sqrt(truth.reduce((sum, value) => sum + (value - mean) ** 2, 0) / truth.length);
  return Float64Array.from(truth, (value, k) => value + noise * deviation * randomNormal(seed, k));
}
