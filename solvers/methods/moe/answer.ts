import {
  add,
  broadcastTo,
  constant,
  fromExpr,
  matmul,
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
import { formulaLeastSquares, type RowFamily } from '../../implicit';
import { windows } from './boxes';
import type { Example } from './example';
import { type GridAxis, wholeGrid } from './grid';
import type { Lift } from './lift';
import { isSoft, type MoeMethod, type MoeRecipe } from './recipe';
import { equationRows, onFace, sharedRows } from './rows';
import type { Condition, Statement, Term } from './statement';
import { localRows } from './sweep';
import type { Terms } from './terms';
import { ringRows, testedResidual, weakRows } from './weak-rows';

/** Weights of the basis: [samples, boxes, basis], and how their solves went, [samples * boxes, 4], where there are any. */
export interface BasisWeights {
  readonly weights: Node;
  readonly status: Node | null;
}

/**
 * What the basis is weighed by: constants for a soft penalty, else the solution of each box's constraint.
 * @param begin weights [samples, boxes, basis] near that solution
 */
export function basisWeights(
  method: MoeMethod,
  statement: Statement,
  recipe: MoeRecipe,
  terms: Terms,
  example: Example,
  lift: Lift,
  places: Node,
  rowScale: Node,
  begin: Node | null = null,
): BasisWeights {
  const { samples } = example;
  const n = terms.fields.shape.at(-1)!;
  if (isSoft(method)) {
    return { weights: constant(new Float64Array(n).fill(1 / Math.sqrt(n)), [1, 1, n]), status: null };
  }
  const { iterations, tolerance, ridge, exact, sweeps } = recipe;
  const options = { iterations, tolerance, ridge, hessian: exact ? 'exact' : 'gauss-newton' } as const;
  const [boxes, each] = places.shape;
  const solve = (start: Node, points: Node, conditions: readonly RowFamily[]): BasisWeights => {
    const [members, own] = points.shape;
    const boxed = members === 1 ? wholeGrid(terms.grid) : terms.grid;
    const equation = recipe.weak
      ? weakRows(statement, terms, example, boxed, Math.floor(Math.sqrt(own)), rowScale)
      : equationRows(statement, terms, example, lift, points, rowScale);
    const { value, status } = formulaLeastSquares(start, [equation, ...conditions], options);
    return { weights: reshape(value, [samples, points.shape[0], n]), status };
  };
  const even = (members: number): Node =>
    constant(new Float64Array(members * n).fill(1 / Math.sqrt(n)), [members, n], 'even');
  const shared = sharedRows(statement, recipe, terms, example);
  const first = begin ? reshape(begin, [samples * boxes, n]) : even(samples * boxes);
  if (sweeps === 0 || boxes === 1) return solve(first, places, shared);
  let found = solve(even(samples), reshape(places, [1, boxes * each]), shared);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const field = new Answer(terms, lift, found, [], recipe.zeroMean).of({ by: [], follows: false });
    const before = broadcastTo(found.weights, [samples, boxes, n]);
    const local = statement.conservation
      ? [ringRows(statement, recipe, terms, field)]
      : localRows(statement, recipe, terms, example, field);
    found = solve(reshape(before, [samples * boxes, n]), places, local);
  }
  return found;
}

/** The answer and its derivatives on the grid, [samples, ..axes]: the basis weighed box by box. */
export class Answer {
  readonly #terms: Terms;
  /** At each point, made once for all terms. */
  readonly #weights: Node;
  readonly #lift: Lift;
  readonly #zeroMean: boolean;
  readonly #known = new Map<string, Node>();
  /** Of the answer itself, where boxes blend into each other. */
  readonly #blended: Terms | null = null;

  /**
   * @param together terms that are weighed in one go
   * @param zeroMean whether the basis' part has no mean in space: experts weigh fields without one differently
   */
  constructor(terms: Terms, lift: Lift, { weights }: BasisWeights, together: readonly Term[], zeroMean: boolean) {
    this.#zeroMean = zeroMean;
    this.#terms = terms;
    this.#lift = lift;
    this.#weights = weightsAtPoints(weights, terms);
    const { grid } = terms;
    if (weights.shape[1] > 1 && grid.some(({ overlap }) => overlap > 0)) {
      const own = this.#centred(this.#weighed([OWN]), OWN);
      this.#blended = terms.over(reshape(own, own.shape.slice(1).concat(1)));
    } else if (together.length > 0) {
      const all = this.#weighed(together);
      for (const [k, term] of together.entries()) {
        this.#known.set(keyOf(term), this.#lifted(term, this.#centred(slice(all, 0, k, k + 1), term)));
      }
    }
  }

  of(term: Pick<Term, 'by' | 'follows'>): Node {
    let found = this.#known.get(keyOf(term));
    if (!found) {
      const own = this.#blended ? this.#blended.of(term) : this.#centred(this.#weighed([term]), term);
      found = this.#lifted(term, own);
      this.#known.set(keyOf(term), found);
    }
    return found;
  }

  /** Terms of the basis times the weights at each point, [terms, samples, ..axes]. */
  #weighed(together: readonly Pick<Term, 'by' | 'follows'>[]): Node {
    return weighed(this.#terms.stacked(together), this.#weights);
  }

  /** [1, samples, ..axes], without its mean in space where that is no part of it. */
  #centred(field: Node, { by, follows }: Pick<Term, 'by' | 'follows'>): Node {
    const [time] = this.#terms.grid;
    const moves = this.#zeroMean && !follows && by.every((axis) => axis === time.name);
    return moves ? sub(field, meanOf(field)) : field;
  }

  #lifted(term: Pick<Term, 'by' | 'follows'>, field: Node): Node {
    const { samples, extents } = this.#shape;
    const own = reshape(field, [samples, ...extents]);
    const given = this.#lift.of(term);
    return given ? add(own, given) : own;
  }

  get #shape() {
    const [samples, ...extents] = this.#terms.fields.shape.slice(0, -1);
    return { samples, extents };
  }
}

const OWN = { by: [], follows: false } as const;

/** The mean of a field [1, samples, ..axes] in space, which broadcasts to it. */
function meanOf(field: Node): Node {
  const space = field.shape.slice(3).map((_, k) => k + 3);
  return reshape(mean(field, space), [...field.shape.slice(0, 3), ...space.map(() => 1)]);
}

function keyOf({ by, follows }: Pick<Term, 'by' | 'follows'>): string {
  return `${follows} ${by.join()}`;
}

/**
 * Weights [samples, boxes, basis] of the boxes that each point lies in, [1, samples, times, points, basis]; 1 for times
 * or points where all have the same.
 */
function weightsAtPoints(weights: Node, { grid, gate }: Terms): Node {
  const [samples, boxes, n] = weights.shape;
  if (boxes === 1) return reshape(weights, [1, samples, 1, 1, n]);
  const points = grid.slice(1).reduce((product, axis) => product * axis.points, 1);
  if (!gate) return reshape(matmul(windows(grid), weights), [1, samples, 1, points, n]);
  const [, times] = gate.shape;
  const counted = matmul(reshape(gate, [samples, times * points, boxes]), weights);
  return reshape(counted, [1, samples, times, points, n]);
}

/** Fields [terms, samples, ..axes, basis] times the weights at each point. */
function weighed(fields: Node, weights: Node): Node {
  const [count, samples, times, ...space] = fields.shape.slice(0, -1);
  const points = space.reduce((product, extent) => product * extent, 1);
  const flat = reshape(fields, [count, samples, times, points, weights.shape[4]]);
  return reshape(sum(mul(flat, weights), [4]), fields.shape.slice(0, -1));
}

/** The equation's residual at every point of the grid, [samples, ..axes]. */
export function residualOf({ equation }: Statement, answer: Answer, example: Example): Node {
  const names = new Map(equation.terms.map((term) => [term.name, answer.of(term)] as const));
  for (const name of symbolsOf(equation.expr)) if (!names.has(name)) names.set(name, example.named(name));
  return fromExpr(equation.expr, names);
}

/** What a loss takes the norm of, [samples, ..]: the residual where the equation is asked to hold, or its weak form. */
export function measured(residual: Node, grid: readonly GridAxis[], { weak }: MoeRecipe): Node {
  return weak ? testedResidual(residual, grid) : inside(residual, grid);
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
