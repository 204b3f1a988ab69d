import {
  type Definitions,
  derivativeOf,
  type Equation,
  type Expr,
  expand,
  linearise,
  normalForm,
  type Scope,
  simplify,
  substitute,
  symbolsOf,
  toText,
} from '../../expr';

/** An equation as -div(A grad u) + c u = f, or with both signs of the left side turned: formulas without u. */
export interface EllipticForm {
  /** A, by rows; 0 where there is no such term. */
  readonly a: readonly (readonly Expr[])[];
  readonly c: Expr;
  readonly f: Expr;
  readonly coordinates: readonly string[];
}

/** Why an equation is of another kind, with what to do. `linear` says whether its residual is linear in u. */
export interface OtherForm {
  readonly reason: string;
  readonly linear: boolean;
}

/**
 * Reads one equation for one unknown as an elliptic problem in divergence form. `-div(a*grad(u)) + c*u = f`,
 * `lap(u) + k^2*u = f`, `-(A11*u_xx + 2*A12*u_xy + A22*u_yy) = f`, `div((p*u_x, q*u_y)) = f` and sums of them, with
 * any sign and terms on either side. Formulas of coordinates and parameters may stand for a, c and f; of these,
 * names of input fields are parameters, too, but `fields` says that they vary.
 * @param equation as it was parsed, not expanded: derivatives of a field are not asked for
 * @throws FormulaError as `substitute` and `expand` do
 */
export function ellipticForm(
  equation: Equation,
  scope: Scope,
  definitions: Definitions = new Map(),
  fields: readonly string[] = [],
): EllipticForm | OtherForm {
  try {
    return new Reader(equation, scope, definitions, fields).read();
  } catch (error) {
    if (!(error instanceof Other)) throw error;
    return { reason: error.message, linear: linearise(normalForm(equation, scope, definitions), scope).linear };
  }
}

/** The way out of the reader where an equation is of another kind. */
class Other extends Error {}

/** A summand of the residual: its formula, with its sign. */
interface Term {
  readonly expr: Expr;
  readonly sign: 1 | -1;
}

class Reader {
  private readonly unknown: string;
  private readonly varying: ReadonlySet<string>;
  /** residual = sum of second[i][j] over div(second grad u) + value u + rest */
  private readonly second: Expr[][];
  private value: Expr;
  private rest: Expr;

  constructor(
    private readonly equation: Equation,
    private readonly scope: Scope,
    private readonly definitions: Definitions,
    fields: readonly string[],
  ) {
    const { unknowns, coordinates } = scope;
    if (unknowns.length !== 1) throw new Other('it takes one equation for one unknown');
    if (coordinates.length < 2 || coordinates.length > 3 || coordinates.includes('t')) {
      throw new Other('it takes two or three coordinates in space and no time');
    }
    this.unknown = unknowns[0];
    this.varying = new Set([...coordinates, ...fields]);
    this.second = coordinates.map(() => coordinates.map(() => this.number(0)));
    this.value = this.number(0);
    this.rest = this.number(0);
  }

  read(): EllipticForm {
    const { left, right, text } = this.equation;
    for (const [side, sign] of [
      [left, 1],
      [right, -1],
    ] as const) {
      this.addTerms({ expr: substitute(side, this.definitions, text), sign });
    }
    if (this.second.flat().every(isZero)) {
      throw new Other(`there is no second derivative of ${this.unknown} in it`);
    }
    const a = this.second.map((row) => row.map(simplify));
    for (const [i, row] of a.entries()) {
      for (let j = 0; j < i; j++) {
        if (toText(row[j]) === toText(a[j][i])) continue;
        throw new Other(`its tensor is not symmetric: ${toText(row[j])} and ${toText(a[j][i])}`);
      }
    }
    // residual = div(S grad u) + v u + r = 0, so -div(S grad u) - v u = r.
    const c = simplify(this.negative(this.value));
    return { a, c, f: simplify(this.rest), coordinates: this.scope.coordinates };
  }

  /** Sums are taken apart; each summand is a divergence or is written out. */
  private addTerms({ expr, sign }: Term): void {
    if (expr.kind === 'unary') {
      this.addTerms({ expr: expr.operand, sign: flip(sign) });
    } else if (expr.kind === 'binary' && (expr.op === '+' || expr.op === '-')) {
      this.addTerms({ expr: expr.left, sign });
      this.addTerms({ expr: expr.right, sign: expr.op === '+' ? sign : flip(sign) });
    } else {
      const divergence = this.divergenceIn(expr);
      if (divergence !== null) this.addDivergence(divergence.flux, divergence.factor, sign);
      else this.addPlain({ expr, sign });
    }
  }

  /** The row inside a div with the unknown in it, and the constants that multiply it, as in `-k*div(a*grad(u))/2`. */
  private divergenceIn(expr: Expr): { flux: Expr; factor: Expr } | null {
    if (expr.kind === 'operator' && expr.name === 'div' && this.uses(expr)) {
      return { flux: expr.args[0], factor: this.number(1) };
    }
    if (expr.kind === 'unary') {
      const inner = this.divergenceIn(expr.operand);
      return inner && { flux: inner.flux, factor: this.negative(inner.factor) };
    }
    if (expr.kind !== 'binary' || (expr.op !== '*' && expr.op !== '/')) return null;
    const [left, right] = [this.divergenceIn(expr.left), this.divergenceIn(expr.right)];
    if (left !== null && !this.uses(expr.right)) {
      return { flux: left.flux, factor: { ...expr, left: left.factor } };
    }
    if (right !== null && expr.op === '*' && !this.uses(expr.left)) {
      return { flux: right.flux, factor: { ...expr, right: right.factor } };
    }
    return null;
  }

  private addDivergence(flux: Expr, factor: Expr, sign: 1 | -1): void {
    if (this.varies(factor)) throw new Other(`${toText(factor)} in front of div varies: move it inside`);
    const items = this.scope.coordinates.map((_, axis) => this.componentOf(flux, axis));
    for (const [axis, item] of items.entries()) {
      for (const { channel, coefficient, name } of this.termsOf(item)) {
        const order = channel.reduce((sum, one) => sum + one, 0);
        if (order !== 1) throw new Other(`the flux ${toText(item)} has ${name} in it, not only slopes`);
        this.add(axis, channel.indexOf(1), this.times(factor, coefficient), sign);
      }
      if (!isZero(this.without(item))) throw new Other(`the flux ${toText(item)} has a part without u: derive it`);
    }
  }

  /** One component of a row, written out: its dot product with a unit vector. */
  private componentOf(row: Expr, axis: number): Expr {
    const { span } = row;
    const items = this.scope.coordinates.map((_, other) => this.number(other === axis ? 1 : 0));
    const dot: Expr = { kind: 'operator', name: 'dot', args: [row, { kind: 'vector', items, span }], span };
    return expand(dot, this.scope, this.equation.text);
  }

  /** A summand without a divergence: constants times second derivatives, c u, f. */
  private addPlain({ expr, sign }: Term): void {
    if (!this.uses(expr)) {
      this.rest = this.sum(this.rest, expr, sign);
      return;
    }
    const plain = expand(expr, this.scope, this.equation.text);
    for (const { channel, coefficient, name } of this.termsOf(plain)) {
      const axes = channel.flatMap((order, axis) => Array<number>(order).fill(axis));
      if (axes.length === 0) {
        this.value = this.sum(this.value, coefficient, sign);
      } else if (axes.length !== 2) {
        throw new Other(`${name} is not a term of -div(a grad ${this.unknown}) + c ${this.unknown} = f`);
      } else if (this.varies(coefficient)) {
        const advice = `write it as div(${toText(coefficient)}*grad(${this.unknown})) if that is meant`;
        throw new Other(`the coefficient ${toText(coefficient)} of ${name} varies: ${advice}`);
      } else {
        const [i, j] = axes;
        const share = i === j ? coefficient : this.times(coefficient, this.number(0.5));
        this.add(i, j, share, sign);
        if (i !== j) this.add(j, i, share, sign);
      }
    }
    this.rest = this.sum(this.rest, this.without(plain), sign);
  }

  /** Coefficients of the unknown and its derivatives. */
  private termsOf(expr: Expr): ReturnType<typeof linearise>['terms'] {
    const { terms, linear } = linearise(expr, this.scope);
    if (!linear) throw new Other(`${toText(expr)} is not linear in ${this.unknown}: use a method of Newton's kind`);
    return terms;
  }

  /** What is left of a linear formula where the unknown is 0. */
  private without(expr: Expr): Expr {
    const zero = (node: Expr): Expr => {
      if (node.kind === 'symbol') return this.isUnknown(node.name) ? this.number(0) : node;
      if (node.kind === 'unary') return { ...node, operand: zero(node.operand) };
      if (node.kind === 'binary') return { ...node, left: zero(node.left), right: zero(node.right) };
      return node.kind === 'call' ? { ...node, args: node.args.map(zero) } : node;
    };
    return simplify(zero(expr));
  }

  private isUnknown(name: string): boolean {
    return name === this.unknown || derivativeOf(name, this.scope) !== null;
  }

  private uses(expr: Expr): boolean {
    return [...symbolsOf(expr)].some((name) => this.isUnknown(name));
  }

  private varies(expr: Expr): boolean {
    return [...symbolsOf(expr)].some((name) => this.varying.has(name));
  }

  private add(i: number, j: number, term: Expr, sign: 1 | -1): void {
    this.second[i][j] = this.sum(this.second[i][j], term, sign);
  }

  private sum(left: Expr, right: Expr, sign: 1 | -1): Expr {
    if (isZero(right)) return left;
    return { kind: 'binary', op: sign === 1 ? '+' : '-', left, right, span: right.span };
  }

  private times(left: Expr, right: Expr): Expr {
    return { kind: 'binary', op: '*', left, right, span: right.span };
  }

  private negative(operand: Expr): Expr {
    return { kind: 'unary', op: '-', operand, span: operand.span };
  }

  private number(value: number): Expr {
    return { kind: 'number', value, text: String(value), span: [0, 0] };
  }
}

function flip(sign: 1 | -1): 1 | -1 {
  return sign === 1 ? -1 : 1;
}

/** Is the formula the number 0? */
export function isZero(expr: Expr): boolean {
  return expr.kind === 'number' && expr.value === 0;
}
