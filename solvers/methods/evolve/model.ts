import type { Node } from '../../array';
import type { ClockNodes } from './clock-nodes';
import type { EvolveSpec } from './spec';

/** An array of the state on the points of a grid. */
export interface FieldNode {
  /** The unknown, or a time derivative such as `u_t`. */
  readonly name: string;
  /** [batch, z, y, x] as far as they exist. */
  readonly node: Node;
}

/** A time-stepping scheme as an array program, whatever its space and time discretisation. */
export interface Model {
  /** What it is, for people: "Fourier, 256 points; ETDRK4". */
  readonly title: string;
  /** Facts that were chosen. */
  readonly notes: readonly string[];
  /** Order in time. */
  readonly order: number;
  /** Constants of a step take so long to make that none are made to look between two steps. */
  readonly isSlow?: boolean;
  readonly clock: ClockNodes;
  /** Positions of the points of the fields along z, y, x as far as they exist. */
  readonly positions: readonly { readonly name: string; readonly at: Float64Array }[];
  /** Everything that a step carries on and that has to be kept to come back to a moment. */
  readonly state: readonly Node[];
  /** New values of variables after one step. */
  readonly updates: ReadonlyMap<Node, Node>;
  readonly fields: readonly FieldNode[];
  /** Arrays of the state in which two states are compared, one a component. */
  readonly compared: readonly Node[];
  /** What variables hold that depend on the parameters, and on the step. */
  constants(spec: EvolveSpec, dt: number): ReadonlyMap<Node, Float64Array>;
  /** The state at the beginning. */
  initial(spec: EvolveSpec): ReadonlyMap<Node, Float64Array>;
}
