import type { BinaryExpr, BinaryOperator, CallExpr, Expr } from './ast';
import { constantOf } from './build';
import { CONSTANTS } from './names';

/** A value in f64, and how far an f32 evaluation may be from it. */
export interface Bounded {
  readonly value: number;
  readonly error: number;
}

/** Largest relative error of one rounding to f32, and the unit in the last place that the WGSL standard counts in. */
const ROUNDING = 2 ** -24;
const ULP = 2 ** -23;

/** Values outside are not compared: products may be regrouped, and nine of these stay inside f32. */
const SMALLEST = 1e-4;
const LARGEST = 1e4;

/**
 * The value of `expr` and a running bound of the error of its f32 code, or null where no bound can be given: near a
 * jump, far outside 1, or where an error grows beyond its value. Each rule adds the error of one operation, as the
 * accuracy table of the WGSL standard allows it, to the errors of its operands times the operation's derivative.
 */
export function bounded(expr: Expr, values: Readonly<Record<string, number>>): Bounded | null {
  const result = ofNode(expr, values);
  if (result === null || !Number.isFinite(result.value) || !Number.isFinite(result.error)) return null;
  const size = Math.abs(result.value);
  return size > LARGEST || (size < SMALLEST && size !== 0) ? null : result;
}

function ofNode(expr: Expr, values: Readonly<Record<string, number>>): Bounded | null {
  switch (expr.kind) {
    case 'number':
      return { value: expr.value, error: expr.value * ROUNDING };
    case 'symbol': {
      const constant = CONSTANTS.get(expr.name);
      return constant === undefined
        ? { value: values[expr.name], error: 0 }
        : { value: constant, error: constant * ROUNDING };
    }
    case 'unary': {
      const inner = bounded(expr.operand, values);
      return inner && { value: -inner.value, error: inner.error };
    }
    case 'binary':
      return expr.op === '+' || expr.op === '-' ? ofSum(expr, values) : ofBinary(expr, values);
    case 'call':
      return ofCall(expr, values);
    default:
      return null;
  }
}

/** Terms in any order and grouping: each addition errs by a rounding of at most the sum of their sizes. */
function ofSum(expr: BinaryExpr, values: Readonly<Record<string, number>>): Bounded | null {
  const parts = terms(expr).map(({ part, sign }) => ({ sign, at: bounded(part, values) }));
  let [value, error, size] = [0, 0, 0];
  for (const { sign, at } of parts) {
    if (at === null) return null;
    value += sign * at.value;
    error += at.error;
    size += Math.abs(at.value) + at.error;
  }
  return { value, error: error + (parts.length - 1) * ROUNDING * size };
}

function terms(expr: Expr, sign = 1): { part: Expr; sign: number }[] {
  if (expr.kind === 'unary') return terms(expr.operand, -sign);
  if (expr.kind !== 'binary' || (expr.op !== '+' && expr.op !== '-')) return [{ part: expr, sign }];
  return [...terms(expr.left, sign), ...terms(expr.right, expr.op === '-' ? -sign : sign)];
}

function ofBinary(expr: BinaryExpr, values: Readonly<Record<string, number>>): Bounded | null {
  const [a, b] = [bounded(expr.left, values), bounded(expr.right, values)];
  if (a === null || b === null) return null;
  switch (expr.op) {
    case '*': {
      const value = a.value * b.value;
      const error = Math.abs(a.value) * b.error + Math.abs(b.value) * a.error + a.error * b.error;
      return { value, error: error + ROUNDING * (Math.abs(value) + error) };
    }
    case '/':
      return quotient(a, b);
    case '^': {
      const exponent = constantOf(expr.right);
      return exponent !== null && Number.isInteger(exponent) ? wholePower(a, exponent) : power(a, b);
    }
    default: {
      if (Math.abs(a.value - b.value) <= a.error + b.error && a.error + b.error > 0) return null;
      const holds: Partial<Record<BinaryOperator, boolean>> = {
        '<': a.value < b.value,
        '<=': a.value <= b.value,
        '>': a.value > b.value,
        '>=': a.value >= b.value,
      };
      return { value: holds[expr.op] === true ? 1 : 0, error: 0 };
    }
  }
}

/** Division may err by 2.5 units in the last place. */
function quotient(a: Bounded, b: Bounded): Bounded | null {
  if (b.error >= Math.abs(b.value) / 4 || b.value === 0) return null;
  const value = a.value / b.value;
  const error = (a.error + Math.abs(value) * b.error) / (Math.abs(b.value) - b.error);
  return { value, error: error + 2.5 * ULP * (Math.abs(value) + error) };
}

/** |n| - 1 products at most, and a division where n is negative. */
function wholePower(a: Bounded, n: number): Bounded | null {
  if (n === 0) return { value: 1, error: 0 };
  if (a.value === 0) return n > 0 && a.error === 0 ? { value: 0, error: 0 } : null;
  const relative = Math.expm1(Math.abs(n) * (a.error / Math.abs(a.value) + ROUNDING));
  if (!(relative < 0.25)) return null;
  const value = a.value ** n;
  return { value, error: Math.abs(value) * (2 * relative + (n < 0 ? 3 * ULP : 0)) };
}

/** exp2(y*log2(x)), as the standard bounds pow; half powers by square roots are better than that. */
function power(a: Bounded, b: Bounded): Bounded | null {
  if (a.value === 0 && a.error === 0 && b.value > b.error) return { value: 0, error: 0 };
  if (b.value === 0 && b.error === 0) return { value: 1, error: 0 };
  const whole = Number.isInteger(b.value) && b.error === 0;
  if (b.error > 0 && a.value < 0) return null;
  if (a.value === 0 || a.error > Math.abs(a.value) / 4 || (a.value < 0 && !whole)) return null;
  const base = Math.abs(a.value);
  const log = Math.abs(Math.log2(base));
  const logError = 2 ** -21 + 3 * ULP * log + (1.6 * a.error) / base;
  const z = Math.abs(b.value) * log;
  const zError = Math.abs(b.value) * logError + b.error * (log + logError) + ROUNDING * z;
  const relative = Math.expm1(Math.LN2 * zError) + (3 + 2 * z) * ULP + 8 * ULP;
  const value = a.value ** b.value;
  return relative < 0.25 ? { value, error: 1.1 * relative * Math.abs(value) } : null;
}

/**
 * An angle by its ratio: a root, two divisions and a polynomial whose terms fall off by 6 err by at most 12 units of
 * it, the polynomial's own 2e-7 by two, and each of the turns to its place by a rounding of pi.
 */
function ofAngle(value: number, moved: number): Bounded {
  return { value, error: 1.1 * moved + 14 * ULP * Math.abs(value) + 3 * ROUNDING * Math.PI };
}

function ofCall(expr: CallExpr, values: Readonly<Record<string, number>>): Bounded | null {
  if (expr.name === 'where') {
    const condition = bounded(expr.args[0], values);
    if (condition === null || (condition.error > 0 && Math.abs(condition.value) <= condition.error)) return null;
    return bounded(expr.args[condition.value !== 0 ? 1 : 2], values);
  }
  const args: Bounded[] = [];
  for (const arg of expr.args) {
    const one = bounded(arg, values);
    if (one === null) return null;
    args.push(one);
  }
  const [a, b] = args;
  const x = a.value;
  const away = Math.abs(x) > a.error || a.error === 0;
  switch (expr.name) {
    case 'sin':
    case 'cos': {
      // 2^-11 on one turn; the reduction errs by two roundings of a turn at most, and by the low part's own.
      const value = Math[expr.name](x);
      return { value, error: a.error + 2 ** -11 + 2 * ROUNDING * 2 * Math.PI + ROUNDING * ROUNDING * Math.abs(x) };
    }
    case 'atan':
      return ofAngle(Math.atan(x), a.error / (1 + x * x));
    case 'asin':
    case 'acos': {
      // Not near the ends, where the angle moves faster than any number of times its sine.
      const leg = 1 - (Math.abs(x) + a.error) ** 2;
      return leg > 1e-3 ? ofAngle(Math[expr.name](x), a.error / Math.sqrt(leg)) : null;
    }
    case 'atan2': {
      // Not at the centre, and not across the cut.
      const away = Math.hypot(x, b.value) - Math.hypot(a.error, b.error);
      if (away <= 0 || (b.value < 0 && Math.abs(x) <= a.error)) return null;
      return ofAngle(Math.atan2(x, b.value), Math.hypot(a.error, b.error) / away);
    }
    case 'exp': {
      const value = Math.exp(x);
      const relative = Math.expm1(a.error) + (3 + 2 * Math.abs(x)) * ULP;
      return relative < 0.25 ? { value, error: 1.1 * relative * value } : null;
    }
    case 'log': {
      if (x <= 2 * a.error) return null;
      const value = Math.log(x);
      return { value, error: (2 * a.error) / x + 2 ** -21 + 3 * ULP * Math.abs(value) };
    }
    case 'sqrt': {
      if (x <= 2 * a.error) return null;
      const value = Math.sqrt(x);
      // 1/inverseSqrt: 2 and 2.5 units.
      return { value, error: a.error / value + 5 * ULP * value };
    }
    case 'tanh': {
      // The quotient of (e^x - e^-x)/2 and (e^x + e^-x)/2: each exponential errs by 3 + 2|x| units, |tanh| <= 1.
      const units = 2 * (4 + 2 * Math.min(Math.abs(x), 10)) + 3;
      return { value: Math.tanh(x), error: a.error + units * ULP };
    }
    case 'abs':
      return { value: Math.abs(x), error: a.error };
    case 'sign':
      return away ? { value: Math.sign(x), error: 0 } : null;
    case 'step':
      return away ? { value: x > 0 ? 1 : 0, error: 0 } : null;
    case 'min':
    case 'max':
      return {
        value: Math[expr.name](...args.map(({ value }) => value)),
        error: Math.max(...args.map(({ error }) => error)),
      };
    case 'floor': {
      const near = Math.abs(x - Math.round(x));
      return near > a.error || a.error === 0 ? { value: Math.floor(x), error: 0 } : null;
    }
    case 'mod': {
      const q = quotient(a, b);
      if (q === null || Math.abs(q.value - Math.round(q.value)) <= q.error) return null;
      const whole = Math.floor(q.value);
      const taken = Math.abs(b.value * whole);
      const error = a.error + b.error * Math.abs(whole) + ROUNDING * (2 * taken + Math.abs(x));
      return { value: x - b.value * whole, error };
    }
    case 'hypot': {
      const value = Math.hypot(x, b.value);
      return value === 0 ? null : { value, error: a.error + b.error + 8 * ULP * value };
    }
    case 'pow': {
      const exponent = constantOf(expr.args[1]);
      return exponent !== null && Number.isInteger(exponent) ? wholePower(a, exponent) : power(a, b);
    }
    default:
      return null;
  }
}
