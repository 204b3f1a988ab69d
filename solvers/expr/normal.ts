import type { Equation, Expr } from './ast';
import { binary } from './build';
import { expand } from './expand';
import { check, type Scope } from './scope';
import { simplify } from './simplify';
import { capped } from './size';
import { type Definitions, substitute } from './substitute';

const NO_DEFINITIONS: Definitions = new Map();

/**
 * The residual `left - right` of an equation: definitions put in, vector operators written out, simplified. It uses
 * the unknowns, their derivatives (named in the order of the scope's coordinates), coordinates and parameters alone.
 * @throws FormulaError at the first name or operand that does not fit, or where the residual is larger than a
 * formula may be.
 */
export function normalForm(
  equation: Equation,
  scope: Scope,
  definitions: Definitions = NO_DEFINITIONS,
  field?: string,
): Expr {
  const { left, right, text } = equation;
  const plain: Scope = { ...scope, definitions: [] };
  const side = (expr: Expr): Expr => {
    const whole = substitute(expr, definitions, text, field);
    check(whole, plain, text, field);
    return expand(whole, plain, text, field);
  };
  const span = [left.span[0], right.span[1]] as const;
  const residual = simplify(binary('-', side(left), side(right), span));
  return capped(residual, 'with both sides written out the equation', { text, span, field });
}
