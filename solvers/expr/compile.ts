import { Failure } from '../base/result';
import { type BinaryExpr, type CallExpr, childrenOf, type Expr, symbolNodes, type UnaryExpr } from './ast';
import { refuseUnexpanded } from './build';
import { FormulaError, shortened } from './error';
import { FUNCTIONS } from './functions';
import { CONSTANTS } from './names';
import { parse } from './parse';
import { symbolsOf } from './scope';

/** The f64 value of a formula; `values[i]` is the value of the i-th name it was compiled for. */
export type Evaluate = (values: ArrayLike<number>) => number;

/**
 * A function that evaluates `expr` in f64, for the host and as the oracle of generated code. Names are looked up
 * here, once; derivatives such as `u_xx` are names like any other. It is built of closures, since the page's
 * content policy forbids generated JavaScript.
 * @throws Failure 'bad-input' where `expr` uses a name that is not in `names`, or was not expanded.
 */
export function compile(expr: Expr, names: readonly string[]): Evaluate {
  for (const name of symbolsOf(expr)) {
    if (!names.includes(name)) {
      const known = names.length === 0 ? 'only constants may be used' : `only ${names.join(', ')} may be used`;
      throw new Failure('bad-input', `\`${shortened(name)}\` has no value here: ${known}`);
    }
  }
  const built = build(expr, names);
  return typeof built === 'number' ? () => built : built;
}

/** The function of a node, or its value where it does not depend on any name. */
function build(expr: Expr, names: readonly string[]): Evaluate | number {
  if (expr.kind === 'number') return expr.value;
  if (expr.kind === 'symbol') {
    const index = names.indexOf(expr.name);
    return CONSTANTS.get(expr.name) ?? ((values) => values[index]);
  }
  if (expr.kind === 'vector' || expr.kind === 'operator' || expr.kind === 'apply') return refuseUnexpanded(expr);
  const built = childrenOf(expr).map((child) => build(child, names));
  const evaluate = closure(
    expr,
    built.map((child) => (typeof child === 'number' ? () => child : child)),
  );
  return built.every((child) => typeof child === 'number') ? evaluate([]) : evaluate;
}

/** The function of an inner node, of those of its children. */
function closure(expr: CallExpr | UnaryExpr | BinaryExpr, children: readonly Evaluate[]): Evaluate {
  const [a, b, c] = children;
  switch (expr.kind) {
    case 'unary':
      return (values) => -a(values);
    case 'binary':
      return binary(expr, a, b);
    case 'call': {
      if (expr.name === 'where') return (values) => (a(values) !== 0 ? b(values) : c(values));
      const { evaluate } = FUNCTIONS[expr.name];
      if (children.length === 1) return (values) => evaluate(a(values));
      if (children.length === 2) return (values) => evaluate(a(values), b(values));
      return (values) => evaluate(...children.map((child) => child(values)));
    }
  }
}

function binary(expr: BinaryExpr, left: Evaluate, right: Evaluate): Evaluate {
  switch (expr.op) {
    case '+':
      return (values) => left(values) + right(values);
    case '-':
      return (values) => left(values) - right(values);
    case '*':
      return (values) => left(values) * right(values);
    case '/':
      return (values) => left(values) / right(values);
    case '^':
      return expr.right.kind === 'number' && expr.right.value === 2
        ? (values) => square(left(values))
        : (values) => left(values) ** right(values);
    case '<':
      return (values) => (left(values) < right(values) ? 1 : 0);
    case '<=':
      return (values) => (left(values) <= right(values) ? 1 : 0);
    case '>':
      return (values) => (left(values) > right(values) ? 1 : 0);
    case '>=':
      return (values) => (left(values) >= right(values) ? 1 : 0);
  }
}

function square(value: number): number {
  return value * value;
}

/**
 * The number that a constant formula such as `0.01/pi` says; a number stands for itself.
 * @throws FormulaError where it uses a name or is no formula, Failure 'bad-input' where it is not finite.
 */
export function evaluateConstant(input: string | number, field?: string): number {
  if (typeof input === 'number') {
    if (Number.isFinite(input)) return input;
    throw new Failure('bad-input', `${input} cannot be used: give a finite number`, field);
  }
  return constantValue(parse(input, field), input, field);
}

/**
 * The number that a formula without names says, which was parsed from `text`.
 * @throws FormulaError at its first name or where it is not finite, Failure 'bad-input' where it was not expanded.
 */
export function constantValue(expr: Expr, text: string, field?: string): number {
  for (const { name, span } of symbolNodes(expr)) {
    if (CONSTANTS.has(name)) continue;
    const reason = `\`${shortened(name)}\` has no value here: only numbers, pi and e make a constant`;
    throw new FormulaError(text, span, reason, field);
  }
  const value = compile(expr, [])([]);
  if (Number.isFinite(value)) return value;
  throw new FormulaError(text, expr.span, `this is ${value}: give a formula with a finite value`, field);
}
