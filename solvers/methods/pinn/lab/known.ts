import { CONSTANTS, compile, type Evaluate, type Expr, type Scope, symbolsOf } from '../../../expr';

/** A part of a formula that holds no unknown: the host evaluates it in f64, as shaders cannot do sines of size. */
export interface KnownPart {
  /** The symbol that stands for it; no user can type it. */
  readonly name: string;
  /** Whether it varies from place to place. */
  readonly varies: boolean;
  /** Of the coordinates, then the parameters. */
  readonly evaluate: Evaluate;
}

/** A formula in which symbols stand for the largest parts without unknowns. */
export interface Separated {
  readonly formula: Expr;
  readonly parts: readonly KnownPart[];
}

/** Takes the largest parts without unknowns out of a formula; equal ones are one. */
export function separateKnown(formula: Expr, { coordinates, parameters }: Scope): Separated {
  const names = [...coordinates, ...parameters];
  const found = new Map<string, KnownPart>();
  const isKnown = (expr: Expr): boolean => {
    return [...symbolsOf(expr)].every((name) => names.includes(name) || CONSTANTS.has(name));
  };
  const visit = (expr: Expr): Expr => {
    if (expr.kind === 'number') return expr;
    if (!isKnown(expr)) return visitParts(expr, visit);
    const name = `#${found.size}`;
    const varies = [...symbolsOf(expr)].some((symbol) => coordinates.includes(symbol));
    found.set(name, { name, varies, evaluate: compile(expr, names) });
    return { kind: 'symbol', name, span: expr.span };
  };
  return { formula: visit(formula), parts: [...found.values()] };
}

function visitParts(expr: Expr, visit: (part: Expr) => Expr): Expr {
  switch (expr.kind) {
    case 'unary':
      return { ...expr, operand: visit(expr.operand) };
    case 'binary':
      // A number stays as an exponent: whole powers are taken by multiplication.
      return { ...expr, left: visit(expr.left), right: isPower(expr) ? expr.right : visit(expr.right) };
    case 'call':
      return { ...expr, args: expr.args.map(visit) };
    default:
      return expr;
  }
}

function isPower({ op, right }: Extract<Expr, { kind: 'binary' }>): boolean {
  return op === '^' && symbolsOf(right).size === 0;
}
