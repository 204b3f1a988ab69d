import type { Node } from '../../array';
import type { Axis } from '../problem';

/** Points along y, x. */
export type Shape = readonly number[];

/** What answers are made of, and so which residual is learned. */
export interface Basis {
  readonly note: string;
  /** Whether fields go on behind the sides: once more, or as mirror images along the angle of Chebyshev's points. */
  readonly beyond: 'again' | 'mirrored';
  /** Whether answers are 0 on all sides. */
  readonly zeroSides: boolean;
  /** Whether a constant is left open: answers have mean 0 then. */
  readonly zeroMean: boolean;
  /** Points along an axis of so many cells. */
  pointsOf(cells: number): number;
  positions(axis: Axis, count: number): Float64Array;
  /**
   * The mean over samples of the residual's size beside that of the source.
   * @param value u, [samples, ny, nx, 1]
   * @param source f, the same
   */
  loss(value: Node, source: Node): Node;
  /** The answer to a source at points, in f64, C order. */
  solve(source: Float64Array, shape: Shape): Float64Array;
  /** The largest answer to a source of size 1. */
  readonly gain: number;
}
