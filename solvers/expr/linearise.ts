import { type Expr, symbolNodes } from './ast';
import { constantOf } from './build';
import { type Channel, channelOf, compareChannels } from './channels';
import { differentiate } from './differentiate';
import { derivativeOf, type Scope } from './scope';

/** The partial derivative of a residual by one unknown or derivative. */
export interface LinearTerm {
  /** The symbol, such as `u` or `u_xx`. */
  readonly name: string;
  readonly unknown: string;
  readonly channel: Channel;
  /** What the symbol's change is multiplied with; not 0. */
  readonly coefficient: Expr;
}

export interface Linearisation {
  /** By unknown in the order of the scope, then by order. */
  readonly terms: readonly LinearTerm[];
  /** Whether the residual is linear in the unknowns and their derivatives: no coefficient uses them. */
  readonly linear: boolean;
}

/** An unknown or a derivative that a formula uses. */
export type Dependence = Omit<LinearTerm, 'coefficient'>;

/**
 * The linearisation of a residual: a change `d` of the unknowns changes it by the sum of coefficient times the
 * derivative of `d` that the term names. `expr` is a normal form: expanded, its derivatives in the scope's order.
 */
export function linearise(expr: Expr, scope: Scope): Linearisation {
  const used = dependences(expr, scope);
  const names = new Set(used.map(({ name }) => name));
  const terms = used
    .map((term) => ({ ...term, coefficient: differentiate(expr, term.name) }))
    .filter(({ coefficient }) => constantOf(coefficient) !== 0);
  return { terms, linear: degreeIn(expr, (name) => names.has(name)) <= 1 };
}

/** The unknowns and derivatives that `expr` uses, each once, sorted. */
export function dependences(expr: Expr, scope: Scope): Dependence[] {
  const found = new Map<string, Dependence>();
  for (const { name } of symbolNodes(expr)) {
    const derivative = scope.unknowns.includes(name) ? { unknown: name, by: [] } : derivativeOf(name, scope);
    if (derivative === null) continue;
    found.set(name, { name, unknown: derivative.unknown, channel: channelOf(derivative.by, scope) });
  }
  const rank = ({ unknown }: Dependence): number => scope.unknowns.indexOf(unknown);
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || compareChannels(a.channel, b.channel));
}

/**
 * 0 where `expr` does not use the symbols, 1 where it is linear or affine in them by its form, else 2. Sums that
 * would only cancel when multiplied out count as 2.
 */
export function degreeIn(expr: Expr, isVariable: (name: string) => boolean): 0 | 1 | 2 {
  const degree = (inner: Expr): 0 | 1 | 2 => degreeIn(inner, isVariable);
  switch (expr.kind) {
    case 'number':
      return 0;
    case 'symbol':
      return isVariable(expr.name) ? 1 : 0;
    case 'unary':
      return degree(expr.operand);
    case 'call': {
      const [first, ...rest] = expr.args.map(degree);
      if (expr.name === 'where' && first === 0) return larger(rest[0], rest[1]);
      return first === 0 && rest.every((one) => one === 0) ? 0 : 2;
    }
    case 'binary': {
      const [left, right] = [degree(expr.left), degree(expr.right)];
      if (expr.op === '+' || expr.op === '-') return larger(left, right);
      if (left === 0 && right === 0) return 0;
      if (expr.op === '*') return left + right === 1 ? 1 : 2;
      return expr.op === '/' && right === 0 ? left : 2;
    }
    default:
      return 2;
  }
}

function larger(a: 0 | 1 | 2, b: 0 | 1 | 2): 0 | 1 | 2 {
  return a > b ? a : b;
}
