import type { Node } from '../array';
import type { LinearMap } from './linear-map';

/** A linear system as its solver sees it. */
export interface LinearSystem {
  readonly map: LinearMap;
  /** What the map rests on, such as coefficients, for solvers that take them and not products. */
  readonly inputs: readonly Node[];
  /** Whether the map is the transpose of the one that was asked for. */
  readonly transposed: boolean;
}

/** What a linear solver gives; finite whatever happens. One number for each member of everything but the value. */
export interface LinearResult {
  readonly value: Node;
  readonly iterations: Node;
  /** One of {@link CODE}. */
  readonly code: Node;
}

/** How linear systems are solved: a value that solves name. */
export interface LinearSolver {
  /** The x of A x = b. It is differentiated through only where somebody asks for it ({@link unrolled}). */
  solve(system: LinearSystem, b: Node): LinearResult;
}
