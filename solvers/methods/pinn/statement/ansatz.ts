import type { Channel } from '../../../array/jets/channels';
import { randomUniform } from '../../../base/random';
import { compile, differentiate, type Expr, parse, simplify, substitute, symbolsOf, toText } from '../../../expr';
import type { Problem } from '../../problem';
import { coordinatesOf } from './scope';
import { isPeriodic, valuesAt } from './sides';
import type { Mirrors, Parity } from './symmetry';

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
 * axis after the other, then the start; between mirrors a sine is 0 where it must be. What contradicts itself at a corner, or has a kink where a periodic axis
 * closes, is left to soft conditions.
 */
export function ansatzOf(
  problem: Problem,
  channels: readonly Channel[],
  hard: boolean,
  mirrors: Mirrors = new Map(),
): Ansatz[] {
  return problem.unknowns.map((unknown): Ansatz => {
    const free: Ansatz = { unknown, given: ZERO, factor: ONE, sides: false, start: false };
    if (!hard) return free;
    const waves = { ...free, factor: reflected(problem, unknown, mirrors) };
    const withSides = sided(problem, unknown, mirrors, waves.factor);
    const sides = withSides !== null && isKnown(problem, withSides.given) && holds(problem, unknown, withSides.given);
    const inner = sides ? withSides : waves;
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

/** Whether a formula says what to build in without a parameter that has yet to be found. */
function isKnown({ inferred = [] }: Problem, given: Expr): boolean {
  const used = symbolsOf(given);
  return inferred.every(({ name }) => !used.has(name));
}

/** What makes an even function of the mirrors' cosines as odd at their sides as it must be. */
function reflected(problem: Problem, unknown: string, mirrors: Mirrors): Expr {
  return problem.axes.reduce<Expr>((factor, { name, min, max }) => {
    const parity = mirrors.get(name)?.get(unknown);
    if (!parity || (parity.min === 1 && parity.max === 1)) return factor;
    return join(factor, '*', formula(`${waveOf(parity)}*(${name} - (${min}))/${max - min})`));
  }, ONE);
}

function waveOf({ min, max }: Parity): string {
  if (min === -1) return max === -1 ? 'sin(pi' : 'sin(pi/2';
  return 'cos(pi/2';
}

function sided(problem: Problem, unknown: string, mirrors: Mirrors, waves: Expr): Parts | null {
  let [given, factor] = [ZERO, waves];
  let any = mirrors.size > 0;
  for (const axis of problem.axes) {
    if (mirrors.has(axis.name)) continue;
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

/** `a op b`, simplified. */
export function join(a: Expr, op: '+' | '-' | '*', b: Expr): Expr {
  return formula(`(${toText(a)}) ${op} (${toText(b)})`);
}

function replace(expr: Expr, name: string, value: number): Expr {
  return simplify(substitute(expr, new Map([[name, { parameters: [], value: parse(`(${value})`) }]]), ''));
}
