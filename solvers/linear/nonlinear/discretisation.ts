import { Failure } from '../../base/result';
import { compile, type Evaluate, type Expr } from '../../expr';
import {
  CHANNELS,
  type ChannelKey,
  channelSymbols,
  type NonlinearProblem,
  partials,
  SIDES,
  usesCorners,
} from './problem';

/** The nodes that have an equation: all but those of Dirichlet sides. */
export interface Inner {
  readonly from: readonly [number, number];
  /** One past the last. */
  readonly to: readonly [number, number];
}

/**
 * A problem on a grid of nodes, in f64: F(u) and its derivatives by central differences. Beyond a Neumann side stands
 * the mirrored node, changed by the side's slope: u(-1) = u(1) + 2 h g, which keeps second order.
 */
export class Discretisation {
  readonly problem: NonlinearProblem;
  readonly nodes: readonly [number, number];
  readonly spacing: readonly [number, number];
  readonly inner: Inner;
  readonly count: number;
  /** F uses the mixed derivative. */
  readonly corners: boolean;
  /** 2 h g of each side at the nodes along it, one more at both ends (extrapolated); 0 on Dirichlet sides. */
  readonly rises: Readonly<Record<(typeof SIDES)[number], Float64Array>>;
  readonly #residual: Evaluate;
  readonly #partials: ReadonlyMap<ChannelKey, Evaluate>;
  /** Values of the formulas' names: derivatives, coordinates, parameters. */
  readonly #values: Float64Array;
  readonly #sideValues: Readonly<Record<(typeof SIDES)[number], Evaluate>>;

  constructor(problem: NonlinearProblem, cells: readonly [number, number] = problem.cells) {
    const { box, sides, scope, parameters } = problem;
    this.problem = problem;
    this.nodes = [cells[0] + 1, cells[1] + 1];
    this.count = this.nodes[0] * this.nodes[1];
    this.spacing = [(box.max[0] - box.min[0]) / cells[0], (box.max[1] - box.min[1]) / cells[1]];
    const open = (side: (typeof SIDES)[number]) => sides[side].kind === 'neumann';
    this.inner = {
      from: [open('west') ? 0 : 1, open('south') ? 0 : 1],
      to: [cells[0] + (open('east') ? 1 : 0), cells[1] + (open('north') ? 1 : 0)],
    };
    const given = scope.parameters.map((name) => parameters[name]!);
    const places = [...scope.coordinates, ...scope.parameters];
    const names = [...channelSymbols(problem), ...places];
    this.#values = Float64Array.from([...CHANNELS.map(() => 0), 0, 0, ...given]);
    const make = (expr: Expr) => compile(expr, names);
    this.#residual = make(problem.residual);
    this.#partials = new Map([...partials(problem)].map(([key, expr]) => [key, make(expr)]));
    this.corners = usesCorners(problem);
    this.#sideValues = Object.fromEntries(
      SIDES.map((side) => {
        const formula = compile(sides[side].value, places);
        return [side, (place: ArrayLike<number>) => formula([place[0]!, place[1]!, ...given])];
      }),
    ) as Record<(typeof SIDES)[number], Evaluate>;
    this.rises = Object.fromEntries(
      SIDES.map((side) => [side, open(side) ? this.#risesOf(side) : new Float64Array(this.#alongSide(side) + 2)]),
    ) as Record<(typeof SIDES)[number], Float64Array>;
  }

  /** `guess` with the values of the Dirichlet sides put in. @throws Failure 'bad-input' where one is not finite. */
  withSides(guess: ArrayLike<number>): Float64Array {
    const u = Float64Array.from(guess);
    const [nx, ny] = this.nodes;
    for (const side of SIDES) {
      if (this.problem.sides[side].kind !== 'dirichlet') continue;
      for (let k = 0; k < this.#alongSide(side); k++) {
        const i = side === 'west' ? 0 : side === 'east' ? nx - 1 : k;
        const j = side === 'south' ? 0 : side === 'north' ? ny - 1 : k;
        u[i + nx * j] = this.#sideValue(side, i, j);
      }
    }
    return u;
  }

  /** F at a node that has an equation. */
  residualAt(u: ArrayLike<number>, i: number, j: number): number {
    this.#gather(u, i, j);
    return this.#residual(this.#values);
  }

  /** dF by each derivative, at the node of the latest {@link residualAt}; 0 where F does not use it. */
  partial(key: ChannelKey): number {
    return this.#partials.get(key)?.(this.#values) ?? 0;
  }

  /** dF by the node's own value, at the node of the latest {@link residualAt}. */
  slope(): number {
    const [hx, hy] = this.spacing;
    return this.partial('value') - (2 / hx ** 2) * this.partial('xx') - (2 / hy ** 2) * this.partial('yy');
  }

  /** F(u) on all nodes; 0 where there is no equation. */
  residual(u: ArrayLike<number>): Float64Array {
    const out = new Float64Array(this.count);
    this.forEach((i, j, at) => {
      out[at] = this.residualAt(u, i, j);
    });
    return out;
  }

  /** dF by each node's own value, on all nodes; 0 where there is no equation. */
  slopes(u: ArrayLike<number>): Float64Array {
    const out = new Float64Array(this.count);
    this.forEach((i, j, at) => {
      this.residualAt(u, i, j);
      out[at] = this.slope();
    });
    return out;
  }

  /** Calls `use` for every node that has an equation, x fastest. */
  forEach(use: (i: number, j: number, at: number) => void): void {
    const { from, to } = this.inner;
    for (let j = from[1]; j < to[1]; j++) {
      for (let i = from[0]; i < to[0]; i++) use(i, j, i + this.nodes[0] * j);
    }
  }

  /** u at a node or at one of the mirrored nodes around the box. */
  valueAt(u: ArrayLike<number>, i: number, j: number): number {
    const [nx, ny] = this.nodes;
    const { west, east, south, north } = this.rises;
    const a = i < 0 ? 1 : i === nx ? nx - 2 : i;
    const b = j < 0 ? 1 : j === ny ? ny - 2 : j;
    let value = u[a + nx * b]!;
    if (i < 0) value += west[j + 1]!;
    else if (i === nx) value += east[j + 1]!;
    if (j < 0) value += south[a + 1]!;
    else if (j === ny) value += north[a + 1]!;
    return value;
  }

  #gather(u: ArrayLike<number>, i: number, j: number): void {
    const [hx, hy] = this.spacing;
    const { min } = this.problem.box;
    const values = this.#values;
    const here = this.valueAt(u, i, j);
    const [w, e] = [this.valueAt(u, i - 1, j), this.valueAt(u, i + 1, j)];
    const [s, n] = [this.valueAt(u, i, j - 1), this.valueAt(u, i, j + 1)];
    values[0] = here;
    values[1] = (e - w) / (2 * hx);
    values[2] = (n - s) / (2 * hy);
    values[3] = (e - 2 * here + w) / hx ** 2;
    values[5] = (n - 2 * here + s) / hy ** 2;
    values[6] = min[0] + i * hx;
    values[7] = min[1] + j * hy;
    if (!this.corners) return;
    const rising = this.valueAt(u, i + 1, j + 1) + this.valueAt(u, i - 1, j - 1);
    const falling = this.valueAt(u, i - 1, j + 1) + this.valueAt(u, i + 1, j - 1);
    values[4] = (rising - falling) / (4 * hx * hy);
  }

  #alongSide(side: (typeof SIDES)[number]): number {
    return this.nodes[side === 'west' || side === 'east' ? 1 : 0];
  }

  #sideValue(side: (typeof SIDES)[number], i: number, j: number): number {
    const { min } = this.problem.box;
    const value = this.#sideValues[side]([min[0] + i * this.spacing[0], min[1] + j * this.spacing[1]]);
    if (Number.isFinite(value)) return value;
    throw new Failure(
      'bad-input',
      `the value given in the ${side} is ${value} somewhere: make it finite`,
      'conditions',
    );
  }

  #risesOf(side: (typeof SIDES)[number]): Float64Array {
    const count = this.#alongSide(side);
    const [nx, ny] = this.nodes;
    const upright = side === 'west' || side === 'east';
    const step = 2 * this.spacing[upright ? 0 : 1];
    const across = side === 'west' || side === 'south' ? 0 : (upright ? nx : ny) - 1;
    const rises = new Float64Array(count + 2);
    for (let k = 0; k < count; k++) {
      rises[k + 1] = step * (upright ? this.#sideValue(side, across, k) : this.#sideValue(side, k, across));
    }
    rises[0] = 2 * rises[1]! - rises[2]!;
    rises[count + 1] = 2 * rises[count]! - rises[count - 1]!;
    return rises;
  }
}
