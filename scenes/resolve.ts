import { checkedNumber } from '../solvers/base/caps';
import { Failure } from '../solvers/base/result';
import { checkScope, type Definition, type Expr, evaluateConstant, parse, symbolsOf } from '../solvers/expr';
import type { Axis, Obstacle, Problem } from '../solvers/methods/problem';
import { withDabs } from './dabs';
import { readData, readInferred } from './data';
import { readDrawn } from './drawn';
import { inField, readDefinition, readEquation, readFormula } from './formula';
import { readGrid } from './grid';
import { readInputs } from './inputs';
import { readProfiles } from './profiles';
import { refuse } from './refuse';
import type { Scene } from './schema';
import { readConditions } from './sides';
import { readSliders, type Slider } from './sliders';

/** A scene ready to be solved, with everything that was chosen for it. */
export interface Resolved {
  readonly problem: Problem;
  /** Id of the method that the scene names; null leaves it to the equation's kind. */
  readonly method: string | null;
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
  // Equations see input fields as they see unknowns: both have derivatives.
  const fields = { ...names, unknowns: [...scene.unknowns, ...Object.keys(scene.inputs ?? {})] };
  const equations = scene.equations.map((text, i) => readEquation(`equations[${i}]`, text, fields, definitions));
  const fixed = { unknowns: [], coordinates, parameters, definitions: names.definitions };
  const space = { ...fixed, coordinates: axes.map((axis) => axis.name) };
  const given = readInputs(scene, space, definitions);
  const exact: Record<string, Expr> = {};
  const isDrawnIn = scene.dabs !== undefined || (scene.obstacles ?? []).some(({ path }) => path !== undefined);
  if (scene.exact && isDrawnIn) notes.push('no exact solution is known with what was drawn by hand');
  for (const [name, text] of Object.entries((!isDrawnIn && scene.exact) || {})) {
    if (!scene.unknowns.includes(name))
      throw refuse(`exact.${name}`, `no such unknown: choose from ${scene.unknowns.join(', ')}`);
    exact[name] = readFormula(`exact.${name}`, text, fixed, definitions);
  }
  const bodies = (scene.obstacles ?? []).map(({ name }) => name);
  const { sides, surfaces, random, randomFields, ...conditions } = readConditions(
    scene,
    { axes, time, unknowns: scene.unknowns, parameters, definitions, inputs: Object.keys(given), obstacles: bodies },
    notes,
  );
  const canvas = { axes, time, unknowns: scene.unknowns, sides, inputs: given, random, randomFields };
  const { initial, inputs } = withDabs(scene.dabs, { ...canvas, initial: conditions.initial });
  const obstacles = (scene.obstacles ?? []).map(({ name, distance, ...drawn }, i): Obstacle => {
    const field = `obstacles[${i}]`;
    const formula =
      distance === undefined
        ? readDrawn(field, drawn, axes)
        : readFormula(`${field}.distance`, distance, space, definitions);
    return { name, distance: formula, values: surfaces[name] ?? {} };
  });
  const problem: Problem = {
    id: scene.id,
    unknowns: scene.unknowns,
    axes,
    time,
    parameters: Object.fromEntries(sliders.map(({ name, value }) => [name, value])),
    equations,
    sides,
    inputs,
    initial,
    random,
    randomFields,
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
    recipes: scene.recipes ?? {},
    dt: readTimeStep(scene),
    ...readInferred(scene, sliders),
    ...readData(scene, { axes: time ? [...axes, time] : axes, sliders, exact, obstacles }),
  };
  return { problem, method: scene.method ?? null, reference: scene.reference ?? 'auto', sliders, notes };
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

function readTimeStep(scene: Scene): number | null {
  if (scene.dt === undefined) return null;
  const dt = checkedNumber('dt', evaluateConstant(scene.dt));
  if (dt > 0) return dt;
  throw refuse('dt', `the time step ${dt} is not positive: write a positive one, or leave it out`);
}
