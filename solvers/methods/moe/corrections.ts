import { broadcastTo, concat, constant, literal, matmul, mean, type Node, reshape, sub } from '../../array';
import { Answer, type BasisWeights, basisWeights, residualOf } from './answer';
import type { Example } from './example';
import type { GridAxis } from './grid';
import type { Lift } from './lift';
import type { MoeMethod, MoeRecipe } from './recipe';
import type { Statement } from './statement';
import { Terms } from './terms';

/**
 * The answer of a basis, widened `corrections` times by what the residual of an answer before asks for. Alone that is
 * Picard's iteration, which fast waves make diverge; the constraint gives such a field the weight it deserves, and the
 * others new ones. Those answers are of one constraint for the whole domain: where experts' answers jump, their residual
 * asks for nonsense. The experts come last.
 */
export function correctedAnswer(
  method: MoeMethod,
  statement: Statement,
  recipe: MoeRecipe,
  basis: Terms,
  example: Example,
  lift: Lift,
  places: Node,
  rowScale: Node,
): { readonly found: BasisWeights; readonly answer: Answer } {
  const [boxes, each] = places.shape;
  const solved = (terms: Terms, points: Node, begin: Node | null) => {
    const found = basisWeights(method, statement, recipe, terms, example, lift, points, rowScale, begin);
    return { found, answer: new Answer(terms, lift, found, statement.equation.terms, recipe.zeroMean) };
  };
  let terms = basis;
  let begin: Node | null = null;
  for (let correction = 0; correction < recipe.corrections; correction++) {
    const { found, answer } = solved(terms, reshape(places, [1, boxes * each]), begin);
    terms = widened(terms, residualOf(statement, answer, example), recipe.zeroMean);
    begin = concat([found.weights, literal(1, found.weights.shape.with(2, 1))], 2);
  }
  return solved(terms, places, begin && broadcastTo(begin, begin.shape.with(1, boxes)));
}

/**
 * The basis and one field more: what the residual of an answer has added up to since the start, taken away. It is 0 at
 * the start.
 * @param residual [samples, ..axes]
 */
export function widened(terms: Terms, residual: Node, zeroMean: boolean): Terms {
  const { fields, grid, follower, conductivity, gate } = terms;
  const [samples, times, ...space] = residual.shape;
  const points = space.reduce((product, extent) => product * extent, 1);
  const moved = matmul(integration(grid[0]), reshape(residual, [samples, times, points]));
  const own = zeroMean ? sub(moved, reshape(mean(moved, [2]), [samples, times, 1])) : moved;
  const last = fields.shape.length - 1;
  const all = concat([fields, reshape(own, fields.shape.with(last, 1))], last);
  return new Terms(all, grid, follower, conductivity, gate);
}

/** Minus the trapezium rule along time, [1, times, times]. */
function integration({ points, step }: GridAxis): Node {
  const rows = Array.from({ length: points }, (_, to) =>
    Array.from({ length: points }, (__, at) => (at > to || to === 0 ? 0 : at === 0 || at === to ? -step / 2 : -step)),
  );
  return constant(rows.flat(), [1, points, points], 'integration');
}
