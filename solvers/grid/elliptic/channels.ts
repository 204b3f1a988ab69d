import { Failure } from '../../base/result';
import { boxOffsets, pointCount, type StencilOperator, starOffsets } from '../stencil-operator';
import { type Frame, forEachPlace, makeFrame, ownVolume } from './frame';
import type { EllipticProblem, Wall } from './problem';
import { atWall } from './quantity';
import { coarseStartOf, type Unknowns, unknownsOf } from './unknowns';

/** A linear coefficient of a derivative of u. */
export interface ChannelTerm {
  /** Orders of the derivative along the axes, such as [2, 0] for u_xx: 2 along one axis at most, or 1 along two. */
  readonly orders: readonly number[];
  /** One value for all unknowns, or one for each, x fastest. */
  readonly values: number | ArrayLike<number>;
}

/** A u + boundary = the sum of values times derivatives of u, times the volume that each point owns. */
export interface ChannelStencil {
  readonly operator: StencilOperator;
  /** What the walls' values give, one number an unknown: 0 where they are all 0, as those of Newton's changes. */
  readonly boundary: Float64Array<ArrayBuffer>;
}

/**
 * The central-difference stencil of a linear operator that is given by the coefficients of u and its derivatives at
 * the unknowns, as the linearisation of a residual has them: for Newton's method, for convection, and, with one
 * coefficient of 1, for the derivative itself. Not symmetric in general; the sign is that of the coefficients, so
 * give those of the side that makes the diagonal positive. Walls say du/dn + alpha u = value and enter by points
 * behind them, second order; numbers and functions only, no arrays.
 * @param grid the box, where its points are, and its sides; no masks or obstacles
 * @throws Failure 'bad-input' for other derivatives and sizes
 */
export function stencilOfChannels(
  grid: Pick<EllipticProblem, 'box' | 'at' | 'sides'>,
  terms: readonly ChannelTerm[],
): ChannelStencil {
  return new ChannelStencils(grid, terms).make();
}

/** A step to a neighbour with its part in a difference quotient. */
interface Difference {
  readonly step: readonly number[];
  readonly weight: number;
}

class ChannelStencils {
  private readonly frame: Frame;
  private readonly unknowns: Unknowns;
  private readonly offsets: readonly (readonly number[])[];
  private readonly coefficients: readonly Float64Array[];
  private readonly boundary: Float64Array<ArrayBuffer>;
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly count: number;

  constructor(
    private readonly grid: Pick<EllipticProblem, 'box' | 'at' | 'sides'>,
    private readonly terms: readonly ChannelTerm[],
  ) {
    const periodic = grid.sides.map((pair) => pair === 'periodic');
    this.frame = makeFrame(grid.box, grid.at, periodic);
    this.unknowns = unknownsOf(this.frame, grid.sides);
    this.count = pointCount(this.unknowns.shape);
    for (const { orders, values } of terms) this.check(orders, values);
    const mixed = terms.some(({ orders }) => orders.filter((order) => order > 0).length > 1);
    this.offsets = mixed ? boxOffsets(this.frame.dimensions) : starOffsets(this.frame.dimensions);
    this.coefficients = this.offsets.map(() => new Float64Array(this.count));
    this.boundary = new Float64Array(this.count);
    this.numbers = new Map(this.offsets.map((step, k) => [step.join(), k]));
  }

  make(): ChannelStencil {
    const { frame, unknowns, offsets, coefficients, boundary } = this;
    for (const term of this.terms) this.add(term);
    const { shape } = unknowns;
    const singular = this.sumsToZero();
    const shared = { shape, periodic: frame.periodic, offsets, coefficients, symmetric: false, singular };
    return { operator: { ...shared, coarseStart: coarseStartOf(unknowns) }, boundary };
  }

  private check(orders: readonly number[], values: ChannelTerm['values']): void {
    const total = orders.reduce((sum, order) => sum + order, 0);
    const whole = orders.every((order) => Number.isInteger(order) && order >= 0);
    if (orders.length !== this.frame.dimensions || !whole || total > 2) {
      throw new Failure(
        'bad-input',
        `no stencil for the orders ${orders.join(', ')}: use derivatives up to the second`,
      );
    }
    if (typeof values === 'object' && values.length !== this.count) {
      throw new Failure(
        'bad-input',
        `a coefficient has ${values.length} values: give one for each of ${this.count} unknowns`,
      );
    }
  }

  private add({ orders, values }: ChannelTerm): void {
    const differences = this.differencesOf(orders);
    const place = this.unknowns.shape.map(() => 0);
    forEachPlace(this.unknowns.shape, (index, at) => {
      for (let axis = 0; axis < place.length; axis++) place[axis] = at[axis] + this.unknowns.start[axis];
      const value = typeof values === 'number' ? values : values[index];
      if (value === 0) return;
      const scale = value * ownVolume(this.frame, place);
      for (const { step, weight } of differences) {
        const to = place.map((one, axis) => one + step[axis]);
        this.resolve(index, place, to, scale * weight);
      }
    });
  }

  /** Products of the central differences along the axes. */
  private differencesOf(orders: readonly number[]): Difference[] {
    let all: Difference[] = [{ step: [], weight: 1 }];
    orders.forEach((order, axis) => {
      const h = this.frame.step[axis];
      const along: readonly (readonly [number, number])[] = [
        [[0, 1] as const],
        [[-1, -0.5 / h] as const, [1, 0.5 / h] as const],
        [[-1, 1 / h ** 2] as const, [0, -2 / h ** 2] as const, [1, 1 / h ** 2] as const],
      ][order];
      all = all.flatMap(({ step, weight }) =>
        along.map(([by, part]) => ({ step: [...step, by], weight: weight * part })),
      );
    });
    return all;
  }

  /** Adds weight * u at `to` to a row: an unknown, a given value, or what stands for a point behind a wall. */
  private resolve(row: number, place: readonly number[], to: readonly number[], weight: number): void {
    const { frame, grid } = this;
    for (let axis = 0; axis < to.length; axis++) {
      const pair = grid.sides[axis];
      if (pair === 'periodic') continue;
      const last = frame.shape[axis] - 1;
      const end = to[axis] <= 0 ? 0 : 1;
      const wall = pair[end];
      const edge = end === 0 ? 0 : last;
      if (grid.at === 'nodes' && wall.kind === 'dirichlet' && to[axis] === edge) {
        this.boundary[row] += weight * this.valueAt(wall.value, to, axis, end);
        return;
      }
      if (to[axis] >= 0 && to[axis] <= last) continue;
      const ghost = this.ghostOf(wall, to, axis, end);
      const inner = grid.at === 'nodes' ? edge + (end === 0 ? 1 : -1) : edge;
      this.boundary[row] += weight * ghost.constant;
      this.resolve(row, place, to.with(axis, inner), weight * ghost.inner);
      if (ghost.edge !== 0) this.resolve(row, place, to.with(axis, edge), weight * ghost.edge);
      return;
    }
    const step = to.map((one, axis) => one - place[axis]).join();
    this.coefficients[this.numbers.get(step)!][row] += weight;
  }

  /** u behind a wall = inner * u right inside it (nodes: one step in) + edge * u on it (nodes) + constant. */
  private ghostOf(wall: Wall, to: readonly number[], axis: number, end: number) {
    const h = this.frame.step[axis];
    const value = this.valueAt(wall.value, to, axis, end);
    if (wall.kind === 'dirichlet') return { inner: -1, edge: 0, constant: 2 * value };
    const alpha = wall.kind === 'robin' ? this.valueAt(wall.alpha, to, axis, end) : 0;
    if (this.grid.at === 'nodes') return { inner: 1, edge: -2 * h * alpha, constant: 2 * h * value };
    const half = (alpha * h) / 2;
    return { inner: (1 - half) / (1 + half), edge: 0, constant: (h * value) / (1 + half) };
  }

  private valueAt(quantity: Wall['value'], to: readonly number[], axis: number, end: number): number {
    const { box } = this.grid;
    const point = to.map((at, other) => this.frame.places[other][0] + at * this.frame.step[other]);
    return atWall(quantity, point.with(axis, box[end === 0 ? 'min' : 'max'][axis]), 'the value of a side');
  }

  private sumsToZero(): boolean {
    for (let i = 0; i < this.count; i++) {
      let [sum, size] = [0, 0];
      for (const row of this.coefficients) {
        sum += row[i];
        size += Math.abs(row[i]);
      }
      if (Math.abs(sum) > 1e-12 * size) return false;
    }
    return true;
  }
}
