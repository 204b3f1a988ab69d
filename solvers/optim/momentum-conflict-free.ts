import { add, div, greater, minimum, mul, type Node, sqrt, square, sub, variable, where } from '../array';
import { conflictFree } from './conflict-free';
import type { Updates } from './first-order';

/** Settings of {@link momentumConflictFree}. */
export interface MomentumConflictFreeOptions {
  readonly rate: number | Node;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/**
 * M-ConFIG (Liu, Chu and Thuerey 2024, algorithm 1): each step takes the gradient of one loss into its own mean, and
 * goes along the conflict-free direction of all means, scaled as Adam scales by the squares of the gradient that
 * would have moved it there. Until every loss had its turn nothing moves.
 * @param gradients of the losses, each [P]
 * @returns what the step for each loss writes: one takes them in turn
 */
export function momentumConflictFree(
  parameters: Node,
  gradients: readonly Node[],
  { rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: MomentumConflictFreeOptions,
): Updates[] {
  const vector = (name: string): Node => variable(`m-config ${name}`, parameters.shape);
  const number = (name: string): Node => variable(`m-config ${name}`, [1]);
  const means = gradients.map((_, k) => vector(`mean ${k}`));
  // Corrections 1 - beta^t by the recurrence c <- beta c + (1 - beta); zero until the first turn.
  const corrections = gradients.map((_, k) => number(`correction ${k}`));
  const [moved, spread] = [vector('mean of directions'), vector('variance')];
  const [first, second] = [number('first correction'), number('second correction')];
  return gradients.map((gradient, turn) => {
    const own = mixed(means[turn], gradient, beta1);
    const correction = add(mul(beta1, corrections[turn]), 1 - beta1);
    const allMeans = means.with(turn, own);
    const all = corrections.with(turn, correction);
    const ready = greater(
      all.reduce((a, b) => minimum(a, b)),
      0,
    );
    const direction = conflictFree(allMeans.map((mean, k) => div(mean, where(greater(all[k], 0), all[k], 1))));
    const nextFirst = add(mul(beta1, first), 1 - beta1);
    const nextSecond = add(mul(beta2, second), 1 - beta2);
    const nextMoved = mul(direction, nextFirst);
    const implied = mul(sub(nextMoved, mul(beta1, moved)), 1 / (1 - beta1));
    const nextSpread = mixed(spread, square(implied), beta2);
    const step = div(direction, add(sqrt(div(nextSpread, nextSecond)), epsilon));
    const whenReady = (next: Node, before: Node): [Node, Node] => [before, where(ready, next, before)];
    return new Map([
      whenReady(sub(parameters, mul(rate, step)), parameters),
      [means[turn], own],
      [corrections[turn], correction],
      whenReady(nextMoved, moved),
      whenReady(nextSpread, spread),
      whenReady(nextFirst, first),
      whenReady(nextSecond, second),
    ]);
  });
}

function mixed(mean: Node, value: Node, beta: number): Node {
  return add(mul(beta, mean), mul(1 - beta, value));
}
