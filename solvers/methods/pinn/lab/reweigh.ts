import {
  add,
  concat,
  div,
  dot,
  greater,
  maximum,
  mul,
  type Node,
  randomUniform,
  reshape,
  sqrt,
  sub,
  sum,
  variable,
  vjp,
} from '../../../array';
import type { Executor, Step } from '../../../optim';
import type { LabRecipe } from './recipe';
import { groupGradients, type Work } from './stepper';

/** Share of the old weights in the new ones. */
const OLD = 0.9;
const TINY = 1e-30;

/** A step that writes new weights of the groups' losses; null where the recipe leaves them at 1. */
export async function reweighing(executor: Executor, work: Work, { compose }: LabRecipe): Promise<Step | null> {
  if (work.losses.groups.length < 2) return null;
  if (compose === 'gradient-norm') {
    const updates = new Map([[work.weights, mixed(work.weights, byGradientNorm(groupGradients(work)))]]);
    return executor.step('weights by gradient norm', { updates });
  }
  if (compose !== 'neural-tangent-kernel') return null;
  const draw = variable('draw of signs', [1]);
  const traces = work.losses.groups.map(({ residuals }, k) => kernelTrace(residuals, work.parameters, k + 1, draw));
  const updates = new Map([
    [work.weights, mixed(work.weights, byShare(traces))],
    [draw, add(draw, 1)],
  ]);
  return executor.step('weights by kernel', { updates });
}

/**
 * Weights that make all terms' gradients as long as their sum (Wang, Sankaran, Wang and Perdikaris 2023, algorithm 1):
 * w_i = sum of |g_j| / |g_i|. @param gradients each [P]; @returns [groups]
 */
export function byGradientNorm(gradients: readonly Node[]): Node {
  return byShare(gradients.map((gradient) => sqrt(reshape(dot(gradient, gradient), [1]))));
}

/** The sum of sizes over each of them. @param sizes each [1], not negative; @returns [groups] */
export function byShare(sizes: readonly Node[]): Node {
  const total = sizes.reduce((a, b) => add(a, b));
  return concat(sizes.map((size) => div(total, maximum(size, TINY))));
}

/**
 * The trace of the neural tangent kernel J J^T of a term's residuals (Wang, Yu and Perdikaris 2022), by Hutchinson's
 * estimate |J^T s|^2 for random signs s: unbiased, one backward pass, no row of J by itself.
 * @param residuals [N]; @param draw [1], another one for each estimate
 * @returns [1]
 */
export function kernelTrace(residuals: Node, parameters: Node, seed: number, draw: Node): Node {
  const uniform = randomUniform(residuals.shape, { seed, step: draw });
  const signs = sub(mul(2, greater(uniform, 0.5)), 1);
  const [along] = vjp([residuals], [parameters], [signs]);
  return reshape(sum(mul(along, along)), [1]);
}

function mixed(before: Node, now: Node): Node {
  return add(mul(OLD, before), mul(1 - OLD, now));
}
