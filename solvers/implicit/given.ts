import { literal, type Node, where } from '../array';
import { finite } from '../array/finite';
import type { LinearSolver, LinearSystem } from './linear-solver';
import { inner, perMember, soundOrZero } from './members';
import { CODE } from './status';

/** What a solver of one's own gives: the value as nodes, such as those of a `call`, and how it went where it knows. */
export interface GivenResult {
  readonly value: Node;
  /** One number in all, or one for each member, [...batch, 1, ..., 1]. */
  readonly iterations?: Node;
  /** 1 where it has converged, else 0; as `iterations`. */
  readonly converged?: Node;
}

/**
 * A solver of one's own: it sees the right-hand side, what the map rests on, and whether the transposed system is meant.
 * What it does inside is not differentiated, so it may be a {@link Subprogram} such as multigrid.
 */
export function given(solve: (b: Node, system: LinearSystem) => GivenResult): LinearSolver {
  return {
    solve(system, b) {
      const { shape, batch } = system.map;
      const { value, iterations = literal(0), converged = literal(1) } = solve(b, system);
      const numbers = finite(inner(value, value, batch));
      const each = literal(1, perMember(shape, batch));
      return {
        value: soundOrZero(value, batch),
        iterations: where(each, iterations, 0),
        code: where(numbers, where(converged, CODE.ok, CODE.notConverged), CODE.notFinite),
      };
    },
  };
}
