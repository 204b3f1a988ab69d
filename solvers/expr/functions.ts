/** What the language knows of one function. */
export interface FunctionInfo {
  /** Names of its arguments, as messages show them. */
  readonly parameters: readonly string[];
  /** Whether more arguments of the last kind may follow. */
  readonly variadic: boolean;
  /** Its value in f64. */
  readonly evaluate: (...args: number[]) => number;
}

function fixed(parameters: string, evaluate: (...args: number[]) => number): FunctionInfo {
  return { parameters: parameters.split(' '), variadic: false, evaluate };
}

function variadic(evaluate: (...args: number[]) => number): FunctionInfo {
  return { parameters: ['a', 'b'], variadic: true, evaluate };
}

const TABLE = {
  sin: fixed('x', Math.sin),
  cos: fixed('x', Math.cos),
  tan: fixed('x', Math.tan),
  asin: fixed('x', Math.asin),
  acos: fixed('x', Math.acos),
  atan: fixed('x', Math.atan),
  atan2: fixed('y x', Math.atan2),
  sinh: fixed('x', Math.sinh),
  cosh: fixed('x', Math.cosh),
  tanh: fixed('x', Math.tanh),
  exp: fixed('x', Math.exp),
  /** The natural logarithm. */
  log: fixed('x', Math.log),
  sqrt: fixed('x', Math.sqrt),
  abs: fixed('x', Math.abs),
  sign: fixed('x', Math.sign),
  min: variadic(Math.min),
  max: variadic(Math.max),
  /** 1 where x > 0, else 0: a comparison passes through unchanged. */
  step: fixed('x', (x) => (x > 0 ? 1 : 0)),
  /** a where the condition is not 0, else b; only the chosen one is evaluated. */
  where: fixed('condition a b', (condition, a, b) => (condition !== 0 ? a : b)),
  floor: fixed('x', Math.floor),
  /** The remainder with the sign of b: a - b*floor(a/b). */
  mod: fixed('a b', (a, b) => a - b * Math.floor(a / b)),
  hypot: fixed('a b', Math.hypot),
  pow: fixed('a b', Math.pow),
} as const satisfies Record<string, FunctionInfo>;

export type FunctionName = keyof typeof TABLE;

/** The functions of the language. */
export const FUNCTIONS: Readonly<Record<FunctionName, FunctionInfo>> = TABLE;

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(TABLE, name);
}

/** How a call of `name` is written, e.g. `atan2(y, x)`. */
export function signature(name: FunctionName): string {
  const { parameters, variadic: more } = FUNCTIONS[name];
  return `${name}(${parameters.join(', ')}${more ? ', ...' : ''})`;
}

/** The vector operators, by how they are written. */
export const OPERATORS = {
  grad: 'grad(u)',
  div: 'div((u, v))',
  curl: 'curl((u, v))',
  lap: 'lap(u)',
  dot: 'dot(a, b)',
} as const;

export type OperatorName = keyof typeof OPERATORS;

export function isOperatorName(name: string): name is OperatorName {
  return Object.hasOwn(OPERATORS, name);
}

/** Names that other languages use, and what they are called here. */
export const FOREIGN_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['ln', 'log'],
  ['arcsin', 'asin'],
  ['arccos', 'acos'],
  ['arctan', 'atan'],
  ['arctan2', 'atan2'],
  ['fabs', 'abs'],
  ['sgn', 'sign'],
  ['heaviside', 'step'],
  ['fmod', 'mod'],
  ['power', 'pow'],
  ['select', 'where'],
  ['iif', 'where'],
  ['piecewise', 'where'],
  ['laplacian', 'lap'],
  ['laplace', 'lap'],
  ['gradient', 'grad'],
  ['nabla', 'grad'],
  ['divergence', 'div'],
  ['rot', 'curl'],
  ['inner', 'dot'],
]);
