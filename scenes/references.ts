import { evaluateConstant } from '../solvers/expr';
import type { ProfileLine } from '../solvers/methods/problem';
import { canonicalText, type Json } from './canonical';
import { presetById } from './presets';
import cavity from './references/cavity.json';
import cylinder from './references/cylinder.json';
import stored from './references/stored.json';
import weights from './references/weights.json';
import type { Scene } from './schema';

/** Known values of one field along a profile. */
export interface PointSet {
  readonly label: string;
  /** Printed in a paper, or computed to convergence. */
  readonly kind: 'published' | 'converged';
  readonly positions: readonly number[];
  readonly values: readonly number[];
  /** Positions whose printed value is known to be wrong. */
  readonly suspect: readonly number[];
  /** Largest error of `values`, as far as it is known. */
  readonly accuracy: number;
  readonly source: string;
}

/** What is known of one metric: an interval, and where there is one the value inside it. */
export interface MetricReference {
  readonly metric: string;
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly value: number | null;
  readonly source: string;
}

/** The main vortex of a steady flow: where it is, its stream function and vorticity. */
export interface VortexReference {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly stream: number;
  readonly vorticity: number;
  readonly source: string;
}

/** A solution that comes with the program as arrays, loaded when it is wanted. */
export interface StoredReference {
  /** The file is public/references/NAME.npz: unknowns with the axes [t][y][x] and coordinates under their names. */
  readonly name: string;
  readonly presets: readonly string[];
  readonly when: When;
  /** Relative error of the arrays, as far as it is known. */
  readonly accuracy: number;
  /** The arrays have no time: they are what a scene with time ends in. */
  readonly steady?: boolean;
  /** It begins at random with this seed. */
  readonly seed?: number;
  /** An unknown NAME that may start from an array instead, the input field NAME0. */
  readonly start?: string;
  readonly source: string;
}

/** Trained weights that come with the program. */
export interface ShippedWeights {
  /** The preset that they were trained for. */
  readonly scene: string;
  readonly method: string;
  /** In public/weights: `<scene>.<method>.safetensors`. */
  readonly file: string;
  /** Parameter values that they were trained for; those not named may be any. */
  readonly when?: When;
}

/** Parameter values for which something was made: numbers, or constant formulas such as "0.01/pi". */
type When = Readonly<Record<string, number | string>>;

/**
 * Known points on a profile line. They are given only where they hold: the scene states the same problem as
 * the preset they belong to, and its parameters have the very values they were made for.
 */
export function pointSets(scene: Scene, line: ProfileLine): PointSet[] {
  if (!cavity.presets.some((id) => statesSameProblem(scene, id))) return [];
  return cavity.profiles
    .filter((set) => holds(set.when, scene) && set.field === line.field && set.along === line.along)
    .filter((set) => canonicalText(set.at as Json) === canonicalText(line.at))
    .map((set) => ({
      label: set.label,
      kind: set.kind as PointSet['kind'],
      positions: set.positions,
      values: set.values,
      suspect: 'suspect' in set ? (set.suspect as number[]) : [],
      accuracy: set.accuracy,
      source: cavity.sources[set.source as keyof typeof cavity.sources],
    }));
}

/** Known metrics, under the same conditions as {@link pointSets}. */
export function metricReferences(scene: Scene): MetricReference[] {
  const ids = cylinder.presets.filter((id) => statesSameProblem(scene, id));
  return cylinder.metrics
    .filter((known) => ids.includes(known.preset) && holds(known.when, scene))
    .map((known) => ({
      metric: known.metric,
      label: known.label,
      min: known.min,
      max: known.max,
      value: 'value' in known ? (known.value as number) : null,
      source: cylinder.sources[known.source as keyof typeof cylinder.sources],
    }));
}

/** The known main vortex, under the same conditions as {@link pointSets}; null where none is stored. */
export function vortexReference(scene: Scene): VortexReference | null {
  if (!cavity.presets.some((id) => statesSameProblem(scene, id))) return null;
  const known = cavity.vortices.find(({ when }) => holds(when, scene));
  if (!known) return null;
  const { label, x, y, stream, vorticity } = known;
  return { label, x, y, stream, vorticity, source: cavity.sources.converged };
}

/** The stored solution, under the same conditions as {@link pointSets}; null where there is none. */
export function storedReference(scene: Scene): StoredReference | null {
  const all: readonly StoredReference[] = stored.references;
  const fits = all.find(({ presets, when, seed, start }) => {
    if (!holds(when, scene)) return false;
    const drawn = seed === undefined || evaluateConstant(scene.seed ?? 0) === seed;
    if (drawn && presets.some((id) => statesSameProblem(scene, id))) return true;
    if (start === undefined) return false;
    const given = scene.conditions?.some(({ on, is }) => on === 't=0' && is === `${start} = ${start}0`);
    const own = physicsText(withoutStart(scene, start));
    return given && presets.some((id) => physicsText(withoutStart(presetById(id).scene, start)) === own);
  });
  return fits ?? null;
}

/** What a scene is beside the start of an unknown and the field that it may come from. */
function withoutStart(scene: Scene, unknown: string): Scene {
  const { [`${unknown}0`]: _, ...inputs } = scene.inputs ?? {};
  const others = scene.conditions?.filter(({ on, random, is }) => {
    return on !== 't=0' || (random?.field !== unknown && is !== `${unknown} = ${unknown}0`);
  });
  return { ...scene, conditions: others, inputs: Object.keys(inputs).length > 0 ? inputs : undefined };
}

/** The shipped weights of a method, under the same conditions as {@link pointSets}; null where there are none. */
export function shippedWeights(scene: Scene, method: string): ShippedWeights | null {
  const all: readonly ShippedWeights[] = weights.weights;
  const fits = all.filter((one) => {
    return one.method === method && holds(one.when ?? {}, scene) && statesSameProblem(scene, one.scene);
  });
  // Two presets may state one problem, and train different networks for it.
  return fits.find((one) => one.scene === scene.id) ?? fits[0] ?? null;
}

function holds(when: When, scene: Scene): boolean {
  return Object.entries(when).every(([name, value]) => {
    const given = scene.parameters?.[name];
    return given !== undefined && evaluateConstant(given.value) === evaluateConstant(value);
  });
}

/** Whether a scene differs from a preset in nothing that changes the answer but parameter values and time. */
function statesSameProblem(scene: Scene, presetId: string): boolean {
  return physicsText(scene) === physicsText(presetById(presetId).scene);
}

function physicsText(scene: Scene): string {
  const { unknowns, coordinates, definitions, equations, conditions, obstacles, dabs, inputs, parameters } = scene;
  const { x, y, z } = coordinates;
  const parts = {
    unknowns,
    x,
    y,
    z,
    definitions,
    equations,
    conditions,
    obstacles,
    dabs,
    inputs,
    names: Object.keys(parameters ?? {}).sort(),
  };
  return canonicalText(JSON.parse(JSON.stringify(parts)) as Json);
}
