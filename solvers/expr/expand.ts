import { Failure } from '../base/result';
import { type BinaryExpr, childrenOf, type Expr, type OperatorExpr, type VectorExpr, withChildren } from './ast';
import { binary, difference, negative, product, quotient, sum } from './build';
import { FormulaError } from './error';
import { OPERATORS } from './functions';
import { derivativeName, derivativeOf, type Scope, spaceOf } from './scope';
import { capped } from './size';
import { toText } from './text';
import { totalDerivative } from './total';

/** Coordinates in which the operators are not sums of plain derivatives. */
const CURVED: ReadonlySet<string> = new Set(['r', 'theta', 'phi', 'varphi', 'rho']);

/**
 * `expr` as a scalar formula of the unknowns and their derivatives: vector operators are worked out in Cartesian
 * coordinates, over all coordinates of the scope but the time `t`, by the product and chain rules; derivatives are
 * named in the order of the scope's coordinates (`u_tx` becomes `u_xt`). `text` is what `expr` was parsed from, and
 * `field` the input it came from. Definitions must have been put in, and the names checked.
 *
 * With d coordinates in space: `grad` of a scalar has d components; `div` takes d components, in one dimension a
 * scalar too; `lap` goes over components; `curl` of (u, v) is v_x - u_y, of a scalar in the plane (u_y, -u_x), of
 * three components three; `dot` takes rows of one length. Rows add, and multiply with scalars.
 * @throws FormulaError at a node whose operands do not fit, or where the result is larger than a formula may be.
 */
export function expand(expr: Expr, scope: Scope, text: string, field?: string): Expr {
  const expander = new Expander(scope, text, field);
  const result = expander.scalar(expr, 'the formula');
  return capped(result, 'written out the formula', { text, span: expr.span, field });
}

class Expander {
  constructor(
    private readonly scope: Scope,
    private readonly text: string,
    private readonly field: string | undefined,
  ) {}

  /** `expr` expanded, which must be a scalar; `role` says where, for the message. */
  scalar(expr: Expr, role: string): Expr {
    const result = this.visit(expr);
    if (result.kind !== 'vector') return result;
    const count = result.items.length;
    const one = count === 1 ? `; in one dimension write ${toText(result.items[0]).slice(0, 32)}` : '';
    const fix = `write one formula for each, or take the dot product${one}`;
    throw this.error(expr, `${role} must be a number, but this has ${components(count)}: ${fix}`);
  }

  private visit(expr: Expr): Expr {
    switch (expr.kind) {
      case 'number':
        return expr;
      case 'symbol': {
        const derivative = derivativeOf(expr.name, this.scope);
        if (derivative === null) return expr;
        const name = derivativeName(derivative.unknown, derivative.by, this.scope);
        return name === expr.name ? expr : { ...expr, name };
      }
      case 'apply':
        throw this.error(expr, `\`${expr.name}\` has no formula here: add it as a definition`);
      case 'vector': {
        const items = expr.items.map((item) => this.scalar(item, 'a component'));
        return withChildren(expr, items);
      }
      case 'unary': {
        const operand = this.visit(expr.operand);
        return operand.kind === 'vector' ? map(operand, negative) : withChildren(expr, [operand]);
      }
      case 'call': {
        const args = childrenOf(expr).map((arg) => this.scalar(arg, `an argument of ${expr.name}`));
        return withChildren(expr, args);
      }
      case 'binary':
        return this.binary(expr);
      case 'operator':
        return this.operator(expr);
    }
  }

  private binary(expr: BinaryExpr): Expr {
    const { op, span } = expr;
    const [left, right] = [this.visit(expr.left), this.visit(expr.right)];
    if (left.kind !== 'vector' && right.kind !== 'vector') return withChildren(expr, [left, right]);
    if ((op === '+' || op === '-') && left.kind === 'vector' && right.kind === 'vector') {
      this.sameLength(expr, left, right);
      return map(left, (item, i) => binary(op, item, right.items[i], span));
    }
    if (op === '*' && left.kind === 'vector' && right.kind !== 'vector')
      return map(left, (x) => product(x, right, span));
    if (op === '*' && right.kind === 'vector' && left.kind !== 'vector')
      return map(right, (x) => product(left, x, span));
    if (op === '/' && left.kind === 'vector' && right.kind !== 'vector')
      return map(left, (x) => quotient(x, right, span));
    const advice =
      op === '*'
        ? 'two rows of components multiply as dot(a, b)'
        : op === '+' || op === '-'
          ? 'a number and a row of components cannot be added: give both the same components'
          : `\`${op}\` takes numbers, not rows of components: use dot(a, b) or single components`;
    throw this.error(expr, advice);
  }

  private operator(expr: OperatorExpr): Expr {
    const { name, span } = expr;
    const args = expr.args.map((arg) => this.visit(arg));
    const [a] = args;
    if (name === 'dot') return this.dot(expr, args);
    const space = this.space(expr);
    const derived = (value: Expr, axis: string): Expr => this.derived(expr, value, axis);
    switch (name) {
      case 'grad':
        if (a.kind !== 'vector') return { kind: 'vector', items: space.map((axis) => derived(a, axis)), span };
        throw this.error(expr, 'grad takes a number, not a row of components: take that of each component');
      case 'div': {
        const items = a.kind === 'vector' ? a.items : [a];
        if (items.length !== space.length) {
          const example = space.length === 1 ? 'div(f)' : `div((${['f', 'g', 'h'].slice(0, space.length).join(', ')}))`;
          throw this.error(
            expr,
            `div takes ${components(space.length)} (${space.join(', ')}), not ${items.length}: write ${example}`,
          );
        }
        return items.map((item, i) => derived(item, space[i])).reduce((left, right) => sum(left, right, span));
      }
      case 'lap': {
        const lap = (value: Expr): Expr =>
          space.map((axis) => derived(derived(value, axis), axis)).reduce((left, right) => sum(left, right, span));
        return a.kind === 'vector' ? map(a, lap) : lap(a);
      }
      case 'curl':
        return this.curl(expr, a, space, derived);
    }
  }

  /** The derivative of `value`, an operand of `expr`, which messages point at. */
  private derived(expr: OperatorExpr, value: Expr, axis: string): Expr {
    try {
      return totalDerivative(value, axis, this.scope);
    } catch (error) {
      if (error instanceof Failure) throw this.error(expr, error.message);
      throw error;
    }
  }

  private dot(expr: OperatorExpr, args: readonly Expr[]): Expr {
    const [a, b] = args.map(
      (arg): VectorExpr => (arg.kind === 'vector' ? arg : { kind: 'vector', items: [arg], span: arg.span }),
    );
    this.sameLength(expr, a, b);
    return a.items
      .map((item, i) => product(item, b.items[i], expr.span))
      .reduce((left, right) => sum(left, right, expr.span));
  }

  private curl(expr: OperatorExpr, a: Expr, space: readonly string[], d: (value: Expr, axis: string) => Expr): Expr {
    const { span } = expr;
    const [x, y, z] = space;
    if (space.length === 2 && a.kind !== 'vector') {
      return { kind: 'vector', items: [d(a, y), negative(d(a, x))], span };
    }
    if (a.kind === 'vector' && a.items.length === space.length) {
      const [u, v, w] = a.items;
      if (space.length === 2) return difference(d(v, x), d(u, y), span);
      if (space.length === 3) {
        const items = [
          difference(d(w, y), d(v, z), span),
          difference(d(u, z), d(w, x), span),
          difference(d(v, x), d(u, y), span),
        ];
        return { kind: 'vector', items, span };
      }
    }
    throw this.error(
      expr,
      `curl takes as many components as there are coordinates, two or three; here they are ${space.join(', ')}`,
    );
  }

  /** The coordinates that the operators go over. */
  private space(expr: OperatorExpr): string[] {
    const space = spaceOf(this.scope);
    if (space.length === 0)
      throw this.error(expr, `there are no coordinates in space for ${expr.name}: add one, such as x`);
    const curved = space.find((name) => CURVED.has(name));
    if (curved === undefined) return space;
    throw this.error(
      expr,
      `${OPERATORS[expr.name]} is for Cartesian coordinates, not ${curved}: write the derivatives`,
    );
  }

  private sameLength(expr: Expr, a: VectorExpr, b: VectorExpr): void {
    if (a.items.length === b.items.length) return;
    throw this.error(expr, `${components(a.items.length)} here and ${b.items.length} there: give both as many`);
  }

  private error(expr: Expr, reason: string): FormulaError {
    return new FormulaError(this.text, expr.span, reason, this.field);
  }
}

function components(count: number): string {
  return count === 1 ? '1 component' : `${count} components`;
}

function map(vector: VectorExpr, rule: (item: Expr, i: number) => Expr): VectorExpr {
  return { ...vector, items: vector.items.map(rule) };
}
