import { concat, type Node, reshape } from '../array';
import { Failure, OK, type Outcome } from '../base/result';

/** How a member ended, as the number that its status holds. */
export const CODE = { ok: 0, notConverged: 1, stalled: 2, singular: 3, notFinite: 4 } as const;

const OUTCOMES: readonly Outcome[] = [
  OK,
  { code: 'not-converged', advice: 'All iterations are used up: allow more, or a larger tolerance.' },
  {
    code: 'not-converged',
    advice: 'No step comes closer in this precision: it may be the solution, or start elsewhere or scale the problem.',
  },
  {
    code: 'breakdown',
    advice: 'The linear system is singular, or not of the kind that its solver takes: regularise it, or take another.',
  },
  { code: 'diverged', advice: 'Values are no numbers: check the data, or start elsewhere.' },
];

/** What a solve gives: its value, and for each member [iterations, residual, code], [...batch, 3]. */
export interface Solution {
  readonly value: Node;
  readonly status: Node;
}

/** A status, from one number for each member of each kind. */
export function statusOf(batch: readonly number[], iterations: Node, residual: Node, code: Node): Node {
  const column = (x: Node): Node => reshape(x, [...batch, 1]);
  return concat([iterations, residual, code].map(column), batch.length);
}

/** What a member's status, as read from an array of them, says. @throws Failure 'bad-input' where it is no status */
export function outcomeOf(status: ArrayLike<number>, member = 0): Outcome {
  const outcome = OUTCOMES[status[3 * member + 2]];
  if (!outcome) throw new Failure('bad-input', `member ${member} has no status`);
  return outcome;
}
