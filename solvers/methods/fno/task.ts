import type { Axis } from '../problem';
import type { Balance } from './balance';

/** Channels at the points of a grid: f32, C order [.., y, x, channel]. */
export interface Channels {
  /** Points along y, x as far as they exist. */
  readonly shape: readonly number[];
  readonly count: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** What goes into an operator and what is to come out. */
export interface Example {
  readonly inputs: Channels;
  /** Null where the equations of the grid take its place. */
  readonly outputs: Channels | null;
  /** Null where examples are all that is learned of. */
  readonly balance: Balance | null;
  /** What is to come out when the answer goes in again; null where nothing is known of it. */
  readonly later: Channels | null;
}

/** A start and what becomes of it, from one frame to the next. */
export interface Course {
  readonly inputs: Channels;
  readonly frames: readonly Channels[];
}

/** A parameter's values by name. */
export type Parameters = Readonly<Record<string, number>>;

/** What an operator learns, and how examples of it are made. */
export interface OperatorTask {
  /** Names of the channels that come in and go out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Axes of space, in the order of {@link Channels.shape}: the last one runs fastest. */
  readonly axes: readonly Axis[];
  readonly periodic: readonly boolean[];
  /** Axes whose coordinate the network sees, since the problem is not the same everywhere along them. */
  readonly seen: readonly number[];
  /** Answers in a row, each the start of the next: 1 where there is one answer. */
  readonly frames: number;
  /** For each output, whether it is 0 on all sides, so that the network need not learn that. */
  readonly zeroSides: readonly boolean[];
  /** Points at which the scene itself asks for an answer. */
  readonly points: readonly number[];
  /** What was chosen. */
  readonly notes: readonly string[];
  /** Positions of `count` points along an axis, by its place in {@link axes}. */
  positions(axis: number, count: number): Float64Array;
  /** The input channels of a number: the same for the same one, on every grid. */
  draw(index: number, shape: readonly number[]): Channels;
  /** Starts that are solved at once. */
  readonly together: number;
  /** What the classical solver makes of input channels, at their points; all are on the same grid. */
  solve(inputs: readonly Channels[]): Promise<Course[]>;
  /** The equations of the grid at input channels; null where there are none of that kind. */
  readonly balance: ((inputs: Channels) => Balance) | null;
  /** The input channels that an answer becomes. */
  next(inputs: Channels, outputs: Channels): Channels;
  /** The scene's own input channels at {@link points}. */
  stated(parameters: Parameters): Channels;
  dispose(): void;
}
