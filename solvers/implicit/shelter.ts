import { literal, mul, type Node, reshape, where } from '../array';
import { sameShape } from '../array/shape';
import { perMember, sound } from './members';
import type { RootResult } from './root-solver';
import { CODE, type Solution, statusOf } from './status';

/** Inputs without what is no number, and a flag for each member, of shape [...batch, 1, ..., 1]: 0 where there was some. */
export interface Sheltered {
  readonly start: Node;
  readonly inputs: readonly Node[];
  readonly healthy: Node;
}

/**
 * Keeps members whose data are no numbers from the others: they would all meet in the gradient of a shared input. A
 * member's own data are what has the axes of the members in front; where they are no numbers they become zeros.
 */
export function sheltered(start: Node, inputs: readonly Node[], batch: number): Sheltered {
  const shape = start.shape.slice(0, batch);
  let healthy = literal(1, perMember(start.shape, batch));
  const clean = (x: Node): Node => {
    if (batch === 0 || !sameShape(x.shape.slice(0, batch), shape)) return x;
    const numbers = sound(x, batch);
    healthy = mul(healthy, flagLike(numbers, healthy));
    return where(numbers, x, 0);
  };
  return { start: clean(start), inputs: inputs.map(clean), healthy };
}

function flagLike(flag: Node, like: Node): Node {
  return reshape(flag, like.shape);
}

/** What a solve of sheltered data gives: 0 and a code for the members whose data were no numbers. */
export function kept({ start, healthy }: Sheltered, batch: number, result: RootResult): Solution {
  const { value, iterations, residual, code } = result;
  return {
    value: where(healthy, value, 0),
    status: statusOf(
      start.shape.slice(0, batch),
      iterations,
      where(healthy, residual, 0),
      where(healthy, code, CODE.notFinite),
    ),
  };
}
