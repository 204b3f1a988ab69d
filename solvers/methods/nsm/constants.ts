import { Failure } from '../../base/result';
import type { EllipticProblem } from '../../grid';

/** -(ax u_xx + ay u_yy) + c u, on a box of these lengths. */
export interface Constants {
  readonly ax: number;
  readonly ay: number;
  readonly c: number;
  readonly lengths: readonly [x: number, y: number];
}

/** @throws Failure 'bad-input' where a coefficient varies */
export function constantsOf({ a, c = 0, box }: EllipticProblem): Constants {
  const diagonal = typeof a === 'object' && 'diagonal' in a ? a.diagonal : [a, a];
  const [ax, ay] = diagonal;
  if (typeof ax !== 'number' || typeof ay !== 'number' || typeof c !== 'number') {
    throw new Failure('bad-input', 'method nsm wants constant coefficients before u and its derivatives', 'equations');
  }
  const [lx, ly] = box.max.map((max, axis) => max - box.min[axis]);
  return { ax, ay, c, lengths: [lx, ly] };
}
