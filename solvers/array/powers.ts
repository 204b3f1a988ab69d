import { div, exp, log, map, mul, type Operand, power, sqrt, sub, where } from './elementwise';
import { literal, literalOf } from './leaves';
import type { Node } from './node';

/** Largest exponent whose power is a product of factors. */
const MAX_FACTORS = 64;
/** Largest exponent whose half power is products and a root; beyond, kernels would grow. */
const MAX_HALF = 8;

/**
 * a^b with the value that f64 gives it: for negative a where b is whole, 1 where b is 0; else NaN, which on the device
 * may be any value. The derivative by b is 0 where a is 0.
 */
export function pow(a: Operand, b: Operand): Node {
  const [base, exponent] = [a, b].map((operand) => (typeof operand === 'number' ? operand : literalOf(operand)));
  if (exponent !== null) return fixedPower(typeof a === 'number' ? literal(a) : a, exponent);
  if (base !== null && base > 0) return exp(mul(b, Math.log(base)));
  return powMap(a, b, sizeMap(a, b));
}

/** |a|^b, of which {@link pow} has the derivative. */
const sizeMap = map({
  name: 'powerSize',
  flops: 24,
  wgsl: (a, b) => `pow(abs(${a}), ${b})`,
  f64: (a, b) => Math.abs(a) ** b,
  partials: () => [null, null],
});

const powMap = map({
  name: 'pow',
  flops: 40,
  wgsl: (a, b, size) => {
    const whole = `floor(${b}) == ${b}`;
    const mirrored = `select(-${size}, ${size}, floor(0.5 * ${b}) == 0.5 * ${b})`;
    const value = `select(${size}, select(pow(${a}, ${b}), ${mirrored}, ${whole}), ${a} < 0.0)`;
    return `select(select(${value}, 0.0, (${a} == 0.0) && (${b} > 0.0)), 1.0, ${b} == 0.0)`;
  },
  f64: (a, b) => a ** b,
  partials: ([a, b], value) => [
    where(b, mul(b, pow(a, sub(b, 1))), 0),
    where(a, mul(value, log(where(a, a, 1))), 0),
    null,
  ],
});

function fixedPower(a: Node, n: number): Node {
  if (n < 0) return div(1, fixedPower(a, -n));
  if (Number.isInteger(n)) return n <= MAX_FACTORS ? power(a, n) : wholeMap(a, n);
  if (n === 0.5) return sqrt(a);
  return Number.isInteger(2 * n) && n <= MAX_HALF + 0.5 ? halfPower(a, n) : rootMap(a, n);
}

/** n a^(n - 1), for a rule whose second operand is the literal n. */
function byBase([a, n]: readonly Node[]): [Node, null] {
  const exponent = literalOf(n) ?? Number.NaN;
  return [mul(exponent, fixedPower(a, exponent - 1)), null];
}

/** a^n for a whole n above 0. */
const wholeMap = map({
  name: 'wholePower',
  flops: 28,
  wgsl: (a, n) => {
    const size = `select(pow(abs(${a}), ${n}), 0.0, ${a} == 0.0)`;
    return `select(1.0, sign(${a}), floor(0.5 * ${n}) != 0.5 * ${n}) * ${size}`;
  },
  f64: (a, n) => a ** n,
  partials: byBase,
});

/** a^n for n above 0 that is not whole. */
const rootMap = map({
  name: 'rootPower',
  flops: 26,
  wgsl: (a, n) => `select(pow(${a}, ${n}), 0.0, ${a} == 0.0)`,
  f64: (a, n) => a ** n,
  partials: byBase,
});

/** a^n for a whole number and a half, as products and a root; its derivative at 0 is 0, as that of the product is not. */
function halfPower(a: Node, n: number): Node {
  const rule = map({
    name: `halfPower ${n}`,
    flops: n + 4,
    wgsl: (x) => `${`${x} * `.repeat(Math.floor(n))}sqrt(${x})`,
    f64: (x) => x ** n,
    partials: ([x]) => [mul(n, fixedPower(x, n - 1))],
  });
  return rule(a);
}
