import { add, literal, maximum, mul, where } from '../array';
import { atMost, norm, not, perMember, sound } from './members';
import type { RootSolver } from './root-solver';
import { CODE } from './status';

/** What {@link picard} takes. */
export interface PicardOptions {
  /** At most so many, each recorded. Default 50. */
  readonly iterations?: number;
  /** A change of this norm relative to x is the last. Default 1e-6. */
  readonly tolerance?: number;
  /** x <- x + relaxation f(x). Default 1. */
  readonly relaxation?: number;
}

/** x <- x + f(x): for f(x) = T(x) - x the iteration of T itself. A change that is no number is not made. */
export function picard({ iterations = 50, tolerance = 1e-6, relaxation = 1 }: PicardOptions = {}): RootSolver {
  return {
    solve(f, start, batch) {
      const counter = perMember(start.shape, batch);
      let x = start;
      let change = f(start);
      let [open, code] = [literal(1, counter), literal(CODE.notConverged, counter)];
      let count = literal(0, counter);
      for (let k = 0; k < iterations; k++) {
        const numbers = sound(change, batch);
        const last = atMost(norm(change, batch), mul(tolerance, add(norm(x, batch), tolerance)));
        const take = mul(open, numbers);
        x = where(take, add(x, mul(relaxation, change)), x);
        count = add(count, open);
        const closes = mul(open, maximum(last, not(numbers)));
        code = where(closes, where(numbers, CODE.ok, CODE.notFinite), code);
        open = mul(open, not(closes));
        change = where(take, f(x), change);
      }
      return { value: x, iterations: count, residual: norm(change, batch), code };
    },
  };
}
