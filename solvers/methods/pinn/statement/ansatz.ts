import type { Channel } from '../../../array/jets/channels';
import { randomUniform } from '../../../base/random';
import { compile, differentiate, type Expr, parse, simplify, substitute, symbolsOf, toText } from '../../../expr';
import type { Axis, Problem } from '../../problem';
import { coordinatesOf } from './scope';

/** What stands for an unknown: u = given + factor * N, so that what is built in holds whatever the network N says. */
export interface Ansatz {
  readonly unknown: string;
  readonly given: Expr;
  readonly factor: Expr;
  /** Whether values on sides, and values at the start, are built in. */
  readonly sides: boolean;
  readonly start: boolean;
}

/** Relative mismatch of conditions where two meet, beyond which they cannot both be built in. */
const MISMATCH = 1e-9;
/** Places at which conditions are compared. */
const PLACES = 64;

/**
 * The ansatz of each unknown: values on the sides of the box by transfinite interpolation (Gordon and Hall 1973), one
 * axis after the other, then the start. What contradicts itself at a corner, or has a kink where a periodic axis
 * closes, is left to soft conditions.
 */
export function ansatzOf(problem: Problem, channels: readonly Channel[], hard: boolean): Ansatz[] {
  return problem.unknowns.map((unknown): Ansatz => {
    const free: Ansatz = { unknown, given: ZERO, factor: ONE, sides: false, start: false };
    if (!hard) return free;
    const withSides = sided(problem, unknown);
    const sides = withSides !== null && isKnown(problem, withSides.given) && holds(problem, unknown, withSides.given);
    const inner = sides ? withSides : free;
    const withStart = started(problem, unknown, inner);
    const start =
      withStart !== null &&
      isKnown(problem, withStart.given) &&
      startHolds(problem, unknown, withStart.given, sides, channels);
    return { ...(start ? withStart : inner), unknown, sides, start };
  });
}

const ZERO = parse('0');
const ONE = parse('1');

interface Parts {
  readonly given: Expr;
  readonly factor: Expr;
}

/** Values of an unknown at the two ends of an axis; null where none are given. A flow's walls hold it still. */
export function valuesAt(problem: Problem, unknown: string, axis: string): { min: Expr | null; max: Expr | null } {
  const at = (end: 'min' | 'max'): Expr | null => {
    const side = problem.sides.find((one) => one.axis === axis && one.end === end);
    if (side === undefined) return null;
    if (side.kind === 'wall' && isVelocity(problem, unknown)) return ZERO;
    return side.kind === 'values' || side.kind === 'wall' ? (side.values[unknown] ?? null) : null;
  };
  return { min: at('min'), max: at('max') };
}

/** Whether an unknown is a component of a flow's velocity, which walls hold still. */
export function isVelocity({ unknowns }: Problem, unknown: string): boolean {
  return unknowns.includes('p') && unknowns.includes('u') && ['u', 'v', 'w'].includes(unknown);
}

/** Whether a formula says what to build in without a parameter that has yet to be found. */
function isKnown({ inferred = [] }: Problem, given: Expr): boolean {
  const used = symbolsOf(given);
  return inferred.every(({ name }) => !used.has(name));
}

function sided(problem: Problem, unknown: string): Parts | null {
  let [given, factor] = [ZERO, ONE];
  let any = false;
  for (const axis of problem.axes) {
    const { min, max } = valuesAt(problem, unknown, axis.name);
    const rising = formula(`(${axis.name} - (${axis.min}))/(${axis.max - axis.min})`);
    const falling = formula(`((${axis.max}) - ${axis.name})/(${axis.max - axis.min})`);
    const missing = (value: Expr, at: number): Expr => join(value, '-', replace(given, axis.name, at));
    if (min && max) {
      const low = join(falling, '*', missing(min, axis.min));
      given = join(given, '+', join(low, '+', join(rising, '*', missing(max, axis.max))));
      factor = join(factor, '*', join(formula('4'), '*', join(rising, '*', falling)));
    } else if (min || max) {
      given = join(given, '+', missing((min ?? max)!, min ? axis.min : axis.max));
      factor = join(factor, '*', min ? rising : falling);
    }
    any ||= min !== null || max !== null;
  }
  return any ? { given, factor } : null;
}

/** The start built into what already holds on the sides. */
function started(problem: Problem, unknown: string, { given, factor }: Parts): Parts | null {
  const { time } = problem;
  const value = problem.initial[unknown];
  if (!time || !value) return null;
  const since = formula(`(${time.name} - (${time.min}))`);
  const scaled = formula(`(${time.name} - (${time.min}))/(${time.max - time.min})`);
  const missing = join(value, '-', replace(given, time.name, time.min));
  const rate = problem.initial[`${unknown}_${time.name}`];
  if (!rate) return { given: join(given, '+', missing), factor: join(factor, '*', scaled) };
  const own = join(rate, '-', replace(differentiate(given, time.name), time.name, time.min));
  const whole = join(given, '+', join(missing, '+', join(since, '*', own)));
  return { given: whole, factor: join(factor, '*', join(scaled, '*', scaled)) };
}

/** Whether `given` has the values of every side that gives some. */
function holds(problem: Problem, unknown: string, given: Expr): boolean {
  return problem.axes.every((axis, a) => {
    const { min, max } = valuesAt(problem, unknown, axis.name);
    const same = (value: Expr | null, at: number): boolean =>
      value === null || agree(problem, value, given, { [a]: at });
    return same(min, axis.min) && same(max, axis.max);
  });
}

/** Whether the start is met, the sides still hold, and the start is smooth where a periodic axis closes. */
function startHolds(
  problem: Problem,
  unknown: string,
  given: Expr,
  sides: boolean,
  channels: readonly Channel[],
): boolean {
  const coordinates = coordinatesOf(problem);
  const last = coordinates.length - 1;
  if (!agree(problem, problem.initial[unknown], given, { [last]: coordinates[last].min })) return false;
  if (sides && !holds(problem, unknown, given)) return false;
  return problem.axes.every((axis, a) => {
    if (!isPeriodic(problem, axis)) return true;
    return channels.every((channel) => {
      const slope = channel.reduce<Expr>((value, order, k) => {
        return Array.from({ length: order }).reduce<Expr>((own) => differentiate(own, coordinates[k].name), value);
      }, given);
      return agree(problem, replace(slope, axis.name, axis.min), replace(slope, axis.name, axis.max), {
        [a]: axis.min,
      });
    });
  });
}

export function isPeriodic({ sides }: Problem, { name }: Axis): boolean {
  return sides.some(({ axis, kind }) => axis === name && kind === 'periodic');
}

/** Whether two formulas agree at places drawn at random, the given coordinates fixed; corners are among them. */
function agree(problem: Problem, a: Expr, b: Expr, fixed: Readonly<Record<number, number>>): boolean {
  const coordinates = coordinatesOf(problem);
  const parameters = Object.entries(problem.parameters);
  const names = [...coordinates, ...parameters.map(([name]) => ({ name }))].map(({ name }) => name);
  const [first, second] = [compile(a, names), compile(b, names)];
  for (let k = 0; k < PLACES; k++) {
    const place = [
      ...coordinates.map(({ min, max }, axis) => {
        const draw = randomUniform(17, k * coordinates.length + axis);
        const corner = draw < 0.25 ? 0 : draw > 0.75 ? 1 : draw;
        return fixed[axis] ?? min + (max - min) * corner;
      }),
      ...parameters.map(([, value]) => value),
    ];
    const [x, y] = [first(place), second(place)];
    if (!(Math.abs(x - y) <= MISMATCH * Math.max(1, Math.abs(x), Math.abs(y)))) return false;
  }
  return true;
}

function formula(text: string): Expr {
  return simplify(parse(text));
}

function join(a: Expr, op: '+' | '-' | '*', b: Expr): Expr {
  return formula(`(${toText(a)}) ${op} (${toText(b)})`);
}

function replace(expr: Expr, name: string, value: number): Expr {
  return simplify(substitute(expr, new Map([[name, { parameters: [], value: parse(`(${value})`) }]]), ''));
}
