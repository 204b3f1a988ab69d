import { Failure } from '../base/result';
import { type Expr, symbolNodes } from './ast';
import { FormulaError, shortened } from './error';
import { CONSTANTS, refusesName, similarName } from './names';

/** The coordinate that is time; all others are space. */
export const TIME = 't';

/** The names that a formula may use; coordinates include time. */
export interface Scope {
  readonly unknowns: readonly string[];
  readonly coordinates: readonly string[];
  readonly parameters: readonly string[];
  /** Formulas that the scene has named. */
  readonly definitions?: readonly string[];
}

/** A partial derivative of an unknown: `u_xxt` is `u` by x, x and t. */
export interface Derivative {
  /** The symbol as written. */
  readonly name: string;
  readonly unknown: string;
  /** The coordinates in the order in which they were written, one for each order. */
  readonly by: readonly string[];
}

/** The names that a formula really uses, sorted by what they are; each in order of appearance. */
export interface Names {
  readonly unknowns: ReadonlySet<string>;
  readonly derivatives: ReadonlyMap<string, Derivative>;
  readonly coordinates: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
  readonly definitions: ReadonlySet<string>;
}

/** The free names of `expr`, in order of appearance: all symbols but the constants pi and e. */
export function symbolsOf(expr: Expr): Set<string> {
  const names = new Set<string>();
  for (const { name } of symbolNodes(expr)) if (!CONSTANTS.has(name)) names.add(name);
  return names;
}

/**
 * The derivative that `name` says, or null if it says none: an unknown, an underscore, and coordinates one after
 * the other (`u_xy`, or `u_rtheta` where theta is a coordinate).
 */
export function derivativeOf(name: string, scope: Scope): Derivative | null {
  const underscore = name.lastIndexOf('_');
  if (underscore < 0) return null;
  const unknown = name.slice(0, underscore);
  if (!scope.unknowns.includes(unknown)) return null;
  const by = splitCoordinates(name.slice(underscore + 1), scope.coordinates);
  return by === null ? null : { name, unknown, by };
}

/**
 * The name of a derivative, its coordinates in the order of the scope: by t and x it is `u_xt` where x comes first.
 * The unknown itself where `by` is empty.
 * @throws Failure 'bad-input' where the name would read as something else, as by x and y beside a coordinate xy.
 */
export function derivativeName(unknown: string, by: readonly string[], scope: Scope): string {
  if (by.length === 0) return unknown;
  const sorted = scope.coordinates.flatMap((coordinate) => by.filter((name) => name === coordinate));
  const name = `${unknown}_${sorted.join('')}`;
  const read = derivativeOf(name, scope)?.by ?? [];
  if (read.length === sorted.length && read.every((coordinate, i) => coordinate === sorted[i])) return name;
  throw new Failure(
    'bad-input',
    `the derivative of ${unknown} by ${sorted.join(', ')} has no name: rename a coordinate`,
  );
}

/** The coordinates in space: all but the time `t`. */
export function spaceOf(scope: Pick<Scope, 'coordinates'>): string[] {
  return scope.coordinates.filter((name) => name !== TIME);
}

/** `text` as a row of coordinates, longer names first, or null. */
function splitCoordinates(text: string, coordinates: readonly string[]): string[] | null {
  const longestFirst = coordinates.toSorted((a, b) => b.length - a.length);
  const row: string[] = [];
  for (let at = 0; at < text.length; at += row[row.length - 1].length) {
    const coordinate = longestFirst.find((name) => name !== '' && text.startsWith(name, at));
    if (coordinate === undefined) return null;
    row.push(coordinate);
  }
  return row;
}

/**
 * Refuses names that formulas could not use: reserved or malformed ones, one name for two things, and a parameter
 * or definition that reads as a derivative.
 * @throws Failure 'bad-input' whose field is e.g. `parameters.k`.
 */
export function checkScope(scope: Scope): void {
  const owner = new Map<string, string>();
  const groups = [
    ['unknowns', 'unknown', scope.unknowns],
    ['coordinates', 'coordinate', scope.coordinates],
    ['parameters', 'parameter', scope.parameters],
    ['definitions', 'definition', scope.definitions ?? []],
  ] as const;
  for (const [group, noun, names] of groups) {
    for (const name of names) {
      const field = `${group}.${name}`;
      const refusal = refusesName(name);
      if (refusal !== null) throw new Failure('bad-input', refusal, field);
      const other = owner.get(name);
      if (other !== undefined) {
        throw new Failure('bad-input', `\`${name}\` is already ${article(other)}: rename one of them`, field);
      }
      owner.set(name, noun);
      const derivative = derivativeOf(name, scope);
      if (derivative !== null) throw new Failure('bad-input', ambiguous(derivative, noun), field);
    }
  }
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

function ambiguous({ name, unknown, by }: Derivative, noun: string): string {
  return `\`${name}\` could be the ${noun} or the derivative of ${unknown} by ${by.join(', ')}: rename the ${noun}`;
}

/**
 * The names that `expr` uses, each found in `scope`. `text` is what `expr` was parsed from (of an equation, the
 * whole equation), and `field` the input it came from.
 * @throws FormulaError at the first name that is not in the scope or could mean two things, with the fix.
 */
export function check(expr: Expr, scope: Scope, text: string, field?: string): Names {
  const names = {
    unknowns: new Set<string>(),
    derivatives: new Map<string, Derivative>(),
    coordinates: new Set<string>(),
    parameters: new Set<string>(),
    definitions: new Set<string>(),
  };
  for (const { name, span } of symbolNodes(expr)) {
    if (CONSTANTS.has(name)) continue;
    const kind = kindOf(name, scope);
    const derivative = derivativeOf(name, scope);
    if (kind !== null && derivative !== null) {
      throw new FormulaError(text, span, ambiguous(derivative, kind.slice(0, -1)), field);
    }
    if (kind !== null) names[kind].add(name);
    else if (derivative !== null) names.derivatives.set(name, derivative);
    else throw new FormulaError(text, span, unknownName(name, scope), field);
  }
  return names;
}

function kindOf(name: string, scope: Scope): 'unknowns' | 'coordinates' | 'parameters' | 'definitions' | null {
  if (scope.unknowns.includes(name)) return 'unknowns';
  if (scope.coordinates.includes(name)) return 'coordinates';
  if (scope.parameters.includes(name)) return 'parameters';
  return scope.definitions?.includes(name) === true ? 'definitions' : null;
}

function unknownName(name: string, scope: Scope): string {
  const shown = shortened(name);
  const known = [...scope.unknowns, ...scope.coordinates, ...scope.parameters, ...(scope.definitions ?? [])];
  const similar = similarName(name, [...known, ...CONSTANTS.keys()]);
  if (similar !== null) return `\`${shown}\` is unknown: did you mean ${similar}? If not, add it as a parameter`;
  const [, base, suffix] = /^(.*)_([^_]*)$/.exec(name) ?? [];
  if (base !== undefined && scope.unknowns.includes(base)) {
    const list = scope.coordinates.join(', ');
    const only =
      scope.coordinates.length === 0 ? 'there are no coordinates here' : `derivatives of ${base} are by ${list}`;
    return `\`${shown}\` is unknown: ${only}; if it is no derivative, add it as a parameter`;
  }
  if (base !== undefined && scope.unknowns.length > 0 && splitCoordinates(suffix, scope.coordinates) !== null) {
    return `\`${shown}\` is unknown: for a derivative add \`${shortened(base)}\` as an unknown, else add \`${shown}\` as a parameter`;
  }
  return `\`${shown}\` is unknown: add it as a parameter`;
}
