import { compile, derivativeOf, type Expr, linearise, type Scope, simplify, symbolsOf } from '../../expr';
import { isConstant, type LinearPart, type Reference, referenceOf, without } from './reference';

/** A factor of a highest derivative that changes in space: its middle over the initial state stands in `linear`. */
export interface Frozen {
  /** The name of the parameter that stands for the middle; no typed name has a space. */
  readonly parameter: string;
  readonly factor: Expr;
}

/** What splitting a rate looks up, and what it adds to. */
export interface Context {
  readonly scope: Scope;
  /** The highest order by time of each unknown. */
  readonly orders: ReadonlyMap<string, number>;
  /** What was frozen so far. */
  readonly frozen: Frozen[];
}

/**
 * The part of a rate that is linear with constant coefficients, and what is left. A term whose factor holds no unknown
 * is taken out by setting its symbol to 0; of others, such as u in `u*(1 - u)`, the part at the zero state is
 * subtracted.
 */
export function split(rate: Expr, context: Context): { linear: LinearPart[]; remainder: Expr | null } {
  const { scope } = context;
  const { terms } = linearise(rate, scope);
  const names = terms.map(({ name }) => name);
  const linear: LinearPart[] = [];
  const { span } = rate;
  let remainder = rate;
  for (const { name, coefficient } of terms) {
    if (!isConstant(coefficient, scope) || !counts(coefficient, scope)) continue;
    linear.push({ ...referenceOf(name, context)!, coefficient });
    remainder = without(remainder, [name]);
  }
  for (const { name, coefficient } of terms) {
    if (isConstant(coefficient, scope)) continue;
    const reference = referenceOf(name, context)!;
    const atZero = frozenFactor(coefficient, reference, names, context);
    if (!atZero) continue;
    linear.push({ ...reference, coefficient: atZero });
    const term: Expr = { kind: 'binary', op: '*', left: atZero, right: { kind: 'symbol', name, span }, span };
    remainder = { kind: 'binary', op: '-', left: remainder, right: term, span };
  }
  const rest = simplify(remainder);
  return { linear, remainder: isZero(rest) ? null : rest };
}

/**
 * The constant part of a factor that changes: of a second or higher even derivative its middle over the initial state,
 * so that only the difference is left to the rest; of others its value at the zero state, null where that is nothing.
 */
function frozenFactor(factor: Expr, { by }: Reference, names: readonly string[], context: Context): Expr | null {
  const { scope, frozen } = context;
  const order = by.reduce((sum, count) => sum + count, 0);
  const plain = [...symbolsOf(factor)].every((name) => name !== 't' && derivativeOf(name, scope) === null);
  if (order >= 2 && order % 2 === 0 && plain) {
    const parameter = `frozen ${frozen.length}`;
    frozen.push({ parameter, factor });
    return { kind: 'symbol', name: parameter, span: factor.span };
  }
  const atZero = simplify(without(factor, names));
  return isConstant(atZero, scope) && counts(atZero, scope) ? atZero : null;
}

/** Whether a constant coefficient is a finite number other than 0, for parameters of no special value. */
function counts(coefficient: Expr, scope: Scope): boolean {
  const value = compile(coefficient, scope.parameters)(scope.parameters.map((_, k) => 0.7 + 0.11 * k));
  return Number.isFinite(value) && value !== 0;
}

function isZero(expr: Expr): boolean {
  return expr.kind === 'number' && expr.value === 0;
}
