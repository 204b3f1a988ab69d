import { boxOffsets, starOffsets } from '../stencil-operator';
import type { Frame } from './frame';
import type { Wall } from './problem';
import { atWall } from './quantity';

/** What a point of the frame is: out of the domain, unknown, or given by a Dirichlet wall that it lies on. */
export const VOID = 0;
export const UNKNOWN = 1;
export const KNOWN = 2;

/** One equation a point of the frame, while it is put together. */
export class Equations {
  readonly kinds: Uint8Array;
  /** Given values, at known points. */
  readonly values: Float64Array;
  readonly rhs: Float64Array;
  /** Points that something but their neighbours holds: a Dirichlet or Robin wall, or c. */
  readonly anchored: Uint8Array;
  /** Points with an equation that lie behind a wall which cuts what they own: u there goes on smoothly. */
  readonly behind: Uint8Array;
  readonly offsets: readonly (readonly number[])[];
  readonly coefficients: readonly Float64Array[];
  private readonly numbers: ReadonlyMap<string, number>;

  constructor(
    readonly frame: Frame,
    full: boolean,
  ) {
    const { count, dimensions } = frame;
    this.kinds = new Uint8Array(count);
    this.values = new Float64Array(count);
    this.rhs = new Float64Array(count);
    this.anchored = new Uint8Array(count);
    this.behind = new Uint8Array(count);
    this.offsets = full ? boxOffsets(dimensions) : starOffsets(dimensions);
    this.coefficients = this.offsets.map(() => new Float64Array(count));
    this.numbers = new Map(this.offsets.map((step, k) => [step.join(), k]));
  }

  get diagonal(): Float64Array {
    return this.coefficients[0];
  }

  /** Coefficients of the neighbours at a step. */
  at(step: readonly number[]): Float64Array {
    return this.coefficients[this.numbers.get(step.join())!];
  }

  /** Coefficients of the next (+1) or previous (-1) point along an axis. */
  along(axis: number, direction: number): Float64Array {
    return this.at(this.frame.shape.map((_, other) => (other === axis ? direction : 0)));
  }

  /** A point at a Dirichlet wall that is its neighbour: flux weight * (u - value). */
  addLeg(index: number, weight: number, value: number): void {
    this.diagonal[index] += weight;
    this.rhs[index] += weight * value;
    this.anchored[index] = 1;
  }

  /** The point is on a Dirichlet wall. */
  know(index: number, value: number): void {
    this.kinds[index] = KNOWN;
    this.values[index] = value;
  }

  /**
   * The flux through `area` of a Neumann or Robin wall at `point`, which lies `distance` behind the point of the
   * equation (below 0: before it) where the coefficient along the normal is `a`: u at the wall is u here plus
   * distance times the normal derivative, which the law itself says. That factor is kept from 1/2 up, for walls
   * before the point with alpha * distance of the size of a.
   */
  addFlux(index: number, wall: Wall, flux: FluxPlace): void {
    const value = atWall(wall.value, flux.point, 'the value of a wall', flux.sideIndex);
    if (wall.kind !== 'robin') {
      this.rhs[index] += value * flux.area;
      return;
    }
    const alpha = atWall(wall.alpha, flux.point, 'alpha of a wall', flux.sideIndex);
    const area = flux.area / Math.max(1 + (alpha * flux.distance) / flux.a, 0.5);
    this.rhs[index] += value * area;
    this.diagonal[index] += alpha * area;
    if (alpha !== 0) this.anchored[index] = 1;
  }
}

export interface FluxPlace {
  readonly point: readonly number[];
  readonly area: number;
  readonly distance: number;
  readonly a: number;
  /** Number of the point on its side, for values given as arrays; -1 elsewhere. */
  readonly sideIndex: number;
}
