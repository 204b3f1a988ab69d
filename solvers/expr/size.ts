import { Failure } from '../base/result';
import { childrenOf, continuesChain, type Expr, type Span } from './ast';
import { MAX_DEPTH, MAX_OPERATIONS } from './caps';
import { FormulaError } from './error';

/**
 * Operations of `expr` written out, as the parser counts them: operators, calls, and arguments after a call's first.
 * Shared parts are visited once but counted as often as they stand, so the count may be astronomical.
 */
function operationsOf(expr: Expr, known: Map<Expr, number> = new Map()): number {
  const seen = known.get(expr);
  if (seen !== undefined) return seen;
  const children = childrenOf(expr);
  const own = expr.kind === 'binary' ? 1 : expr.kind === 'vector' ? children.length - 1 : children.length;
  const total = children.reduce((sum, child) => sum + operationsOf(child, known), own);
  known.set(expr, total);
  return total;
}

/** Levels of `expr`; a chain such as `a + b + c + ...` is one however long it is. Shared parts are visited once. */
export function depthOf(expr: Expr, known: Map<Expr, number> = new Map()): number {
  const seen = known.get(expr);
  if (seen !== undefined) return seen;
  const below = childrenOf(expr).map((child) => depthOf(child, known) - (continuesChain(expr, child) ? 1 : 0));
  const depth = 1 + Math.max(0, ...below);
  known.set(expr, depth);
  return depth;
}

/** What a formula was made from, for the message that refuses it. */
export interface Origin {
  readonly text: string;
  readonly span: Span;
  readonly field?: string | undefined;
}

/**
 * `expr` itself if a formula may be that large; `what` names it in the message, such as `the derivative by u`.
 * @throws FormulaError over the origin where it is known, else Failure 'bad-input'.
 */
export function capped(expr: Expr, what: string, origin?: Origin): Expr {
  const operations = operationsOf(expr);
  const depth = operations > MAX_OPERATIONS ? 0 : depthOf(expr);
  if (operations <= MAX_OPERATIONS && depth <= MAX_DEPTH) return expr;
  const size = depth > MAX_DEPTH ? `nests ${depth} deep` : `has ${operations} operations`;
  const limit = depth > MAX_DEPTH ? MAX_DEPTH : MAX_OPERATIONS;
  const reason = `${what} ${size}: use at most ${limit}, for instance by a shorter formula or a lower order`;
  if (origin === undefined) throw new Failure('bad-input', reason);
  throw new FormulaError(origin.text, origin.span, reason, origin.field);
}
