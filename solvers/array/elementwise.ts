import { broadcastTo, unbroadcast } from './broadcast';
import { erfF64 } from './erf';
import { literal, literalOf } from './leaves';
import { makeNode, type Node, type Op } from './node';
import { broadcastShapes, sizeOf, stridesOf } from './shape';

/** An operand: an array, or a number for all elements. */
export type Operand = Node | number;

/** What an elementwise operation does to its operands' elements. */
export interface Rule {
  /** Two operations of one name are one. */
  readonly name: string;
  readonly flops: number;
  readonly wgsl: (...args: string[]) => string;
  readonly f64: (...args: number[]) => number;
  /** Partial derivatives by each operand, of the operands and the value; null where it is zero. */
  readonly partials: (args: readonly Node[], value: Node) => readonly (Node | null)[];
}

/** An elementwise operation of its rule, operands broadcast against each other. */
export function map(rule: Rule): (...operands: Operand[]) => Node {
  const op: Op = {
    name: rule.name,
    key: rule.name,
    form: { kind: 'map', wgsl: rule.wgsl, flops: rule.flops },
    evaluate: (inputs, node) => evaluate(rule.f64, inputs, node),
    vjp: (g, node) =>
      rule.partials(node.inputs, node).map((partial, k) => {
        return partial && unbroadcast(mul(g, partial), node.inputs[k].shape);
      }),
    jvp: (tangents, node) => {
      const partials = rule.partials(node.inputs, node);
      const terms = tangents.flatMap((tangent, k) => {
        const partial = partials[k];
        return tangent && partial ? [broadcastTo(mul(tangent, partial), node.shape)] : [];
      });
      return terms.length === 0 ? null : terms.reduce((a, b) => add(a, b));
    },
  };
  return (...operands) => {
    const nodes = operands.map((operand) => (typeof operand === 'number' ? literal(operand) : operand));
    const shape = broadcastShapes(...nodes.map((node) => node.shape));
    const numbers = nodes.map(literalOf);
    if (numbers.every((value) => value !== null)) {
      const value = rule.f64(...numbers);
      if (Number.isFinite(value)) return literal(value, shape);
    }
    return makeNode(op, nodes, shape);
  };
}

function evaluate(f64: Rule['f64'], inputs: readonly Float64Array[], node: Node): Float64Array {
  const result = new Float64Array(sizeOf(node.shape));
  const own = stridesOf(node.shape);
  const rank = node.shape.length;
  const readers = node.inputs.map(({ shape }, k) => {
    const values = inputs[k];
    if (values.length === result.length) return (at: number) => values[at];
    if (values.length === 1) return () => values[0];
    const strides = stridesOf(shape);
    return (at: number) => {
      let from = 0;
      shape.forEach((extent, d) => {
        if (extent > 1) from += (Math.floor(at / own[rank - shape.length + d]) % extent) * strides[d];
      });
      return values[from];
    };
  });
  for (let k = 0; k < result.length; k++) result[k] = f64(...readers.map((read) => read(k)));
  return result;
}

const addMap = map({
  name: 'add',
  flops: 1,
  wgsl: (a, b) => `${a} + ${b}`,
  f64: (a, b) => a + b,
  partials: () => [literal(1), literal(1)],
});

/** a + b */
export function add(a: Operand, b: Operand): Node {
  if (isNumber(a, 0) && typeof b !== 'number') return widened(b, a);
  if (isNumber(b, 0) && typeof a !== 'number') return widened(a, b);
  return addMap(a, b);
}

const subMap = map({
  name: 'sub',
  flops: 1,
  wgsl: (a, b) => `${a} - ${b}`,
  f64: (a, b) => a - b,
  partials: () => [literal(1), literal(-1)],
});

/** a - b */
export function sub(a: Operand, b: Operand): Node {
  if (isNumber(b, 0) && typeof a !== 'number') return widened(a, b);
  if (isNumber(a, 0)) return typeof b === 'number' ? literal(-b) : neg(widened(b, a));
  return subMap(a, b);
}

const mulMap = map({
  name: 'mul',
  flops: 1,
  wgsl: (a, b) => `${a} * ${b}`,
  f64: (a, b) => a * b,
  partials: ([a, b]) => [b, a],
});

/** a b, elementwise. A literal zero makes zero of anything, NaN and infinity included. */
export function mul(a: Operand, b: Operand): Node {
  if (isNumber(a, 1) && typeof b !== 'number') return widened(b, a);
  if (isNumber(b, 1) && typeof a !== 'number') return widened(a, b);
  if (isNumber(a, -1) && typeof b !== 'number') return neg(widened(b, a));
  if (isNumber(b, -1) && typeof a !== 'number') return neg(widened(a, b));
  if (isNumber(a, 0) || isNumber(b, 0)) return literal(0, broadcastShapes(shapeOf(a), shapeOf(b)));
  return mulMap(a, b);
}

const divMap = map({
  name: 'div',
  flops: 1,
  wgsl: (a, b) => `${a} / ${b}`,
  f64: (a, b) => a / b,
  partials: ([, b], value) => [div(1, b), neg(div(value, b))],
});

/** a / b */
export function div(a: Operand, b: Operand): Node {
  if (isNumber(b, 1) && typeof a !== 'number') return widened(a, b);
  if (isNumber(a, 0) && typeof b !== 'number') return literal(0, broadcastShapes(shapeOf(a), b.shape));
  return divMap(a, b);
}

const negMap = map({ name: 'neg', flops: 1, wgsl: (a) => `-${a}`, f64: (a) => -a, partials: () => [literal(-1)] });

/** -a */
export function neg(a: Node): Node {
  return a.op.name === 'neg' ? a.inputs[0] : negMap(a);
}

/** a^n for a whole number n, by repeated multiplication. */
export function power(a: Node, n: number): Node {
  if (n < 0) return div(1, power(a, -n));
  if (n === 0) return literal(1, a.shape);
  if (n === 1) return a;
  const half = power(a, Math.floor(n / 2));
  return n % 2 === 0 ? mul(half, half) : mul(mul(half, half), a);
}

/** a a */
export function square(a: Node): Node {
  return mul(a, a);
}

export const exp = map({ name: 'exp', flops: 8, wgsl: (a) => `exp(${a})`, f64: Math.exp, partials: (_, y) => [y] });

/** The natural logarithm; NaN for negative numbers, as the host has it. */
export const log = map({
  name: 'log',
  flops: 8,
  wgsl: (a) => `log(${a})`,
  f64: Math.log,
  partials: ([a]) => [div(1, a)],
});

export const sqrt = map({
  name: 'sqrt',
  flops: 4,
  wgsl: (a) => `sqrt(${a})`,
  f64: Math.sqrt,
  partials: (_, y) => [div(0.5, y)],
});

/** tanh; the argument is clamped to +-15, where f32 gives +-1, since some drivers overflow beyond 44. */
export const tanh = map({
  name: 'tanh',
  flops: 16,
  wgsl: (a) => `tanh(clamp(${a}, -15.0, 15.0))`,
  f64: Math.tanh,
  partials: (_, y) => [sub(1, square(y))],
});

/** Accurate for small arguments only: drivers lose digits in proportion to |a|. */
export const sin = map({
  name: 'sin',
  flops: 12,
  wgsl: (a) => `sin(${a})`,
  f64: Math.sin,
  partials: ([a]) => [cos(a)],
});

/** See {@link sin}. */
export const cos: (a: Operand) => Node = map({
  name: 'cos',
  flops: 12,
  wgsl: (a) => `cos(${a})`,
  f64: Math.cos,
  partials: ([a]) => [neg(sin(a))],
});

/** |a|; the derivative at 0 is 0. */
export const abs = map({
  name: 'abs',
  flops: 1,
  wgsl: (a) => `abs(${a})`,
  f64: Math.abs,
  partials: ([a]) => [sign(a)],
});

/** -1, 0 or 1 */
export const sign = map({ name: 'sign', flops: 1, wgsl: (a) => `sign(${a})`, f64: Math.sign, partials: () => [null] });

/** The largest whole number up to a; no derivative. */
export const floor = map({
  name: 'floor',
  flops: 1,
  wgsl: (a) => `floor(${a})`,
  f64: Math.floor,
  partials: () => [null],
});

/** 1 where a > b, else 0; no derivative. */
export const greater = map({
  name: 'greater',
  flops: 1,
  wgsl: (a, b) => `select(0.0, 1.0, ${a} > ${b})`,
  f64: (a, b) => (a > b ? 1 : 0),
  partials: () => [null, null],
});

/** The larger one; where they are equal, the derivative goes to b. */
export const maximum = map({
  name: 'max',
  flops: 1,
  wgsl: (a, b) => `max(${a}, ${b})`,
  f64: Math.max,
  partials: ([a, b]) => [greater(a, b), sub(1, greater(a, b))],
});

/** The smaller one; where they are equal, the derivative goes to b. */
export const minimum = map({
  name: 'min',
  flops: 1,
  wgsl: (a, b) => `min(${a}, ${b})`,
  f64: Math.min,
  partials: ([a, b]) => [greater(b, a), sub(1, greater(b, a))],
});

/** a where the condition is not 0, else b. The derivative by the condition is zero. */
export const where = map({
  name: 'where',
  flops: 1,
  wgsl: (condition, a, b) => `select(${b}, ${a}, ${condition} != 0.0)`,
  f64: (condition, a, b) => (condition !== 0 ? a : b),
  partials: ([condition]) => [null, where(condition, 1, 0), where(condition, 0, 1)],
});

/** The error function; in WGSL by `erf_f32` of shaders/array/erf.wgsl, within 5e-7. */
export const erf = map({
  name: 'erf',
  flops: 24,
  wgsl: (a) => `erf_f32(${a})`,
  f64: erfF64,
  partials: ([a]) => [mul(2 / Math.sqrt(Math.PI), exp(neg(square(a))))],
});

/** GELU in its exact form, a/2 (1 + erf(a / sqrt 2)) (Hendrycks and Gimpel 2016). */
export function gelu(a: Node): Node {
  return mul(mul(0.5, a), add(1, erf(mul(Math.SQRT1_2, a))));
}

function isNumber(operand: Operand, value: number): boolean {
  return (typeof operand === 'number' ? operand : literalOf(operand)) === value;
}

function shapeOf(operand: Operand): readonly number[] {
  return typeof operand === 'number' ? [] : operand.shape;
}

/** `a` in the shape that it would have had beside `other`, which changes nothing else. */
function widened(a: Node, other: Operand): Node {
  return broadcastTo(a, broadcastShapes(a.shape, shapeOf(other)));
}
