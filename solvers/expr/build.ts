import { Failure } from '../base/result';
import type { ApplyExpr, BinaryOperator, Expr, OperatorExpr, Span, VectorExpr } from './ast';
import type { FunctionName } from './functions';

/**
 * Nodes made by rules rather than read from text. The constructors leave out what is certain at a glance (`0 + x`,
 * `1*x`), so that derivatives stay small while they are made; `simplify` does the rest. Spans are those of the node
 * that the rule was applied to.
 */

/** The finite number `value`; a negative one is the minus of a literal. */
export function number(value: number, span: Span): Expr {
  if (value < 0) return { kind: 'unary', op: '-', operand: number(-value, span), span };
  return { kind: 'number', value: value + 0, text: String(value + 0), span };
}

export function symbol(name: string, span: Span): Expr {
  return { kind: 'symbol', name, span };
}

export function call(name: FunctionName, args: readonly Expr[], span: Span): Expr {
  return { kind: 'call', name, args, span };
}

export function binary(op: BinaryOperator, left: Expr, right: Expr, span: Span): Expr {
  return { kind: 'binary', op, left, right, span };
}

/** The number that `expr` is, with its sign, or null. */
export function constantOf(expr: Expr): number | null {
  if (expr.kind === 'number') return expr.value;
  if (expr.kind !== 'unary') return null;
  const inner = constantOf(expr.operand);
  return inner === null ? null : -inner;
}

export function isNumber(expr: Expr, value: number): boolean {
  return constantOf(expr) === value;
}

export function negative(expr: Expr): Expr {
  if (expr.kind === 'unary') return expr.operand;
  return isNumber(expr, 0) ? expr : { kind: 'unary', op: '-', operand: expr, span: expr.span };
}

export function sum(left: Expr, right: Expr, span: Span): Expr {
  if (isNumber(left, 0)) return right;
  if (isNumber(right, 0)) return left;
  return right.kind === 'unary' ? binary('-', left, right.operand, span) : binary('+', left, right, span);
}

export function difference(left: Expr, right: Expr, span: Span): Expr {
  return sum(left, negative(right), span);
}

export function product(left: Expr, right: Expr, span: Span): Expr {
  if (isNumber(left, 0) || isNumber(right, 1)) return left;
  if (isNumber(right, 0) || isNumber(left, 1)) return right;
  if (left.kind === 'unary') return negative(product(left.operand, right, span));
  if (right.kind === 'unary') return negative(product(left, right.operand, span));
  return binary('*', left, right, span);
}

export function quotient(left: Expr, right: Expr, span: Span): Expr {
  if (isNumber(left, 0) || isNumber(right, 1)) return left;
  if (left.kind === 'unary') return negative(quotient(left.operand, right, span));
  return binary('/', left, right, span);
}

export function power(base: Expr, exponent: Expr, span: Span): Expr {
  if (isNumber(exponent, 0)) return number(1, span);
  return isNumber(exponent, 1) ? base : binary('^', base, exponent, span);
}

/** @throws Failure 'bad-input': values and derivatives are made of scalar formulas alone. */
export function refuseUnexpanded(expr: VectorExpr | OperatorExpr | ApplyExpr): never {
  const what = expr.kind === 'vector' ? 'a row of components' : `\`${expr.name}(...)\``;
  throw new Failure('bad-input', `${what} has no value of its own here: write the formula with plain derivatives`);
}
