import { Failure } from '../solvers/base/result';
import type { Json } from './canonical';
import { copyJson, pathText, readable, type Step } from './document';
import { nearest } from './nearest';
import { parseScene } from './parse';
import { isPlace, keysAt, placesOf } from './paths';
import type { Scene } from './schema';

/** Maps whose keys a setting may add to; elsewhere a new key is a slip of the fingers. */
const OPEN_MAPS = ['recipes', 'expect', 'metrics', 'scales', 'spacing'];

/**
 * The scene with settings such as `params.Re=700`, `grid.n=[128,64]` or `conditions[1].is=u = 2` made, in order,
 * and checked as a whole. `params.NAME` is short for `parameters.NAME.value`. Values are read as JSON where the
 * schema has a number, list or object at that place, else as text. Throws `bad-input` naming the path; for an
 * unknown path it names the nearest one that exists.
 */
export function applySettings(scene: Scene, settings: readonly string[]): Scene {
  let current = scene;
  for (const setting of settings) {
    const equals = setting.indexOf('=');
    const shown = readable(equals < 0 ? setting : setting.slice(0, equals));
    if (equals < 0) throw refuse(`${shown} has no value: write path=value, as in grid.n=128`, shown);
    const path = readPath(shown, setting.slice(0, equals).trim(), current);
    current = withText(current, path, setting.slice(equals + 1).trim());
  }
  return current;
}

function refuse(advice: string, field: string): Failure {
  return new Failure('bad-input', advice, field);
}

/** `conditions[1].is` or `conditions.1.is` as steps, checked to be a place of the document. */
function readPath(shown: string, text: string, scene: Scene): Step[] {
  const steps = text
    .replaceAll(/\[(\d{1,6})\]/g, '.$1')
    .split('.')
    .map((step): Step => (/^\d+$/.test(step) ? Number(step) : step));
  const isShort = steps.length === 2 && steps[0] === 'params';
  const path = steps[0] === 'params' ? ['parameters', ...steps.slice(1), ...(isShort ? ['value'] : [])] : steps;
  if (isPlace(path) && exists(scene, path)) return path;

  const places = placesOf(scene as unknown as Json).map(shortText);
  const similar = nearest(text, places);
  const hint = similar === null ? 'see "list" for a scene\'s fields' : `the nearest is ${similar}`;
  throw refuse(`${shown}: the scene has no such field; ${hint}`, shown);
}

/** The place as a user would write it in a setting. */
function shortText(path: readonly Step[]): string {
  if (path.length === 3 && path[0] === 'parameters' && path[2] === 'value') return `params.${path[1]}`;
  return pathText(path);
}

/** Whether every list entry and every freely named key on the way to `path` is in the scene. */
function exists(scene: Scene, path: readonly Step[]): boolean {
  let value = scene as unknown;
  for (const [i, step] of path.entries()) {
    const owner = value !== null && typeof value === 'object' ? (value as Record<Step, unknown>) : {};
    const present = Object.hasOwn(owner, step);
    const free = path.slice(0, i).some((above) => OPEN_MAPS.includes(String(above)));
    if (!present && (typeof step === 'number' || !(free || isNamed(path, i)))) return false;
    value = present ? owner[step] : undefined;
  }
  return true;
}

/** Whether the schema itself names step `i`: its parent lists it among its keys. */
function isNamed(path: readonly Step[], i: number): boolean {
  return keysAt(path.slice(0, i)).includes(String(path[i]));
}

function withText(scene: Scene, path: readonly Step[], text: string): Scene {
  const attempts: Json[] = [];
  try {
    attempts.push(copyJson(JSON.parse(text)));
  } catch {
    // Not JSON: only the text itself is left.
  }
  attempts.push(text);
  let first: unknown;
  for (const value of attempts) {
    try {
      return parseScene(withValue(scene as unknown as Json, path, value));
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

/** A copy of `document` with `value` at `path`; objects on the way are made where they are missing. */
function withValue(document: Json | undefined, path: readonly Step[], value: Json): Json {
  if (path.length === 0) return value;
  const [step, ...rest] = path;
  if (Array.isArray(document)) return document.map((item, i) => (i === step ? withValue(item, rest, value) : item));
  const owner = document !== null && typeof document === 'object' ? (document as Readonly<Record<string, Json>>) : {};
  return { ...owner, [step]: withValue(owner[step], rest, value) };
}
