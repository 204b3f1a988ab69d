import { add, greater, mul, type Node, reshape, sub, variable, where } from '../array';
import { finite } from '../array/finite';
import type { Updates } from './first-order';

/** Settings of {@link guarded}. */
export interface GuardOptions {
  /** A loss that is so many times its running mean has diverged. */
  readonly growth?: number;
}

/** Rules that step back where the loss is no number or diverges. */
export interface Guarded {
  /** What the steps write, one for each loss: they are taken in turn. */
  readonly updates: readonly Updates[];
  /** [1]: factor of the rate, halved with every step back; 1 is to be written at the start. */
  readonly rateFactor: Node;
  /** [1]: how many steps were taken back. */
  readonly rejected: Node;
  /** [1] each: the running means that losses are judged by; 0 lets the next loss pass, whatever it is. */
  readonly means: readonly Node[];
  /** The weights to step back to; to be written at the start with the parameters. */
  readonly kept: Node;
}

const HALF = 0.5;
/** Share of the newest loss in the running mean. */
const NEWEST = 0.1;

/**
 * Rules with a way back: where the loss at the present parameters is no number, or diverges, everything that a step
 * writes goes back to what it was one step before, and the rate is halved; all on the device, with nothing read.
 * @param losses at the parameters, one for each rule: those of a cycle of steps, as a rule one
 * @param rules made with the factor that their rate is to be multiplied by
 */
export function guarded(
  parameters: Node,
  losses: readonly Node[],
  rules: (rateFactor: Node) => readonly Updates[],
  { growth = 1e3 }: GuardOptions = {},
): Guarded {
  const [rateFactor, rejected] = ['rate', 'rejected'].map((name) => variable(`guard ${name}`, [1]));
  const means = losses.map(() => variable('guard mean', [1]));
  const kept = new Map<Node, Node>([[parameters, variable('guard kept', parameters.shape)]]);
  const updates = rules(rateFactor).map((rule, turn) => {
    const [loss, mean] = [reshape(losses[turn], [1]), means[turn]];
    const fresh = sub(1, greater(mean, 0));
    const good = mul(finite(loss), where(fresh, 1, greater(mul(growth, mean), loss)));
    const all = new Map<Node, Node>();
    for (const [target, next] of rule) {
      const before = kept.get(target) ?? variable('guard kept', target.shape);
      kept.set(target, before);
      all.set(target, where(good, next, before));
      all.set(before, where(good, target, before));
    }
    all.set(rateFactor, where(good, rateFactor, mul(HALF, rateFactor)));
    all.set(rejected, add(rejected, sub(1, good)));
    const blended = where(fresh, loss, add(mul(1 - NEWEST, mean), mul(NEWEST, loss)));
    all.set(mean, where(good, blended, mean));
    return all;
  });
  return { updates, rateFactor, rejected, means, kept: kept.get(parameters)! };
}
