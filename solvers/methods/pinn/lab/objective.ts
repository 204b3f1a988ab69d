import {
  add,
  concat,
  constant,
  exp,
  matmul,
  mean,
  mul,
  type Node,
  neg,
  reshape,
  square,
  stopGradient,
  sum,
} from '../../../array';
import type { JetNetwork } from '../../../nets';
import type { Term } from '../statement/statement';
import type { TermGraph } from './term-graph';

/** Terms whose gradients count as one: the equations, all sides, the start, each set of measurements. */
export interface Group {
  readonly name: string;
  /** [], what is to be made small. */
  readonly loss: Node;
  /** Its residuals, weighted so that the sum of their squares is the loss (without causal weights), [N]. */
  readonly residuals: Node;
}

/** The losses of a statement by term, and in groups. */
export interface Losses {
  /** By term, each []. */
  readonly terms: readonly (readonly [name: string, loss: Node])[];
  readonly groups: readonly Group[];
  /** [1]: the weight of the last slab of time; null without slabs. */
  readonly causal: Node | null;
}

/** How strictly slabs of time learn one after the other. */
export interface Causality {
  readonly slabs: number;
  readonly strictness: number;
}

function groupOf({ name, face }: Term, time: number): string {
  if (face === null) return name;
  return face.axis === time ? 'start' : 'sides';
}

/** @param time number of the time coordinate, -1 where there is none */
export function lossesOf(
  graphs: readonly TermGraph[],
  network: JetNetwork,
  parameters: Node,
  time: number,
  { slabs, strictness }: Causality,
): Losses {
  const groups = new Map<string, Group>();
  const terms: [string, Node][] = [];
  let causal: Node | null = null;
  for (const graph of graphs) {
    const { term, points } = graph;
    const residuals = graph.residuals(network, parameters).map((own) => mul(term.weight, own));
    const plain = mul(sum(residuals.map(square).reduce((a, b) => add(a, b))), 1 / points);
    let loss = plain;
    if (slabs > 1 && term.name === 'equations' && time >= 0) {
      const weighted = causalLoss(residuals, slabs, strictness);
      [loss, causal] = [weighted.loss, weighted.last];
    }
    terms.push([term.name, plain]);
    const name = groupOf(term, time);
    const before = groups.get(name);
    const all = concat(residuals.map((own) => mul(1 / Math.sqrt(points), own)));
    groups.set(name, {
      name,
      loss: before ? add(before.loss, loss) : loss,
      residuals: before ? concat([before.residuals, all]) : all,
    });
  }
  return { terms, groups: [...groups.values()], causal };
}

/**
 * Causal weights (Wang, Sankaran and Perdikaris 2024, equation 3.3): the mean square of slab i counts by
 * exp(-strictness times the sum of those of all earlier slabs), a number that is not differentiated.
 * @param residuals each [P], points in order of time, P a multiple of `slabs`
 */
export function causalLoss(
  residuals: readonly Node[],
  slabs: number,
  strictness: number,
): { readonly loss: Node; readonly weights: Node; readonly last: Node } {
  const [points] = residuals[0].shape;
  const squares = residuals.map(square).reduce((a, b) => add(a, b));
  const slab = mean(reshape(squares, [slabs, points / slabs]), [1]);
  const before = constant(
    Float64Array.from({ length: slabs * slabs }, (_, k) => (k % slabs < Math.floor(k / slabs) ? 1 : 0)),
    [slabs, slabs],
  );
  const sums = reshape(matmul(before, reshape(stopGradient(slab), [slabs, 1])), [slabs]);
  const weights = exp(neg(mul(strictness, sums)));
  const pick = constant(Float64Array.from({ length: slabs }, (_, k) => (k === slabs - 1 ? 1 : 0)));
  return {
    loss: mean(mul(stopGradient(weights), slab)),
    weights,
    last: reshape(sum(mul(pick, weights)), [1]),
  };
}
