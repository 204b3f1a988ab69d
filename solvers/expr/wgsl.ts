import { Failure } from '../base/result';
import { type BinaryExpr, childrenOf, type Expr } from './ast';
import { refuseUnexpanded } from './build';
import { MAX_OPERATIONS } from './caps';
import { shortened } from './error';
import { foldConstants } from './fold';
import { Interner } from './intern';
import { WgslWriter } from './wgsl-writer';

/** f32 code of formulas. */
export interface Wgsl {
  /** One `let` a line, in order; each is a single operation, so that nothing nests. */
  readonly statements: readonly string[];
  /** The value of each formula: a name or a literal, to be used after the statements. */
  readonly results: readonly string[];
  /** Arithmetic operations, comparisons and calls of built-in functions, each counted once. */
  readonly operations: number;
}

/**
 * WGSL of several formulas at once: what they have in common is computed once, sums and products are balanced,
 * constant parts are worked out in f64. `variables` gives the WGSL expression of each name, which is all that a name
 * can become; `prefix` begins the names of the locals, which nothing else in the block may use.
 *
 * Where f32 code differs from `compile`, but for rounding:
 * - Whole and half powers up to 1024 are products and roots; `x^y` else is `pow` with the sign of a negative base
 *   kept for whole y, 0 at the base 0 and 1 at the exponent 0. Undefined powers are some value, not always NaN.
 * - `where` computes both values; `mod` may be b instead of 0 within rounding of a multiple of b.
 * - Angles are reduced to one turn in two parts, so that sin, cos and tan hold up to about 400,000.
 * - Infinite values may be any value: WGSL does not promise them.
 * @throws Failure 'bad-input' for a name without a variable, a formula that was not expanded, a constant outside
 * f32, or more than 500 operations.
 */
export function toWgsl(exprs: readonly Expr[], variables: ReadonlyMap<string, string>, prefix = 'v'): Wgsl {
  const emitter = new Emitter(exprs, variables, prefix);
  const results = exprs.map((expr) => emitter.value(expr));
  const { statements, operations } = emitter.writer;
  return { statements, results, operations };
}

/** A part of a sum or product: its code, and whether it is subtracted. */
interface Part {
  readonly code: string;
  readonly minus: boolean;
}

class Emitter {
  readonly writer: WgslWriter;
  private readonly interner = new Interner();
  private readonly values = new Map<number, string>();
  private readonly uses = new Map<number, number>();
  private readonly constants = new Map<Expr, number | null>();

  constructor(
    exprs: readonly Expr[],
    private readonly variables: ReadonlyMap<string, string>,
    prefix: string,
  ) {
    this.writer = new WgslWriter(prefix, MAX_OPERATIONS);
    for (const expr of exprs) this.count(expr);
  }

  /** Counts where each part is used, so that a chain is only taken apart where nobody else needs its parts. */
  private count(expr: Expr): void {
    const id = this.interner.id(expr);
    const uses = this.uses.get(id) ?? 0;
    this.uses.set(id, uses + 1);
    if (uses === 0) for (const child of childrenOf(expr)) this.count(child);
  }

  /** The code of `expr`: a name, a literal or what the caller gave for a symbol. */
  value(expr: Expr): string {
    const id = this.interner.id(expr);
    let code = this.values.get(id);
    if (code === undefined) this.values.set(id, (code = this.make(expr)));
    return code;
  }

  private make(expr: Expr): string {
    const constant = foldConstants(expr, this.constants);
    if (constant !== null) return this.writer.literal(constant);
    switch (expr.kind) {
      case 'number':
        return this.writer.literal(expr.value);
      case 'symbol': {
        const variable = this.variables.get(expr.name);
        if (variable !== undefined) return this.writer.variable(variable);
        throw new Failure(
          'bad-input',
          `\`${shortened(expr.name)}\` has no value in this kernel: it is not among its inputs`,
        );
      }
      case 'unary':
        return this.sum(expr);
      case 'binary':
        return this.binary(expr);
      case 'call': {
        if (expr.name === 'where') return this.where(expr.args);
        if (expr.name === 'pow') return this.power(expr.args[0], expr.args[1]);
        return this.writer.call(
          expr.name,
          expr.args.map((arg) => this.value(arg)),
        );
      }
      default:
        return refuseUnexpanded(expr);
    }
  }

  private binary(expr: BinaryExpr): string {
    switch (expr.op) {
      case '+':
      case '-':
        return this.sum(expr);
      case '*':
        return this.writer.balanced(this.factors(expr, true), (a, b) => this.writer.product(a, b));
      case '/':
        return this.writer.operation(`${this.value(expr.left)} / ${this.value(expr.right)}`);
      case '^':
        return this.power(expr.left, expr.right);
      default:
        return this.writer.operation(`select(0.0, 1.0, ${this.condition(expr)})`, 2);
    }
  }

  /** Whether `expr` may be taken apart into the chain above it. */
  private joins(expr: Expr, top: boolean): boolean {
    if (foldConstants(expr, this.constants) !== null) return false;
    return top || this.uses.get(this.interner.id(expr)) === 1;
  }

  private factors(expr: Expr, top: boolean): string[] {
    if (expr.kind !== 'binary' || expr.op !== '*' || !this.joins(expr, top)) return [this.value(expr)];
    return [...this.factors(expr.left, false), ...this.factors(expr.right, false)];
  }

  private sum(expr: Expr): string {
    const parts = this.parts(expr, false, true);
    const add = (a: Part, b: Part): Part => {
      if (a.minus === b.minus) return { code: this.writer.total(a.code, b.code), minus: a.minus };
      const [plus, minus] = a.minus ? [b, a] : [a, b];
      return { code: this.writer.operation(`${plus.code} - ${minus.code}`), minus: false };
    };
    const { code, minus } = this.writer.balanced(parts, add);
    return minus ? this.writer.operation(`-${code}`) : code;
  }

  private parts(expr: Expr, minus: boolean, top: boolean): Part[] {
    if (this.joins(expr, top)) {
      if (expr.kind === 'unary') return this.parts(expr.operand, !minus, false);
      if (expr.kind === 'binary' && (expr.op === '+' || expr.op === '-')) {
        const left = this.parts(expr.left, minus, false);
        return [...left, ...this.parts(expr.right, minus !== (expr.op === '-'), false)];
      }
    }
    return [{ code: this.value(expr), minus }];
  }

  /** The code of a truth value. */
  private condition(expr: Expr): string {
    if (expr.kind === 'binary' && /^[<>]/.test(expr.op)) {
      return `${this.value(expr.left)} ${expr.op} ${this.value(expr.right)}`;
    }
    return `${this.value(expr)} != 0.0`;
  }

  private where([condition, a, b]: readonly Expr[]): string {
    const constant = foldConstants(condition, this.constants);
    if (constant !== null) return this.value(constant !== 0 ? a : b);
    const [left, right] = [this.value(a), this.value(b)];
    return this.writer.operation(`select(${right}, ${left}, ${this.condition(condition)})`, 2);
  }

  private power(base: Expr, exponent: Expr): string {
    const fixed = foldConstants(exponent, this.constants);
    if (fixed !== null) return this.writer.fixedPower(this.value(base), fixed);
    const from = foldConstants(base, this.constants);
    if (from === Math.E) return this.writer.operation(`exp(${this.value(exponent)})`);
    if (from !== null && from > 0) return this.writer.operation(`pow(${this.value(base)}, ${this.value(exponent)})`);
    return this.writer.power(this.value(base), this.value(exponent));
  }
}
