import type { Node } from '../../array';
import type { Axis } from '../problem';

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
  /** Null where the equations take its place. */
  readonly outputs: Channels | null;
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

/** Equations as a loss: what is learned of where nobody solves an example. */
export interface Physics {
  /** Channels of the equations at each point. */
  readonly count: number;
  /** The equations at input channels, for answers in units of `size`. */
  at(inputs: Channels, size: number): Channels;
  /** About the size of the answer, before one is known. */
  sizeOf(inputs: Channels): number;
  /**
   * A number that is least where the equations are met.
   * @param value answers in units of `size`, [samples, points .., 1]
   * @param equations [samples, points .., count]
   */
  loss(value: Node, equations: Node): Node;
}

/** An answer that meets its equations better, and the size of what is left of them before and after. */
export interface Refined {
  readonly answer: Channels;
  readonly before: number;
  readonly after: number;
}

/** Refines single answers by their own equations, without examples. */
export interface Refiner {
  refine(inputs: Channels, answer: Channels): Promise<Refined>;
  dispose(): void;
}

/** What an operator learns, and how examples of it are made. */
export interface OperatorTask {
  /** Names of the channels that come in and go out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whether examples can be drawn; arrays that were handed in tell of no others. */
  readonly drawable: boolean;
  /** Axes of space, in the order of {@link Channels.shape}: the last one runs fastest. */
  readonly axes: readonly Axis[];
  readonly periodic: readonly boolean[];
  /** Axes between mirrors: fields go on beyond their sides as mirror images, points stand from side to side. */
  readonly mirrored: readonly boolean[];
  /** Axes whose coordinate the network sees, since the problem is not the same everywhere along them. */
  readonly seen: readonly number[];
  /** Answers in a row, each the start of the next: 1 where there is one answer. */
  readonly frames: number;
  /** For each output, whether it is 0 on all sides, so that the network need not learn that. */
  readonly zeroSides: readonly boolean[];
  /** Whether the equations leave a constant open: answers have mean 0 then. */
  readonly zeroMean: boolean;
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
  /**
   * What the classical solver makes of input channels, at their points; all are on the same grid.
   * @param frames that are wanted; left out, all
   */
  readonly solve: (inputs: readonly Channels[], frames?: number) => Promise<Course[]>;
  /** So many input channels, from the first on, may turn their sign together with the answer under a mirror image. */
  readonly turning: number;
  /** Whether answers grow as these channels do: each sample is measured in the size of its own. */
  readonly homogeneous: boolean;
  /** Null where examples are all that can be learned of. */
  readonly physics: Physics | null;
  /**
   * What refines answers on points along y, x by their own equations, in so many steps an answer; null where nothing does.
   */
  readonly refiner: ((points: readonly number[], steps: number) => Promise<Refiner>) | null;
  /** The input channels that an answer becomes. */
  next(inputs: Channels, outputs: Channels): Channels;
  /** The scene's own input channels at {@link points}. */
  stated(parameters: Parameters): Channels;
  dispose(): void;
}
