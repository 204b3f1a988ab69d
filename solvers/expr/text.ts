import { type Equation, type Expr, LEVEL, OPERATOR_LEVEL } from './ast';

/**
 * The formula as canonical text: spaces around sums and comparisons, only the brackets that are needed, Greek
 * letters spelled. `parse(toText(expr))` is `expr` again but for its spans (a formula within a quarter of the
 * character cap stays under it).
 */
export function toText(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return expr.text;
    case 'symbol':
      return expr.name;
    case 'vector':
      return `(${expr.items.map(toText).join(', ')})`;
    case 'call':
    case 'operator':
    case 'apply':
      return `${expr.name}(${expr.args.map(toText).join(', ')})`;
    case 'unary':
      return `-${bracketed(expr.operand, LEVEL.power)}`;
    case 'binary': {
      const own = OPERATOR_LEVEL[expr.op];
      if (own === LEVEL.power) return `${bracketed(expr.left, LEVEL.atom)}^${bracketed(expr.right, LEVEL.power)}`;
      if (own === LEVEL.comparison) {
        return `${bracketed(expr.left, LEVEL.sum)} ${expr.op} ${bracketed(expr.right, LEVEL.sum)}`;
      }
      const left = bracketed(expr.left, own);
      // A sign right after another operator is legal, but brackets read better.
      const right = bracketed(expr.right, expr.right.kind === 'unary' ? LEVEL.atom : own + 1);
      return own === LEVEL.product ? `${left}${expr.op}${right}` : `${left} ${expr.op} ${right}`;
    }
  }
}

/** Canonical text of an equation, `left = right`. */
export function equationToText(equation: Pick<Equation, 'left' | 'right'>): string {
  return `${toText(equation.left)} = ${toText(equation.right)}`;
}

function levelOf(expr: Expr): number {
  if (expr.kind === 'binary') return OPERATOR_LEVEL[expr.op];
  return expr.kind === 'unary' ? LEVEL.unary : LEVEL.atom;
}

function bracketed(expr: Expr, least: number): string {
  return levelOf(expr) < least ? `(${toText(expr)})` : toText(expr);
}
