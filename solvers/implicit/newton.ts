import { add, greater, literal, maximum, minimum, mul, neg, where } from '../array';
import { sizeOf } from '../array/shape';
import { dense } from './dense';
import { held } from './held';
import { bicgstab } from './krylov';
import { derivativeOf } from './linear-map';
import type { LinearSolver } from './linear-solver';
import { atMost, inner, norm, not, perMember, sound } from './members';
import type { RootSolver } from './root-solver';
import { CODE } from './status';

/** What {@link newton} takes. */
export interface NewtonOptions {
  /** Finds the steps. Default: {@link dense} up to 32 unknowns, else 30 {@link bicgstab}. */
  readonly linear?: LinearSolver;
  /** At most so many steps tried, each recorded. Default 20. */
  readonly iterations?: number;
  /** A step of this norm relative to x is the last. Default 1e-6. */
  readonly tolerance?: number;
}

/** Up to so many unknowns of a member the Jacobian is built. */
const SMALL = 32;
/** Below this share of Newton's step a member has stalled. */
const LEAST_STEP = 2 ** -12;

/**
 * Newton's method, the step of each member halved while f does not fall, and doubled up to the whole again after
 * (Nocedal and Wright, section 11.2; Armijo's constant 1e-4).
 */
export function newton({ linear, iterations = 20, tolerance = 1e-6 }: NewtonOptions = {}): RootSolver {
  return {
    solve(f, start, batch) {
      const counter = perMember(start.shape, batch);
      const small = sizeOf(start.shape.slice(batch)) <= SMALL;
      const solver = linear ?? (small ? dense() : bicgstab({ iterations: 30 }));
      const first = f(start);
      let [x, value] = [start, first];
      let [square, share] = [inner(first, first, batch), literal(1, counter)];
      let open = sound(first, batch);
      let code = where(open, CODE.notConverged, CODE.notFinite);
      let count = literal(0, counter);
      for (let k = 0; k < iterations; k++) {
        const at = held(x);
        const map = derivativeOf(f(at), at, batch);
        const solved = solver.solve({ map, inputs: [], transposed: false }, neg(value));
        const singular = greater(solved.code, CODE.stalled);
        const step = mul(share, solved.value);
        const trial = add(x, step);
        const there = f(trial);
        const thereSquare = inner(there, there, batch);
        const usable = mul(sound(there, batch), not(singular));
        const last = atMost(norm(step, batch), mul(tolerance, add(norm(x, batch), tolerance)));
        const whole = mul(last, not(greater(1, share)));
        const falls = greater(mul(square, add(1, mul(-2e-4, share))), thereSquare);
        const take = mul(mul(open, usable), maximum(falls, whole));
        count = add(count, open);
        x = where(take, trial, x);
        value = where(take, there, value);
        square = where(take, thereSquare, square);
        share = where(take, minimum(1, mul(2, share)), mul(0.5, share));
        const stalled = greater(LEAST_STEP, share);
        const ended = where(singular, CODE.singular, where(mul(take, whole), CODE.ok, CODE.stalled));
        const closes = mul(open, maximum(singular, maximum(mul(take, whole), stalled)));
        code = where(closes, ended, code);
        open = mul(open, not(closes));
      }
      return { value: x, iterations: count, residual: norm(value, batch), code };
    },
  };
}
