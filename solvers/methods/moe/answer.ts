import { add, constant, fromExpr, literal, mul, type Node, reshape, slice, sqrt, square, sub, sum } from '../../array';
import { symbolsOf } from '../../expr';
import { formulaLeastSquares } from '../../implicit';
import type { Example } from './example';
import type { GridAxis } from './grid';
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
  places: Node,
  rowScale: Node,
): BasisWeights {
  const { samples } = example;
  const n = recipe.basis;
  if (method === 'pi-sc') {
    return { weights: constant(new Float64Array(n).fill(1 / Math.sqrt(n)), [1, 1, n]), status: null };
  }
  const boxes = places.shape[0];
  const families = rowFamilies(statement, recipe, terms, example, places, rowScale);
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
  readonly #known = new Map<string, Node>();

  constructor(terms: Terms, { weights }: BasisWeights) {
    this.#terms = terms;
    this.#weights = weights;
  }

  of({ by }: Pick<Term, 'by'>): Node {
    const key = by.join();
    let found = this.#known.get(key);
    if (!found) this.#known.set(key, (found = weighed(this.#terms.of({ by }), this.#weights, this.#terms.grid)));
    return found;
  }
}

/** Fields [samples, ..axes, basis] times the weights of the box that each point lies in. */
function weighed(fields: Node, weights: Node, grid: readonly GridAxis[]): Node {
  const [samples] = fields.shape;
  const n = fields.shape.at(-1)!;
  const split = grid.flatMap(({ points, boxes }) => [boxes, points / boxes]);
  const each = weights.shape[1] === 1 ? grid.flatMap(() => [1, 1]) : grid.flatMap(({ boxes }) => [boxes, 1]);
  const product = mul(reshape(fields, [samples, ...split, n]), reshape(weights, [weights.shape[0], ...each, n]));
  return reshape(sum(product, [split.length + 1]), fields.shape.slice(0, -1));
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
