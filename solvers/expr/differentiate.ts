import type { CallExpr, Expr, Span } from './ast';
import {
  binary,
  call,
  constantOf,
  difference,
  isNumber,
  negative,
  number,
  power,
  product,
  quotient,
  refuseUnexpanded,
  sum,
} from './build';
import { simplify } from './simplify';
import { capped } from './size';

/** The derivative of a symbol; 0 where it does not depend on what is differentiated by. */
export type SymbolRule = (name: string, span: Span) => Expr;

/**
 * The partial derivative of `expr` by the symbol `by`; all other symbols count as independent, `u_x` of `u` too.
 * Jumps have derivative 0 (`step`, `sign`, `floor`, comparisons), corners that of one side: exact where a
 * derivative exists. Simplified.
 * @throws Failure 'bad-input' where `expr` was not expanded, or its derivative is larger than a formula may be.
 */
export function differentiate(expr: Expr, by: string): Expr {
  const derived = derive(expr, (name, span) => number(name === by ? 1 : 0, span));
  return capped(simplify(derived), `the derivative by ${by}`);
}

/** The derivative of `expr` by the chain rule, from that of its symbols; not simplified. Shared parts are done once. */
export function derive(expr: Expr, rule: SymbolRule): Expr {
  const known = new Map<Expr, Expr>();
  const visit = (node: Expr): Expr => {
    let derived = known.get(node);
    if (derived === undefined) known.set(node, (derived = ofNode(node, rule, visit)));
    return derived;
  };
  return visit(expr);
}

function ofNode(expr: Expr, rule: SymbolRule, d: (inner: Expr) => Expr): Expr {
  const { span } = expr;
  switch (expr.kind) {
    case 'number':
      return number(0, span);
    case 'symbol':
      return rule(expr.name, span);
    case 'unary':
      return negative(d(expr.operand));
    case 'call':
      return ofCall(expr, d);
    case 'binary':
      break;
    default:
      return refuseUnexpanded(expr);
  }
  const { left: a, right: b } = expr;
  switch (expr.op) {
    case '+':
      return sum(d(a), d(b), span);
    case '-':
      return difference(d(a), d(b), span);
    case '*':
      return sum(product(d(a), b, span), product(a, d(b), span), span);
    case '/': {
      const byTop = quotient(d(a), b, span);
      return difference(byTop, quotient(product(a, d(b), span), product(b, b, span), span), span);
    }
    case '^':
      return ofPower(a, b, span, d);
    default:
      return number(0, span);
  }
}

function ofPower(a: Expr, b: Expr, span: Span, d: (inner: Expr) => Expr): Expr {
  const [da, db] = [d(a), d(b)];
  const exponent = constantOf(b);
  const less = exponent === null ? difference(b, number(1, span), span) : number(exponent - 1, span);
  const byBase = isNumber(da, 0) ? da : product(product(b, power(a, less, span), span), da, span);
  if (isNumber(db, 0)) return byBase;
  const byExponent = product(product(power(a, b, span), call('log', [a], span), span), db, span);
  return sum(byBase, byExponent, span);
}

function ofCall(expr: CallExpr, d: (inner: Expr) => Expr): Expr {
  const { span, name, args } = expr;
  const zero = number(0, span);
  // Where no argument moves, nothing has to be written down: no 0*log(0) can arise.
  if (args.every((arg) => isNumber(d(arg), 0))) return zero;
  const [a, b] = args;
  const one = number(1, span);
  const square = (x: Expr): Expr => power(x, number(2, span), span);
  const times = (factor: Expr): Expr => product(factor, d(a), span);
  const over = (bottom: Expr): Expr => quotient(d(a), bottom, span);
  switch (name) {
    case 'sin':
      return times(call('cos', args, span));
    case 'cos':
      return times(negative(call('sin', args, span)));
    case 'tan':
      return times(sum(one, square(expr), span));
    case 'asin':
      return over(call('sqrt', [difference(one, square(a), span)], span));
    case 'acos':
      return negative(over(call('sqrt', [difference(one, square(a), span)], span)));
    case 'atan':
      return over(sum(one, square(a), span));
    case 'sinh':
      return times(call('cosh', args, span));
    case 'cosh':
      return times(call('sinh', args, span));
    case 'tanh':
      return times(difference(one, square(expr), span));
    case 'exp':
      return times(expr);
    case 'log':
      return over(a);
    case 'sqrt':
      return over(product(number(2, span), expr, span));
    case 'abs':
      return times(call('sign', args, span));
    case 'atan2': {
      const top = difference(product(b, d(a), span), product(a, d(b), span), span);
      return quotient(top, sum(square(a), square(b), span), span);
    }
    case 'hypot':
      return quotient(sum(product(a, d(a), span), product(b, d(b), span), span), expr, span);
    case 'pow':
      return ofPower(a, b, span, d);
    case 'mod':
      return difference(d(a), product(d(b), call('floor', [quotient(a, b, span)], span), span), span);
    case 'where':
      return call('where', [a, d(args[1]), d(args[2])], span);
    case 'min':
    case 'max':
      return ofExtreme(expr, d);
    case 'step':
    case 'sign':
    case 'floor':
      return zero;
  }
}

/** The derivative of the argument that is chosen; of the earlier one where two are equal. */
function ofExtreme({ name, args, span }: CallExpr, d: (inner: Expr) => Expr): Expr {
  const op = name === 'min' ? '<=' : '>=';
  return args.slice(1).reduce<{ value: Expr; derived: Expr }>(
    ({ value, derived }, next) => ({
      value: call(name, [value, next], span),
      derived: call('where', [binary(op, value, next, span), derived, d(next)], span),
    }),
    { value: args[0], derived: d(args[0]) },
  ).derived;
}
