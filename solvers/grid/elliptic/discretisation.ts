import { Failure } from '../../base/result';
import { pointCount, type StencilOperator } from '../stencil-operator';
import { type Equations, KNOWN, UNKNOWN, VOID } from './equations';
import { type Frame, forEachPlace } from './frame';
import { cropOf, forEachRow, type Unknowns } from './unknowns';

/** What the sources have too much where u is fixed but for a constant: their sum, and that by the sum of their sizes. */
export interface Imbalance {
  readonly total: number;
  readonly relative: number;
}

/** The equations of an elliptic problem, and the way from their unknowns to the whole grid and back. */
export class Discretisation {
  /** Right-hand side, integrated over what each point owns; 0 at points without an equation. */
  readonly rhs: Float64Array<ArrayBuffer>;
  /**
   * What f is multiplied with in the right-hand side: the volume of the domain that each unknown owns, less next to
   * curved Dirichlet walls; 0 at points without an equation.
   */
  readonly volumes: Float64Array<ArrayBuffer>;
  /** Points of the whole grid along each axis: all cells, or all nodes. */
  readonly fullShape: readonly number[];
  /** Coordinates of the points of the whole grid along each axis. */
  readonly coordinates: readonly Float64Array[];
  /** What was taken out of the right-hand side, where the operator is singular; else null. */
  imbalance: Imbalance | null = null;
  private readonly frame: Frame;
  private readonly kinds: Uint8Array;
  private readonly behind: Uint8Array;
  private readonly values: Float64Array;

  constructor(
    equations: Equations,
    readonly operator: StencilOperator,
    private readonly unknowns: Unknowns,
    volumes: Float64Array,
  ) {
    const { frame, kinds } = equations;
    this.frame = frame;
    this.kinds = kinds;
    this.behind = equations.behind;
    this.values = equations.values.map((value, index) => (kinds[index] === KNOWN ? value : 0));
    this.rhs = cropOf(equations.rhs, frame, unknowns);
    this.volumes = cropOf(
      volumes.map((volume, index) => (kinds[index] === UNKNOWN ? volume : 0)),
      frame,
      unknowns,
    );
    this.fullShape = frame.cells.map((count) => (frame.at === 'nodes' ? count + 1 : count));
    this.coordinates = frame.places.map((places, axis) => {
      const end = places[0] + frame.cells[axis] * frame.step[axis];
      return places.length < this.fullShape[axis] ? Float64Array.of(...places, end) : places;
    });
  }

  /** Unknowns on the whole grid: given values on Dirichlet walls that points lie on, 0 out of the domain. */
  embed(u: ArrayLike<number>): Float64Array<ArrayBuffer> {
    const values = this.values.slice();
    forEachRow(this.frame, this.unknowns, (from, to) => {
      for (let i = 0; i < this.unknowns.shape[0]; i++) {
        if (this.kinds[from + i] === UNKNOWN) values[from + i] = u[to + i];
      }
    });
    return this.repeat(values, new Float64Array(pointCount(this.fullShape)));
  }

  /** The unknowns of a field on the whole grid; 0 at points without an equation. */
  extract(full: ArrayLike<number>): Float64Array<ArrayBuffer> {
    const values = new Float64Array(this.frame.count);
    const strides = this.fullShape.map((_, axis) => pointCount(this.fullShape.slice(0, axis)));
    forEachPlace(this.frame.shape, (index, place) => {
      if (this.kinds[index] === UNKNOWN) values[index] = full[place.reduce((sum, at, i) => sum + at * strides[i], 0)];
    });
    return cropOf(values, this.frame, this.unknowns);
  }

  /**
   * 1 at points of the whole grid that lie in the domain or on its walls, 0 outside. A point outside, right behind a
   * Neumann wall, may have an equation none the less.
   */
  inside(): Uint8Array<ArrayBuffer> {
    const flags = this.kinds.map((kind, index) => (kind === VOID || this.behind[index] === 1 ? 0 : 1));
    return this.repeat(flags, new Uint8Array(pointCount(this.fullShape)));
  }

  /** Takes the mean over the domain out of `u`, in place: the solution of a singular problem that has mean 0. */
  removeMean(u: Float64Array): void {
    let [sum, volume] = [0, 0];
    for (let i = 0; i < u.length; i++) {
      sum += this.volumes[i] * u[i];
      volume += this.volumes[i];
    }
    for (let i = 0; i < u.length; i++) if (this.volumes[i] > 0) u[i] -= sum / volume;
  }

  /**
   * Takes the imbalance out of the right-hand side as a constant source, so that a solution exists.
   * @param always however large it is; else only what the grid's own error explains, 32 / n^2 for n cells.
   * @throws Failure 'bad-input'
   */
  balance(always: boolean): void {
    let [total, size, volume] = [0, 0, 0];
    for (let i = 0; i < this.rhs.length; i++) {
      total += this.rhs[i];
      size += Math.abs(this.rhs[i]);
      volume += this.volumes[i];
    }
    const relative = size === 0 ? 0 : Math.abs(total) / size;
    const allowed = 32 / Math.min(...this.frame.cells) ** 2;
    if (!always && relative > allowed) {
      const much = `sources and flux through the walls add up to ${total.toPrecision(4)}, ${(100 * relative).toPrecision(3)} % of their size`;
      throw new Failure(
        'bad-input',
        `${much}, but without a given value they must balance: change them, or let project take the rest out`,
      );
    }
    for (let i = 0; i < this.rhs.length; i++) this.rhs[i] -= (total * this.volumes[i]) / volume;
    this.imbalance = { total, relative };
  }

  /** An array of the frame on the whole grid, the first points of periodic axes once more at their ends. */
  private repeat<T extends Float64Array | Uint8Array>(values: T, out: T): T {
    const { shape, strides } = this.frame;
    forEachPlace(this.fullShape, (index, place) => {
      out[index] = values[place.reduce((sum, at, axis) => sum + (at % shape[axis]) * strides[axis], 0)];
    });
    return out;
  }
}
