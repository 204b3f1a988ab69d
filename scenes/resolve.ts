import { checkedNumber } from '../solvers/base/caps';
import { Failure } from '../solvers/base/result';
import { checkScope, type Definition, type Expr, evaluateConstant, parse, symbolsOf } from '../solvers/expr';
import type { Axis, Equation, Obstacle, Problem, ProfileLine } from '../solvers/methods/problem';
import { inField, readDefinition, readEquation, readFormula } from './formula';
import { readGrid } from './grid';
import type { Scene } from './schema';
import { readConditions } from './sides';
import { readSliders, type Slider } from './sliders';

/** Keys of the format that scenes may carry ahead of the methods that will use them. */
const UNREAD = ['inputs', 'data', 'save', 'recipes', 'expect'] as const;

/** A scene ready to be solved, with everything that was chosen for it. */
export interface Resolved {
  readonly problem: Problem;
  /** Id of the method, from the scene or chosen. */
  readonly method: string;
  /** What errors are measured against: `auto`, `exact`, stored data's id or a method's id. */
  readonly reference: string;
  /** Parameters as sliders show them; ranges are widened to hold the values. */
  readonly sliders: readonly Slider[];
  /** Every choice the scene left open and every range that was widened, each in one sentence. */
  readonly notes: readonly string[];
}

/**
 * The problem that a scene states: constants evaluated, formulas parsed and checked against their scope,
 * definitions put in, cells counted. Throws `bad-input` whose one line starts with the field's name, such as
 * `conditions[2].is`; failures about formulas are `FormulaError`s that know the place in the text.
 */
export function resolve(scene: Scene): Resolved {
  const notes: string[] = [];
  const axes = readAxes(scene);
  const time = scene.coordinates.t ? readAxis('t', scene.coordinates.t) : null;
  const coordinates = [...axes.map((axis) => axis.name), ...(time ? ['t'] : [])];
  const parameters = Object.keys(scene.parameters ?? {});
  const names = {
    unknowns: scene.unknowns,
    coordinates,
    parameters,
    definitions: Object.keys(scene.definitions ?? {}),
  };
  try {
    checkScope(names);
  } catch (error) {
    // The name of the group and of the symbol is all that can be pointed at.
    if (error instanceof Failure && error.field !== undefined) throw refuse(error.field, error.message);
    throw error;
  }

  const sliders = readSliders(scene, notes);
  const definitions = readDefinitions(scene, names);
  const equations = scene.equations.map((text, i): Equation => {
    return { text, ...readEquation(`equations[${i}]`, text, names, definitions) };
  });
  const fixed = { unknowns: [], coordinates, parameters, definitions: names.definitions };
  const space = { ...fixed, coordinates: axes.map((axis) => axis.name) };
  const obstacles = (scene.obstacles ?? []).map(({ name, distance }, i): Obstacle => {
    return { name, distance: readFormula(`obstacles[${i}].distance`, distance, space, definitions) };
  });
  const exact: Record<string, Expr> = {};
  for (const [name, text] of Object.entries(scene.exact ?? {})) {
    if (!scene.unknowns.includes(name))
      throw refuse(`exact.${name}`, `no such unknown: choose from ${scene.unknowns.join(', ')}`);
    exact[name] = readFormula(`exact.${name}`, text, fixed, definitions);
  }
  const { sides, initial, random } = readConditions(
    scene,
    { axes, time, unknowns: scene.unknowns, parameters, definitions },
    notes,
  );
  const problem: Problem = {
    id: scene.id,
    unknowns: scene.unknowns,
    axes,
    time,
    parameters: Object.fromEntries(sliders.map(({ name, value }) => [name, value])),
    equations,
    sides,
    initial,
    random,
    obstacles,
    grid: readGrid(scene, axes, parameters, definitions, notes),
    exact,
    scales: Object.fromEntries(
      Object.entries(scene.scales ?? {}).map(([name, value]) => [
        name,
        checkedNumber(`scales.${name}`, evaluateConstant(value)),
      ]),
    ),
    profiles: readProfiles(scene, axes),
    seed: evaluateConstant(scene.seed ?? 0),
    dt: readTimeStep(scene),
  };
  if (!scene.method) notes.push('method: flow, as the scene names none');
  for (const key of UNREAD) {
    if (scene[key]) notes.push(`${key}: kept with the scene, but nothing in this version reads it`);
  }
  return { problem, method: scene.method ?? 'flow', reference: scene.reference ?? 'auto', sliders, notes };
}

function readAxes(scene: Scene): Axis[] {
  const { x, y, z } = scene.coordinates;
  if (z && !y) throw refuse('coordinates.z', 'there is a z but no y: name the axes x, y, z in this order');
  return Object.entries({ x, y, z }).flatMap(([name, interval]) => (interval ? [readAxis(name, interval)] : []));
}

function readAxis(name: string, interval: readonly [number | string, number | string]): Axis {
  const [min, max] = interval.map((end, i) => {
    return checkedNumber(`coordinates.${name}[${i}]`, evaluateConstant(end));
  });
  // f32 coordinates need a length that is not lost beside the ends.
  if (max - min > 1e-6 * Math.max(Math.abs(min), Math.abs(max))) return { name, min, max };
  throw refuse(
    `coordinates.${name}`,
    `the interval from ${min} to ${max} is empty or too thin: write [smaller, larger]`,
  );
}

/** Definitions may use one another in any order, but not in a circle. */
function readDefinitions(
  scene: Scene,
  names: {
    readonly unknowns: readonly string[];
    readonly coordinates: readonly string[];
    readonly parameters: readonly string[];
    readonly definitions: readonly string[];
  },
): Map<string, Definition> {
  const given = scene.definitions ?? {};
  const done = new Map<string, Definition>();
  const open: string[] = [];

  function visit(name: string): void {
    if (done.has(name)) return;
    const field = `definitions.${name}`;
    if (open.includes(name))
      throw refuse(field, `it is defined by itself (${[...open, name].join(' -> ')}): break the circle`);
    open.push(name);
    const used = inField(field, () => symbolsOf(parse(given[name])));
    for (const symbol of used) if (names.definitions.includes(symbol)) visit(symbol);
    open.pop();
    done.set(name, { parameters: [], value: readDefinition(field, given[name], names, done) });
  }

  for (const name of names.definitions) visit(name);
  return done;
}

function readProfiles(scene: Scene, axes: readonly Axis[]): ProfileLine[] {
  return (scene.profiles ?? []).map((given, i) => {
    const field = `profiles[${i}]`;
    if (!scene.unknowns.includes(given.field)) {
      throw refuse(`${field}.field`, `${given.field} is no unknown: choose from ${scene.unknowns.join(', ')}`);
    }
    const axisNames = axes.map((axis) => axis.name);
    if (!axisNames.includes(given.along)) {
      throw refuse(`${field}.along`, `${given.along} is no axis: choose from ${axisNames.join(', ')}`);
    }
    const at: Record<string, number> = {};
    for (const axis of axes) {
      if (axis.name === given.along) continue;
      const value = given.at && Object.hasOwn(given.at, axis.name) ? evaluateConstant(given.at[axis.name]) : Number.NaN;
      if (value >= axis.min && value <= axis.max) at[axis.name] = value;
      else throw refuse(`${field}.at.${axis.name}`, `write a number from ${axis.min} to ${axis.max}`);
    }
    const stray = Object.keys(given.at ?? {}).find((name) => !Object.hasOwn(at, name));
    if (stray !== undefined)
      throw refuse(`${field}.at.${stray}`, `the line is fixed only in ${Object.keys(at).join(', ')}: remove this`);
    const where = Object.entries(at).map(([name, value]) => `${name} = ${value}`);
    return {
      title: given.title ?? `${given.field} along ${where.join(', ')}`,
      field: given.field,
      along: given.along,
      at,
    };
  });
}

function readTimeStep(scene: Scene): number | null {
  if (scene.dt === undefined) return null;
  const dt = checkedNumber('dt', evaluateConstant(scene.dt));
  if (dt > 0) return dt;
  throw refuse('dt', `the time step ${dt} is not positive: write a positive one, or leave it out`);
}

function refuse(field: string, advice: string): Failure {
  return new Failure('bad-input', `${field}: ${advice}`, field);
}
