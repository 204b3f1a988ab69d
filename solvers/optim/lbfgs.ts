import { type Node, variable } from '../array';
import type { Executor } from './executor';
import type { Objective, ResumableOptimiser } from './objective';
import { type QuasiNewtonOptions, quasiNewton } from './quasi-newton';
import { type Pair, pushed, twoLoop } from './two-loop';

/** Settings of {@link lbfgs}. */
export interface LbfgsOptions extends QuasiNewtonOptions {
  /** Pairs that are remembered. Default 10; each costs four dispatches and 16 bytes a parameter. */
  readonly memory?: number;
}

/**
 * L-BFGS (Nocedal and Wright, algorithm 7.5) with a strong Wolfe line search; see {@link quasiNewton}.
 * @throws Failure 'bad-input' where the shapes do not fit
 */
export function lbfgs(
  executor: Executor,
  objective: Objective,
  { memory = 10, ...options }: LbfgsOptions = {},
): Promise<ResumableOptimiser> {
  const vector = (name: string): Node => variable(`l-bfgs ${name}`, objective.parameters.shape);
  const pairs = Array.from({ length: memory }, (): Pair => {
    return { s: vector('s'), y: vector('y'), rho: variable('l-bfgs rho', [1]) };
  });
  const curvature = {
    known: pairs.map(({ rho }) => rho),
    state: pairs.flatMap(({ s, y, rho }) => [s, y, rho]),
    learn({ s, y }: { readonly s: Node; readonly y: Node }, gradient: Node) {
      const next = pushed(pairs, s, y, 4 * executor.epsilon);
      const updates = next.flatMap((pair, k): [Node, Node][] => [
        [pairs[k].s, pair.s],
        [pairs[k].y, pair.y],
        [pairs[k].rho, pair.rho],
      ]);
      return { updates: new Map(updates), product: twoLoop(gradient, next) };
    },
  };
  return quasiNewton('l-bfgs', executor, objective, curvature, options);
}
