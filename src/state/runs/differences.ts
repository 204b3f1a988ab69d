import type { Constant, Scene } from '../../../scenes';
import { canonicalText, type Json } from '../../../scenes';
import { evaluateConstant } from '../../../solvers/expr';

/** Keys that change how a scene is named or looked at, not what it states. */
const NAMES_ONLY = ['$schema', 'version', 'id', 'title', 'description', 'view', 'expect'];
/** Keys that have words of their own below. */
const WORDED = ['unknowns', 'coordinates', 'parameters', 'definitions', 'equations', 'conditions', 'obstacles'].concat([
  'grid',
  'dt',
  'seed',
  'method',
  'recipes',
  'stop',
  'inputs',
  'exact',
  'scales',
]);
/** What the other keys hold. */
const HOLDS: Readonly<Record<string, string>> = {
  data: 'measurements',
  save: 'times that are kept',
  profiles: 'lines that are sampled',
  reference: 'reference',
};

/**
 * What makes a scene another one than an earlier one, each in a few words: "Reynolds number 40 instead of 100". Empty
 * where both state the same problem, solved the same way; titles, pictures and slider ranges do not count.
 */
export function differences(now: Scene, before: Scene): string[] {
  return [
    ...instead('method', now.method ?? 'by choice', before.method ?? 'by choice'),
    ...parameters(now, before),
    ...listed('unknown', now.unknowns, before.unknowns),
    ...equations(now, before),
    ...formulas('definition', now.definitions, before.definitions),
    ...domain(now, before),
    ...conditions(now, before),
    ...obstacles(now, before),
    ...formulas('input', now.inputs, before.inputs),
    ...grid(now, before),
    ...instead('time step', constant(now.dt) ?? 'by choice', constant(before.dt) ?? 'by choice'),
    ...instead('seed', constant(now.seed ?? 0)!, constant(before.seed ?? 0)!),
    ...recipes(now, before),
    ...formulas('exact solution', now.exact, before.exact),
    ...numbers('scale', now.scales, before.scales),
    ...stops(now, before),
    ...rest(now, before),
  ];
}

/** The same as one sentence. */
export function differencesInWords(now: Scene, before: Scene): string {
  const found = differences(now, before);
  const text = found.join('; ');
  return found.length === 0 ? 'The same scene.' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

type Named<T> = Readonly<Record<string, T>> | undefined;

function instead(what: string, now: string, before: string): string[] {
  return now === before ? [] : [`${what} ${now} instead of ${before}`];
}

/** A number, at most six digits of it; a formula as it was typed. Undefined where there is none. */
function constant(given: Constant | undefined): string | undefined {
  if (given === undefined) return undefined;
  return typeof given === 'number' ? String(Number(given.toPrecision(6))) : given;
}

function isSame(a: Constant | undefined, b: Constant | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return evaluateConstant(a) === evaluateConstant(b);
}

/** Both numbers where they differ; formulas as typed, unless both look the same. */
function changed(what: string, now: Constant | undefined, before: Constant | undefined, unit = ''): string[] {
  if (isSame(now, before)) return [];
  const [a, b] = [now, before].map((given) => constant(given) ?? 'none');
  const tail = unit === '' ? '' : ` ${unit}`;
  if (a !== b) return [`${what} ${a}${tail} instead of ${b}${tail}`];
  return [`${what} ${evaluateConstant(now!)}${tail} instead of ${evaluateConstant(before!)}${tail}`];
}

function keysOf(now: Named<unknown>, before: Named<unknown>): string[] {
  return [...new Set([...Object.keys(now ?? {}), ...Object.keys(before ?? {})])];
}

function own<T>(record: Named<T>, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

function text(value: unknown): string {
  return value === undefined ? '' : canonicalText(value as Json);
}

function parameters(now: Scene, before: Scene): string[] {
  return keysOf(now.parameters, before.parameters).flatMap((name) => {
    const [a, b] = [own(now.parameters, name), own(before.parameters, name)];
    const title = a?.label ?? b?.label ?? name;
    if (!b) return [`a parameter more, ${title} ${constant(a!.value)}`];
    if (!a) return [`no parameter ${title}`];
    const infer = (given: typeof a): string =>
      given.infer === undefined
        ? 'given'
        : given.infer === true
          ? 'found'
          : `found from ${constant(given.infer.start)}`;
    return [
      ...changed(title, a.value, b.value, a.unit),
      ...instead(`${title} is`, infer(a), infer(b)).map((words) => words.replace(' is ', ' ')),
    ];
  });
}

function listed(what: string, now: readonly string[], before: readonly string[]): string[] {
  const more = now.filter((name) => !before.includes(name));
  const fewer = before.filter((name) => !now.includes(name));
  return [
    ...(more.length > 0
      ? [`${more.length === 1 ? `an ${what}` : `${more.length} ${what}s`} more (${more.join(', ')})`]
      : []),
    ...(fewer.length > 0 ? [`without the ${what}${fewer.length === 1 ? '' : 's'} ${fewer.join(', ')}`] : []),
  ];
}

function equations(now: Scene, before: Scene): string[] {
  const [more, fewer] = [now.equations, before.equations].map((all, k, both) =>
    all.filter((equation) => !both[1 - k]!.includes(equation)),
  ) as [string[], string[]];
  const pairs = Math.min(more.length, fewer.length);
  return [
    ...more.slice(0, pairs).map((equation, k) => `the equation ${equation} instead of ${fewer[k]}`),
    ...more.slice(pairs).map((equation) => `an equation more, ${equation}`),
    ...fewer.slice(pairs).map((equation) => `without the equation ${equation}`),
  ];
}

/** Named formulas, or objects that stand for them. */
function formulas(what: string, now: Named<unknown>, before: Named<unknown>): string[] {
  return keysOf(now, before).flatMap((name) => {
    const [a, b] = [own(now, name), own(before, name)];
    if (text(a) === text(b)) return [];
    if (b === undefined) return [`${articled(what)} more, ${name}`];
    if (a === undefined) return [`without the ${what} ${name}`];
    return typeof a === 'string' && typeof b === 'string'
      ? [`${what} ${name} = ${a} instead of ${b}`]
      : [`another ${what} ${name}`];
  });
}

function numbers(what: string, now: Named<Constant>, before: Named<Constant>): string[] {
  return keysOf(now, before).flatMap((name) => changed(`${what} ${name}`, own(now, name), own(before, name)));
}

function domain(now: Scene, before: Scene): string[] {
  return (['x', 'y', 'z', 't'] as const).flatMap((name) => {
    const [a, b] = [now.coordinates[name], before.coordinates[name]];
    if (!b) return a ? [`a coordinate more, ${name} from ${constant(a[0])} to ${constant(a[1])}`] : [];
    if (!a) return [`without the coordinate ${name}`];
    if (isSame(a[0], b[0])) return changed(name === 't' ? 'end time' : `${name} to`, a[1], b[1]);
    return [`${name} from ${constant(a[0])} to ${constant(a[1])} instead of ${constant(b[0])} to ${constant(b[1])}`];
  });
}

function conditions(now: Scene, before: Scene): string[] {
  const at = ({ conditions: all = [] }: Scene): ReadonlyMap<string, string> => {
    const places = new Map<string, string>();
    for (const { on, is, random } of all) {
      const place = on.replaceAll(' ', '');
      const words = random ? `random ${random.field} ${text(random)}` : [is ?? []].flat().join(', ');
      places.set(place, [places.get(place), words].filter(Boolean).join(', '));
    }
    return places;
  };
  const [a, b] = [at(now), at(before)];
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((place) => {
    const [is, was] = [a.get(place), b.get(place)];
    const where = /^t=0(\.0*)?$/.test(place) ? 'at the start' : `on ${place}`;
    if (is === was) return [];
    if (was === undefined) return [`${where}: ${is}`];
    if (is === undefined) return [`nothing said ${where}`];
    return [`${where}: ${is} instead of ${was}`];
  });
}

function obstacles(now: Scene, before: Scene): string[] {
  const named = ({ obstacles: all = [] }: Scene): Record<string, unknown> =>
    Object.fromEntries(all.map(({ name, ...shape }) => [name, shape]));
  const [a, b] = [named(now), named(before)];
  const both = Object.keys(a).filter((name) => Object.hasOwn(b, name));
  return [
    ...listed('obstacle', Object.keys(a), Object.keys(b)),
    ...both.filter((name) => text(a[name]) !== text(b[name])).map((name) => `another shape of ${name}`),
  ];
}

function grid(now: Scene, before: Scene): string[] {
  const cells = ({ grid: given }: Scene): string => {
    if (given?.n === undefined) return 'by choice';
    return [given.n]
      .flat()
      .map((cells) => evaluateConstant(cells))
      .join(' x ');
  };
  return [
    ...instead('grid', cells(now), cells(before)),
    ...formulas('spacing', now.grid?.spacing, before.grid?.spacing),
    ...instead('unknowns at', now.grid?.at ?? 'cells', before.grid?.at ?? 'cells'),
  ];
}

function recipes(now: Scene, before: Scene): string[] {
  return keysOf(now.recipes, before.recipes).flatMap((method) => {
    const [a, b] = [own(now.recipes, method), own(before.recipes, method)];
    return keysOf(a, b).flatMap((key) => {
      const [is, was] = [own(a, key), own(b, key)].map((value) =>
        value === undefined ? 'its default' : String(value),
      );
      return instead(`${method}'s ${key}`, is!, was!);
    });
  });
}

function stops({ stop: now = {} }: Scene, { stop: before = {} }: Scene): string[] {
  return [
    ...rule(now.steps, before.steps, (value) => `after ${value} steps`),
    ...rule(now.seconds, before.seconds, (value) => `after ${value} s`),
    ...keysOf(now.metrics, before.metrics).flatMap((metric) =>
      (['below', 'above'] as const).flatMap((side) => {
        const [a, b] = [own(now.metrics, metric)?.[side], own(before.metrics, metric)?.[side]];
        return rule(a, b, (value) => `when ${metric} is ${side} ${value}`);
      }),
    ),
  ];
}

function rule(now: Constant | undefined, before: Constant | undefined, words: (value: string) => string): string[] {
  if (isSame(now, before)) return [];
  if (before === undefined) return [`stops ${words(constant(now)!)}`];
  if (now === undefined) return [`does not stop ${words(constant(before)!)}`];
  return [`stops ${words(constant(now)!)} instead of ${constant(before)}`];
}

/** Whatever else differs is at least named. */
function rest(now: Scene, before: Scene): string[] {
  const [a, b] = [now, before] as Readonly<Record<string, unknown>>[];
  return keysOf(a, b)
    .filter((key) => !NAMES_ONLY.includes(key) && !WORDED.includes(key) && text(own(a, key)) !== text(own(b, key)))
    .map((key) => `other ${HOLDS[key] ?? key}`);
}

function articled(what: string): string {
  return /^[aeiou]/.test(what) ? `an ${what}` : `a ${what}`;
}
