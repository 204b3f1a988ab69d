import type { Node } from '../../array';
import type { Channel } from '../../array/jets/channels';
import type { Jet } from './jet';
import type { Stretch } from './layout';

/** Coordinates that enter as they are, but for a factor: [P, d] and by how much each grows with its own coordinate. */
export interface Coordinates {
  readonly channels: readonly Channel[];
  readonly points: Node;
  /** d x_scaled / d x, by coordinate. */
  readonly rates: readonly number[];
}

/** What a network is fed with: coordinates, or features with derivatives that the host has made. */
export type Inputs = Coordinates | Jet;

/** A network whose derivatives by the coordinates are carried along. */
export interface JetNetwork {
  /** Numbers of parameters, all in one flat array. */
  readonly count: number;
  /** What lies where. */
  readonly stretches: readonly Stretch[];
  /** First values; the same for the same seed. */
  initial(seed: number): Float64Array;
  /** Each output and channel by itself: [output][channel], each [P]. @param parameters flat, {@link count} */
  fields(parameters: Node, inputs: Inputs): Node[][];
}

/** What all networks have in common. */
export interface NetworkOptions {
  readonly inputs: number;
  readonly outputs: number;
  /** Hidden layers (or blocks), and their width. */
  readonly layers: number;
  readonly width: number;
  /** See `Layout`. */
  readonly factorised?: boolean;
}
