import type { Definitions } from '../solvers/expr';
import type { Axis } from '../solvers/methods/problem';

/** Names and axes that the conditions are read against. */
export interface ConditionScope {
  readonly axes: readonly Axis[];
  readonly time: Axis | null;
  readonly unknowns: readonly string[];
  readonly parameters: readonly string[];
  readonly definitions: Definitions;
  /** Input fields, which the start may name: `u = u0`. */
  readonly inputs: readonly string[];
  /** Names of the obstacles. */
  readonly obstacles: readonly string[];
}
