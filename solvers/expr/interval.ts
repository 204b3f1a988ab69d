import type { BinaryExpr, CallExpr, Expr } from './ast';
import { refuseUnexpanded } from './build';
import { FUNCTIONS, type FunctionName } from './functions';
import { CONSTANTS } from './names';

/** Every number from `min` to `max`, both included; the ends may be infinite. */
export type Interval = readonly [min: number, max: number];

/** What is known of the values of names. */
export type Known = ReadonlyMap<string, Interval>;

/** 1 and -1 where every value of an interval has that sign, 0 where it is 0, null where neither is certain. */
export type Sign = 1 | 0 | -1 | null;

const ANYTHING: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

export function signOf([min, max]: Interval): Sign {
  if (min > 0) return 1;
  if (max < 0) return -1;
  return min === 0 && max === 0 ? 0 : null;
}

/**
 * An interval with every value that `expr` has where its names are in `known` and all its parts have values; other
 * names may have any. Interval arithmetic (Moore, Interval Analysis, 1966) without outward rounding: its ends may be
 * off by rounding. Wider than it must be where a name stands twice, so simplify first.
 * @throws Failure 'bad-input' where `expr` was not expanded.
 */
export function enclose(expr: Expr, known: Known): Interval {
  switch (expr.kind) {
    case 'number':
      return [expr.value, expr.value];
    case 'symbol': {
      const constant = CONSTANTS.get(expr.name);
      return constant === undefined ? (known.get(expr.name) ?? ANYTHING) : [constant, constant];
    }
    case 'unary': {
      const [min, max] = enclose(expr.operand, known);
      return [-max, -min];
    }
    case 'binary':
      return binary(expr, enclose(expr.left, known), enclose(expr.right, known));
    case 'call':
      return call(
        expr,
        expr.args.map((arg) => enclose(arg, known)),
      );
    default:
      return refuseUnexpanded(expr);
  }
}

/** The smallest interval with these numbers; anything where one of them is none. */
function hull(...values: readonly number[]): Interval {
  return values.some(Number.isNaN) ? ANYTHING : [Math.min(...values), Math.max(...values)];
}

export function plus(a: Interval, b: Interval): Interval {
  return hull(a[0] + b[0], a[1] + b[1]);
}

export function minus(a: Interval, b: Interval): Interval {
  return hull(a[0] - b[1], a[1] - b[0]);
}

export function times(a: Interval, b: Interval): Interval {
  // 0 times the end of an unbounded interval is 0: infinity itself is no value.
  const product = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);
  return hull(product(a[0], b[0]), product(a[0], b[1]), product(a[1], b[0]), product(a[1], b[1]));
}

export function over(a: Interval, b: Interval): Interval {
  if (a[0] === 0 && a[1] === 0) return a;
  const [min, max] = b;
  if (min < 0 && max > 0) return ANYTHING;
  const ends: Interval = [
    max === 0 ? Number.NEGATIVE_INFINITY : 1 / max,
    min === 0 ? Number.POSITIVE_INFINITY : 1 / min,
  ];
  return min === 0 && max === 0 ? ANYTHING : times(a, ends);
}

export function squared(a: Interval): Interval {
  return wholePower(a, 2);
}

function wholePower(a: Interval, n: number): Interval {
  if (n < 0) return over([1, 1], wholePower(a, -n));
  const [low, high] = [a[0] ** n, a[1] ** n];
  if (n % 2 !== 0) return [low, high];
  return a[0] <= 0 && a[1] >= 0 ? [0, Math.max(low, high)] : hull(low, high);
}

function power(a: Interval, b: Interval): Interval {
  const fixed = b[0] === b[1];
  if (fixed && Number.isInteger(b[0])) return wholePower(a, b[0]);
  if (a[0] < 0 && !fixed) return ANYTHING;
  // At other exponents only bases that are not negative have a value.
  const base: Interval = [Math.max(a[0], 0), Math.max(a[1], 0)];
  const [min, max] = increasing(Math.exp, times(b, increasing(Math.log, base)));
  return [a[0] > 0 ? min : 0, max];
}

function binary({ op }: BinaryExpr, a: Interval, b: Interval): Interval {
  switch (op) {
    case '+':
      return plus(a, b);
    case '-':
      return minus(a, b);
    case '*':
      return times(a, b);
    case '/':
      return over(a, b);
    case '^':
      return power(a, b);
    default: {
      const [x, y] = op[0] === '<' ? [a, b] : [b, a];
      const strict = op.length === 1;
      if (strict ? x[1] < y[0] : x[1] <= y[0]) return [1, 1];
      return (strict ? x[0] >= y[1] : x[0] > y[1]) ? [0, 0] : [0, 1];
    }
  }
}

/** Functions that do not decrease anywhere. */
const INCREASING: ReadonlySet<string> = new Set<FunctionName>([
  'asin',
  'atan',
  'sinh',
  'tanh',
  'exp',
  'log',
  'sqrt',
  'sign',
  'step',
  'floor',
]);

/** The values of a function that does not decrease. An exponential is never 0, however small. */
function increasing(f: (x: number) => number, [min, max]: Interval): Interval {
  return f === Math.exp
    ? [Math.max(f(min), Number.MIN_VALUE), Math.max(f(max), Number.MIN_VALUE)]
    : hull(f(min), f(max));
}

function size([min, max]: Interval): Interval {
  return min <= 0 && max >= 0 ? [0, Math.max(-min, max)] : hull(Math.abs(min), Math.abs(max));
}

function call({ name }: CallExpr, ranges: readonly Interval[]): Interval {
  const [a, b] = ranges;
  const { evaluate } = FUNCTIONS[name];
  if (ranges.every(([min, max]) => min === max)) {
    const value = evaluate(...ranges.map(([min]) => min));
    return hull(value, value);
  }
  if (INCREASING.has(name)) {
    const positive: Interval = name === 'log' || name === 'sqrt' ? [Math.max(a[0], 0), Math.max(a[1], 0)] : a;
    return increasing(evaluate, positive);
  }
  switch (name) {
    case 'sin':
    case 'cos':
      return [-1, 1];
    case 'cosh':
      return increasing(Math.cosh, size(a));
    case 'abs':
      return size(a);
    case 'hypot':
      return increasing(Math.sqrt, plus(squared(a), squared(b)));
    case 'min':
    case 'max':
      return [evaluate(...ranges.map(([min]) => min)), evaluate(...ranges.map(([, max]) => max))];
    case 'where': {
      const [, yes, no] = ranges;
      const sign = signOf(a);
      if (sign !== null) return sign === 0 ? no : yes;
      return hull(...yes, ...no);
    }
    case 'pow':
      return power(a, b);
    default:
      return ANYTHING;
  }
}
