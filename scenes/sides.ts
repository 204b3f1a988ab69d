import { type Expr, evaluateConstant } from '../solvers/expr';
import type { Axis, End, RandomField, RandomVelocity, Side, SideEquation } from '../solvers/methods/problem';
import type { ConditionScope } from './condition-scope';
import { readable } from './document';
import { inField, readAssignment } from './formula';
import { nearest } from './nearest';
import { readRandomField, readRandomVelocity } from './random';
import { refuse } from './refuse';
import type { Scene } from './schema';
import { readSideCondition } from './side-equation';

/** What a scene's conditions say, sorted: the sides of the box, the bodies in it and the start. */
export interface Conditions {
  readonly sides: readonly Side[];
  /** What is given on the surface of each obstacle that has a condition, by its name. */
  readonly surfaces: Readonly<Record<string, Readonly<Record<string, Expr>>>>;
  readonly initial: Readonly<Record<string, Expr>>;
  readonly random: RandomVelocity | null;
  readonly randomFields: readonly RandomField[];
}

type Condition = NonNullable<Scene['conditions']>[number];
type Place = { readonly axis: Axis; readonly end: End | 'both' };

/** Words that stand for a whole side instead of formulas. */
const WORDS = ['wall', 'outflow', 'periodic'] as const;
type Word = (typeof WORDS)[number];

/**
 * Sorts the conditions into sides and initial values. Sides that nothing is said of become walls, which
 * `notes` says. Throws `bad-input` naming the condition, e.g. `conditions[2].is`.
 */
export function readConditions(scene: Scene, scope: ConditionScope, notes: string[]): Conditions {
  const sides = new Map<string, Side>();
  const surfaces: Record<string, Readonly<Record<string, Expr>>> = {};
  const initial = new Map<string, Expr>();
  const randomFields: RandomField[] = [];
  let random: RandomVelocity | null = null;

  for (const [index, condition] of (scene.conditions ?? []).entries()) {
    const field = `conditions[${index}]`;
    const body = condition.on.trim();
    if (scope.obstacles.includes(body)) {
      if (condition.random) throw refuse(`${field}.random`, 'only the start can be random: write "on": "t=0"');
      surfaces[body] = readSurface(`${field}.is`, condition, scope, surfaces[body]);
      continue;
    }
    const place = readPlace(`${field}.on`, condition.on, scope);
    if (place.axis === scope.time) {
      const given = condition.random;
      if (given && 'spectrum' in given) randomFields.push(readRandomField(`${field}.random`, given, scope));
      else if (given) random = readRandomVelocity(`${field}.random`, given, random);
      else readInitial(`${field}.is`, condition, scope, initial);
      continue;
    }
    if (condition.random) throw refuse(`${field}.random`, 'only the start can be random: write "on": "t=0"');
    const ends: readonly End[] = place.end === 'both' ? ['min', 'max'] : [place.end];
    for (const end of ends) {
      const side = readSide(`${field}.is`, condition, place.axis, end, scope);
      const key = `${place.axis.name} ${end}`;
      const before = sides.get(key);
      if (before) sides.set(key, mergeSides(`${field}.on`, before, side));
      else sides.set(key, side);
    }
  }
  const drawn = randomFields.map(({ unknown }) => unknown);
  const twice = drawn.find((name, i) => initial.has(name) || drawn.indexOf(name) < i);
  if (twice !== undefined || (random && initial.size + drawn.length > 0)) {
    throw refuse('conditions', 'the start is given both at random and by formulas: keep one of them');
  }
  return {
    sides: completeSides(sides, scope.axes, notes),
    surfaces,
    initial: Object.fromEntries(initial),
    random,
    randomFields,
  };
}

/** `x=0`, `x = 2*pi`, `t=0`, or `x` alone for both ends of a periodic axis. */
function readPlace(field: string, text: string, scope: ConditionScope): Place {
  const [name, ...rest] = text.split('=');
  const axes = scope.time ? [...scope.axes, scope.time] : scope.axes;
  const axis = axes.find((candidate) => candidate.name === name.trim());
  if (!axis || rest.length > 1) {
    const bodies = scope.obstacles.map((body) => `, "${readable(body)}"`).join('');
    const examples = axes.map((one) => `"${one.name}=${one.min}"`).join(', ');
    throw refuse(field, `"${readable(text)}" is no side of the domain: write one such as ${examples}${bodies}`);
  }
  if (rest.length === 0) {
    if (axis !== scope.time) return { axis, end: 'both' };
    throw refuse(field, `write the start as "${axis.name}=${axis.min}"`);
  }
  const value = inField(field, () => evaluateConstant(rest[0].trim()));
  // Both numbers come from constant formulas, so a few roundings may lie between them.
  const slack = 1e-12 * Math.max(Math.abs(axis.min), Math.abs(axis.max));
  if (Math.abs(value - axis.min) <= slack) return { axis, end: 'min' };
  if (Math.abs(value - axis.max) <= slack && axis !== scope.time) return { axis, end: 'max' };
  const ends = axis === scope.time ? `${axis.min}` : `${axis.min} or ${axis.max}`;
  throw refuse(field, `${axis.name} = ${value} is no side of the domain: write ${axis.name} = ${ends}`);
}

function isWord(text: string): text is Word {
  return (WORDS as readonly string[]).includes(text);
}

function readSide(field: string, condition: Condition, axis: Axis, end: End, scope: ConditionScope): Side {
  const texts = typeof condition.is === 'string' ? [condition.is] : (condition.is ?? []);
  const word = texts.length === 1 ? texts[0].trim() : '';
  if (isWord(word)) {
    if (word === 'periodic' && condition.on.includes('=')) {
      throw refuse(field.replace(/is$/, 'on'), `both ends are periodic together: write "on": "${axis.name}"`);
    }
    return { axis: axis.name, end, kind: word, values: {}, equations: [] };
  }
  if (/^[A-Za-z]+$/.test(word)) {
    const similar = nearest(word, WORDS);
    const hint = similar === null ? '' : `; did you mean "${similar}"?`;
    throw refuse(
      field,
      `"${readable(word)}" is none of ${WORDS.join(', ')} and no formula such as "${scope.unknowns[0]} = 0"${hint}`,
    );
  }
  const names = {
    unknowns: scope.unknowns,
    coordinates: [...scope.axes, ...(scope.time ? [scope.time] : [])].map(({ name }) => name),
    parameters: scope.parameters,
    definitions: [...scope.definitions.keys()],
  };
  const values = new Map<string, Expr>();
  const equations: SideEquation[] = [];
  for (const [i, text] of texts.entries()) {
    const place = texts.length === 1 ? field : `${field}[${i}]`;
    const read = readSideCondition(place, text, axis.name, names, scope.definitions);
    if (read.kind === 'equation') equations.push(read.equation);
    else if (values.has(read.unknown)) throw refuse(place, `${read.unknown} is given twice: keep one of them`);
    else values.set(read.unknown, read.value);
  }
  return { axis: axis.name, end, kind: 'values', values: Object.fromEntries(values), equations };
}

/** What is given on a body's surface: `wall`, or values. */
function readSurface(
  field: string,
  condition: Condition,
  scope: ConditionScope,
  before: Readonly<Record<string, Expr>> = {},
): Record<string, Expr> {
  const texts = typeof condition.is === 'string' ? [condition.is] : (condition.is ?? []);
  if (texts.length === 1 && texts[0]!.trim() === 'wall') return { ...before };
  const values = readValues(field, texts, scope.time ? [...scope.axes, scope.time] : scope.axes, scope.unknowns, scope);
  const twice = Object.keys(values).find((name) => Object.hasOwn(before, name));
  if (twice !== undefined) throw refuse(field, `${twice} is given there already: keep one of them`);
  return { ...before, ...values };
}

/** `u = formula` lines as a record; a second line for one unknown is refused. */
function readValues(
  field: string,
  texts: readonly string[],
  coordinates: readonly Axis[],
  unknowns: readonly string[],
  scope: ConditionScope,
): Record<string, Expr> {
  const values = new Map<string, Expr>();
  for (const [i, text] of texts.entries()) {
    const place = texts.length === 1 ? field : `${field}[${i}]`;
    const names = {
      unknowns: [],
      coordinates: coordinates.map((axis) => axis.name),
      parameters: scope.parameters,
      definitions: [...scope.definitions.keys()],
    };
    const { name, value } = readAssignment(place, text, unknowns, names, scope.definitions);
    if (values.has(name)) throw refuse(place, `${name} is given twice: keep one of them`);
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

function readInitial(field: string, condition: Condition, scope: ConditionScope, initial: Map<string, Expr>): void {
  const texts = typeof condition.is === 'string' ? [condition.is] : (condition.is ?? []);
  // Equations of second order in time start with a rate as well.
  const startable = scope.unknowns.flatMap((name) => [name, `${name}_${scope.time!.name}`]);
  const within = { ...scope, parameters: [...scope.parameters, ...scope.inputs] };
  for (const [name, value] of Object.entries(readValues(field, texts, scope.axes, startable, within))) {
    if (initial.has(name)) throw refuse(field, `the start of ${name} is given twice: keep one of them`);
    initial.set(name, value);
  }
}

/** Two conditions on one side may give values of different unknowns; anything else contradicts itself. */
function mergeSides(field: string, a: Side, b: Side): Side {
  const twice = Object.keys(a.values).find((name) => Object.hasOwn(b.values, name));
  if (a.kind !== 'values' || b.kind !== 'values' || twice !== undefined) {
    throw refuse(field, `this side has a condition already (${twice ?? a.kind}): keep one of them`);
  }
  return { ...a, values: { ...a.values, ...b.values }, equations: [...a.equations, ...b.equations] };
}

function completeSides(sides: ReadonlyMap<string, Side>, axes: readonly Axis[], notes: string[]): Side[] {
  return axes.flatMap((axis) =>
    (['min', 'max'] as const).map((end): Side => {
      const side = sides.get(`${axis.name} ${end}`);
      if (side) return side;
      notes.push(`${axis.name} = ${axis[end]}: no condition is given, so it is a wall`);
      return { axis: axis.name, end, kind: 'wall', values: {}, equations: [] };
    }),
  );
}
