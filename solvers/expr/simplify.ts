import { type BinaryExpr, type CallExpr, childrenOf, type Expr, type Span, withChildren } from './ast';
import { binary, constantOf, isNumber, negative, number } from './build';
import { FUNCTIONS } from './functions';
import { Interner } from './intern';
import { addTerms, inverted, keyOf, multiplyTerms, negated, numberTerm, sumOfTerms, type Term } from './term';

/** Largest whole exponent that is treated as a repeated factor. */
const MAX_POWER = 1024;

/**
 * `expr` with constants folded, sums and products flattened, equal terms and factors collected, and what is 0 or 1
 * left out. Wherever `expr` is finite the value is the same but for rounding; it may be finite in more places, as
 * where `x/x` becomes 1. Sums are never multiplied out; terms keep the order of their first appearance.
 */
export function simplify(expr: Expr): Expr {
  return new Simplifier().expr(expr);
}

/** Work on one formula; shared parts are done once. */
class Simplifier {
  private readonly interner = new Interner();
  private readonly sums = new Map<Expr, readonly Term[]>();
  private readonly done = new Map<Expr, Expr>();

  expr(expr: Expr): Expr {
    let result = this.done.get(expr);
    if (result === undefined) {
      result = sumOfTerms(this.terms(expr), expr.span);
      this.done.set(expr, result);
    }
    return result;
  }

  /** `expr` as a sum of terms with distinct keys; empty for 0. */
  private terms(expr: Expr): readonly Term[] {
    let result = this.sums.get(expr);
    if (result === undefined) this.sums.set(expr, (result = this.make(expr)));
    return result;
  }

  private make(expr: Expr): readonly Term[] {
    switch (expr.kind) {
      case 'number':
        return expr.value === 0 ? [] : [numberTerm(expr.value)];
      case 'unary':
        return this.terms(expr.operand).map(negated);
      case 'binary':
        return this.binary(expr);
      case 'call':
        return this.call(expr);
      default:
        return this.atom(
          withChildren(
            expr,
            childrenOf(expr).map((child) => this.expr(child)),
          ),
        );
    }
  }

  private atom(base: Expr, power = 1): readonly Term[] {
    return [{ top: 1, bottom: 1, factors: [{ base, id: this.interner.id(base), power }] }];
  }

  private binary(expr: BinaryExpr): readonly Term[] {
    const { op, left, right, span } = expr;
    switch (op) {
      case '+':
        return this.collect(this.terms(left), this.terms(right));
      case '-':
        return this.collect(this.terms(left), this.terms(right).map(negated));
      case '*':
        return this.multiply(this.single(left), this.single(right), span);
      case '/': {
        const divisor = this.single(right);
        const inverse = divisor === null ? null : inverted(divisor);
        if (inverse === null) {
          const top = this.expr(left);
          return isNumber(top, 0) && divisor !== null ? [] : this.atom(binary('/', top, this.expr(right), span));
        }
        return this.multiply(this.single(left), inverse, span);
      }
      case '^':
        return this.power(left, right, expr);
      default: {
        const [a, b] = [this.expr(left), this.expr(right)];
        const [x, y] = [constantOf(a), constantOf(b)];
        if (x === null || y === null) return this.atom(binary(op, a, b, span));
        const holds = op === '<' ? x < y : op === '<=' ? x <= y : op === '>' ? x > y : x >= y;
        return holds ? [numberTerm(1)] : [];
      }
    }
  }

  /** The sum of two sums, equal terms collected; numbers that would overflow together stay apart. */
  private collect(left: readonly Term[], right: readonly Term[]): readonly Term[] {
    const all = new Map<string, Term>();
    for (const term of [...left, ...right]) {
      let key = keyOf(term);
      let total: Term | null = null;
      for (; total === null; key += '+') {
        const old = all.get(key);
        total = old === undefined ? term : addTerms(old, term);
        if (total !== null) all.set(key, total);
      }
    }
    return [...all.values()].filter(({ top }) => top !== 0);
  }

  /** `expr` as one term, a sum of several being a factor; null for 0. */
  private single(expr: Expr): Term | null {
    const terms = this.terms(expr);
    if (terms.length === 1) return terms[0];
    return terms.length === 0 ? null : this.atom(this.expr(expr))[0];
  }

  private multiply(a: Term | null, b: Term | null, span: Span): readonly Term[] {
    if (a === null || b === null) return [];
    const result = multiplyTerms(a, b);
    if (result !== null) return [result];
    // The numbers leave the range together: the product stays as it is.
    return this.atom(binary('*', sumOfTerms([a], span), sumOfTerms([b], span), span));
  }

  private power(left: Expr, right: Expr, expr: Expr): readonly Term[] {
    const exponent = this.expr(right);
    const n = constantOf(exponent);
    const base = this.single(left);
    if (n === 0) return [numberTerm(1)];
    if (n === 1) return this.terms(left);
    if (n === null || !Number.isInteger(n) || Math.abs(n) > MAX_POWER) {
      const whole = this.expr(left);
      return isNumber(whole, 1) ? [numberTerm(1)] : this.atom(binary('^', whole, exponent, expr.span));
    }
    if (base === null) return n > 0 ? [] : this.atom(binary('^', this.expr(left), exponent, expr.span));
    const sign = base.top < 0 && n % 2 !== 0 ? -1 : 1;
    const plain = base.bottom === 1 && Math.abs(base.top) === 1;
    if (plain && base.factors.length <= 1) {
      const factors = base.factors.map((factor) => ({ ...factor, power: factor.power * n }));
      return [{ top: sign, bottom: 1, factors }];
    }
    const value = Math.abs(base.top) ** Math.abs(n);
    if (base.factors.length === 0 && base.bottom === 1 && Number.isSafeInteger(value)) {
      const term = numberTerm(sign * value);
      return [n > 0 ? term : (inverted(term) ?? term)];
    }
    const [factor] = this.atom(base.top < 0 ? negative(this.expr(left)) : this.expr(left), n);
    return [{ ...factor, top: sign }];
  }

  private call(expr: CallExpr): readonly Term[] {
    const { name, span } = expr;
    if (name === 'pow') return this.power(expr.args[0], expr.args[1], expr);
    const args = expr.args.map((arg) => this.expr(arg));
    const values = args.map(constantOf);
    if (name === 'where') {
      if (values[0] !== null) return this.terms(expr.args[values[0] !== 0 ? 1 : 2]);
      if (this.interner.id(args[1]) === this.interner.id(args[2])) return this.terms(expr.args[1]);
    }
    if (values.every((value) => value !== null)) {
      // Only what is exact: sqrt(4) is 2, but sqrt(2) stays as it is written.
      const value = FUNCTIONS[name].evaluate(...values);
      if (Number.isSafeInteger(value)) return this.terms(number(value, span));
    }
    return this.atom({ ...expr, args });
  }
}
