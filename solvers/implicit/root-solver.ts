import type { Node } from '../array';

/** What an iteration for a root gives. One number for each member of everything but the value. */
export interface RootResult {
  readonly value: Node;
  readonly iterations: Node;
  /** The norm of f. */
  readonly residual: Node;
  /** One of {@link CODE}. */
  readonly code: Node;
}

/** How a root is found: a value that solves take. */
export interface RootSolver {
  /** From `start`; the value is finite where the start was, and f there no larger in norm than at the start. */
  solve(f: (x: Node) => Node, start: Node, batch: number): RootResult;
}
