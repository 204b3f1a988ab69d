import {
  add,
  constant,
  fromExpr,
  literal,
  mean,
  mul,
  type Node,
  reshape,
  slice,
  sqrt,
  square,
  sub,
  sum,
} from '../../array';
import { symbolsOf } from '../../expr';
import { formulaLeastSquares } from '../../implicit';
import type { Example } from './example';
import type { GridAxis } from './grid';
import type { Lift } from './lift';
import type { MoeMethod, MoeRecipe } from './recipe';
import { onFace, rowFamilies } from './rows';
import type { Condition, Statement, Term } from './statement';
import type { Terms } from './terms';

/** Weights of the basis: [samples, boxes, basis], and how their solves went, [samples * boxes, 4], where there are any. */
export interface BasisWeights {
  readonly weights: Node;
  readonly status: Node | null;
}

/** What the basis is weighed by: constants for a soft penalty, else the solution of each box's constraint. */
export function basisWeights(
  method: MoeMethod,
  statement: Statement,
  recipe: MoeRecipe,
  terms: Terms,
  example: Example,
  lift: Lift,
  places: Node,
  rowScale: Node,
): BasisWeights {
  const { samples } = example;
  const n = recipe.basis;
  if (method === 'pi-sc') {
    return { weights: constant(new Float64Array(n).fill(1 / Math.sqrt(n)), [1, 1, n]), status: null };
  }
  const boxes = places.shape[0];
  const families = rowFamilies(statement, recipe, terms, example, lift, places, rowScale);
  const { iterations, tolerance, ridge, exact } = recipe;
  const hessian = exact ? 'exact' : 'gauss-newton';
  const start = literal(1 / Math.sqrt(n), [samples * boxes, n]);
  const { value, status } = formulaLeastSquares(start, families, { iterations, tolerance, ridge, hessian });
  return { weights: reshape(value, [samples, boxes, n]), status };
}

/** The answer and its derivatives on the grid, [samples, ..axes]: the basis weighed box by box. */
export class Answer {
  readonly #terms: Terms;
  readonly #weights: Node;
  readonly #lift: Lift;
  readonly #zeroMean: boolean;
  readonly #known = new Map<string, Node>();

  /**
   * @param together terms that are weighed in one go
   * @param zeroMean whether the basis' part has no mean in space: experts weigh fields without one differently
   */
  constructor(terms: Terms, lift: Lift, { weights }: BasisWeights, together: readonly Term[], zeroMean: boolean) {
    this.#zeroMean = zeroMean;
    this.#terms = terms;
    this.#lift = lift;
    this.#weights = weights;
    const all = weighed(terms.stacked(together), weights, terms.grid);
    for (const [k, term] of together.entries()) {
      const own = slice(all, 0, k, k + 1);
      this.#known.set(keyOf(term), this.#lifted(term, reshape(own, own.shape.slice(1))));
    }
  }

  of(term: Pick<Term, 'by' | 'follows'>): Node {
    let found = this.#known.get(keyOf(term));
    if (!found) {
      const own = weighed(this.#terms.stacked([term]), this.#weights, this.#terms.grid);
      found = this.#lifted(term, reshape(own, own.shape.slice(1)));
      this.#known.set(keyOf(term), found);
    }
    return found;
  }

  #lifted(term: Pick<Term, 'by' | 'follows'>, own: Node): Node {
    const given = this.#lift.of(term);
    const [time] = this.#terms.grid;
    const moves = this.#zeroMean && !term.follows && term.by.every((axis) => axis === time.name);
    const basis = moves ? sub(own, meanOf(own)) : own;
    return given ? add(basis, given) : basis;
  }
}

/** The mean of a field [samples, ..axes] in space, which broadcasts to it. */
function meanOf(field: Node): Node {
  const space = field.shape.slice(2).map((_, k) => k + 2);
  return reshape(mean(field, space), [...field.shape.slice(0, 2), ...space.map(() => 1)]);
}

function keyOf({ by, follows }: Pick<Term, 'by' | 'follows'>): string {
  return `${follows} ${by.join()}`;
}

/** Fields [terms, samples, ..axes, basis] times the weights of the box that each point lies in. */
function weighed(fields: Node, weights: Node, grid: readonly GridAxis[]): Node {
  const [count, samples] = fields.shape;
  const n = fields.shape.at(-1)!;
  const split = grid.flatMap(({ points, boxes }) => [boxes, points / boxes]);
  const each = weights.shape[1] === 1 ? grid.flatMap(() => [1, 1]) : grid.flatMap(({ boxes }) => [boxes, 1]);
  const own = reshape(weights, [1, weights.shape[0], ...each, n]);
  const product = mul(reshape(fields, [count, samples, ...split, n]), own);
  return reshape(sum(product, [split.length + 2]), fields.shape.slice(0, -1));
}

/** The equation's residual at every point of the grid, [samples, ..axes]. */
export function residualOf({ equation }: Statement, answer: Answer, example: Example): Node {
  const names = new Map(equation.terms.map((term) => [term.name, answer.of(term)] as const));
  for (const name of symbolsOf(equation.expr)) if (!names.has(name)) names.set(name, example.named(name));
  return fromExpr(equation.expr, names);
}

/** A condition's residual on its face. */
export function conditionResidual(
  condition: Condition,
  answer: Answer,
  example: Example,
  grid: readonly GridAxis[],
): Node {
  const total = condition.terms
    .map((term) =>
      mul(onFace(example.of(term.factor, condition), condition, grid), onFace(answer.of(term), condition, grid)),
    )
    .reduce(add);
  return sub(total, onFace(example.of(condition.given, condition), condition, grid));
}

/** The points of a grid's field at which the equation is asked to hold. */
export function inside(field: Node, grid: readonly GridAxis[]): Node {
  return grid.reduce((x, { first, last }, k) => slice(x, k + 1, first, last + 1), field);
}

/** The norm over everything but the samples, [samples]; its slope at 0 is 0. */
export function normOf(x: Node): Node {
  return sqrt(
    add(
      1e-12,
      sum(
        square(x),
        x.shape.slice(1).map((_, k) => k + 1),
      ),
    ),
  );
}
