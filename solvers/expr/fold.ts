import { childrenOf, type Expr } from './ast';
import { compile } from './compile';
import { CONSTANTS } from './names';

/**
 * The f64 value of `expr` where it uses no name but pi and e, else null; `known` keeps what was found.
 */
export function foldConstants(expr: Expr, known: Map<Expr, number | null>): number | null {
  const seen = known.get(expr);
  if (seen !== undefined) return seen;
  let value: number | null = null;
  if (expr.kind === 'number') value = expr.value;
  else if (expr.kind === 'symbol') value = CONSTANTS.get(expr.name) ?? null;
  else if (childrenOf(expr).every((child) => foldConstants(child, known) !== null)) value = compile(expr, [])([]);
  known.set(expr, value);
  return value;
}
