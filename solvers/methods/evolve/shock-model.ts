import {
  abs,
  add,
  broadcastTo,
  concat,
  max,
  maximum,
  mul,
  type Node,
  reshape,
  slice,
  sqrt,
  square,
  sub,
  variable,
} from '../../array';
import type { Expr } from '../../expr';
import { ClockNodes } from './clock-nodes';
import { type ConservationLaw, isZero } from './flux';
import { Fold } from './fold';
import type { SolvedForm } from './form';
import { GridFormulas, type Positions } from './grid-formulas';
import { initialPoints } from './initial-points';
import { type Mirror, unfolded } from './mirror';
import type { FieldNode, Model } from './model';
import { changed } from './pair';
import { type PeriodicGrid, periodicGrid } from './periodic-grid';
import type { EvolveSpec } from './spec';
import { wenoFlux } from './weno';

/** Points that a face looks at on each side. */
const REACH = 3;

/**
 * Conservation laws without diffusion: differences of fluxes by WENO of fifth order after splitting by the fastest wave
 * (Jiang and Shu, J. Comput. Phys. 126, 1996), and the third-order Runge-Kutta method that keeps it free of new
 * extrema (Shu and Osher 1988). Shocks stay sharp within two or three points and move at the right speed.
 */
export class ShockModel implements Model {
  readonly title: string;
  readonly notes = ['no diffusion: fluxes by WENO of fifth order, so that shocks stay sharp'];
  readonly order = 3;
  readonly clock = new ClockNodes();
  readonly positions: readonly Positions[];
  readonly state: readonly Node[];
  readonly updates: ReadonlyMap<Node, Node>;
  readonly fields: readonly FieldNode[];
  readonly compared: readonly Node[];
  readonly #form: SolvedForm;
  readonly #law: ConservationLaw;
  readonly #grid: PeriodicGrid;
  readonly #fold: Fold;
  readonly #formulas: GridFormulas;
  readonly #high: readonly Node[];
  readonly #low: readonly Node[];

  constructor(spec: EvolveSpec, form: SolvedForm, law: ConservationLaw, mirrors: readonly Mirror[] = []) {
    this.#form = form;
    this.#law = law;
    this.#grid = periodicGrid(unfolded(spec.axes, mirrors));
    this.#fold = new Fold(this.#grid, mirrors);
    this.positions = this.#fold.positions;
    this.#formulas = new GridFormulas(spec, this.#fold.folded);
    const shape = [spec.batch, ...this.#grid.shape];
    this.#high = form.components.map(({ name }) => variable(`points of ${name}`, shape));
    this.#low = form.components.map(({ name }) => variable(`low part of ${name}`, shape));
    this.state = [...this.#high, ...this.#low];
    this.compared = this.#high;
    this.updates = this.#step();
    this.fields = form.components.map(({ name }, i): FieldNode => {
      const whole = add(this.#high[i], this.#low[i]);
      return { name, node: this.#fold.shape.reduce((part, extent, a) => slice(part, a + 1, 0, extent), whole) };
    });
    this.title = `WENO fluxes on ${this.#grid.shape.toReversed().join(' x ')} points, third-order Runge-Kutta`;
  }

  constants(spec: EvolveSpec): ReadonlyMap<Node, Float64Array> {
    return this.#formulas.values(spec);
  }

  initial(spec: EvolveSpec): ReadonlyMap<Node, Float64Array> {
    const result = new Map<Node, Float64Array>();
    this.#form.components.forEach(({ name, unknown }, i) => {
      const points = this.#fold.unfolded(initialPoints(spec, name, this.positions), unknown);
      result.set(this.#high[i], points.map(Math.fround));
      result.set(
        this.#low[i],
        points.map((x) => x - Math.fround(x)),
      );
    });
    return result;
  }

  #step(): Map<Node, Node> {
    const { dt } = this.clock;
    const along = (u: readonly Node[], terms: readonly (readonly [number, readonly Node[]])[]): Node[] =>
      u.map((own, i) => terms.reduce((sum, [factor, rate]) => add(sum, mul(mul(factor, dt), rate[i])), own));
    const one = this.#rates(this.#high, 0);
    const two = this.#rates(along(this.#high, [[1, one]]), 1);
    const half = along(this.#high, [
      [0.25, one],
      [0.25, two],
    ]);
    const three = this.#rates(half, 0.5);
    const updates = new Map<Node, Node>();
    this.#high.forEach((u, i) => {
      const change = mul(dt, add(mul(1 / 6, add(one[i], two[i])), mul(2 / 3, three[i])));
      const [high, low] = changed(u, this.#low[i], change, this.clock.one);
      updates.set(u, high);
      updates.set(this.#low[i], low);
    });
    for (const [node, next] of this.clock.updatesOf([...updates.values()])) updates.set(node, next);
    return updates;
  }

  #rates(u: readonly Node[], part: number): Node[] {
    const { sources } = this.#law;
    const shape = u[0].shape;
    const values = new Map<string, Node>([['t', this.clock.at(part)]]);
    this.#form.components.forEach(({ name }, i) => void values.set(name, u[i]));
    const rates = sources.map((source) => broadcastTo(this.#formulas.node(source, values), shape));
    this.#grid.axes.forEach((_, a) => {
      this.#divergence(u, a).forEach((divergence, i) => {
        if (divergence) rates[i] = sub(rates[i], divergence);
      });
    });
    return rates;
  }

  /** What leaves each point along an axis of the arrays, a volume and time. */
  #divergence(u: readonly Node[], a: number): (Node | null)[] {
    const axis = this.#grid.axes.length - 1 - a;
    const fluxes = this.#law.fluxes[axis];
    const n = this.#grid.shape[a];
    const { min, max: end } = this.#grid.axes[a];
    const spacing = (end - min) / n;
    const wide = u.map((own) => wrapped(own, a + 1, n));
    const values = new Map(this.#form.components.map(({ name }, i): [string, Node] => [name, wide[i]]));
    const speed = this.#fastest(u, axis);
    return fluxes.map((flux, i) => {
      if (isZero(flux)) return null;
      const own = broadcastTo(this.#formulas.node(flux, values), wide[i].shape);
      // One more face than points, the first and last the same.
      const faces = wenoFlux(own, wide[i], speed, a + 1, n + 1);
      return mul(sub(slice(faces, a + 1, 1, n + 1), slice(faces, a + 1, 0, n)), 1 / spacing);
    });
  }

  /** The fastest wave of each sample along an axis, [batch, 1, ..]: a bound on the eigenvalues of the Jacobian. */
  #fastest(u: readonly Node[], axis: number): Node {
    const jacobian = this.#law.jacobians[axis];
    const values = new Map(this.#form.components.map(({ name }, i): [string, Node] => [name, u[i]]));
    const entry = (expr: Expr): Node => this.#formulas.node(expr, values);
    const speed = jacobian.length === 1 ? abs(entry(jacobian[0][0])) : radius(jacobian.map((row) => row.map(entry)));
    const all = broadcastTo(speed, u[0].shape);
    const axes = this.#grid.shape.map((_, k) => k + 1);
    return reshape(max(all, axes), [u[0].shape[0], ...axes.map(() => 1)]);
  }
}

/** Three points of the other end on each side. */
function wrapped(u: Node, axis: number, n: number): Node {
  return concat([slice(u, axis, n - REACH, n), u, slice(u, axis, 0, REACH)], axis);
}

/** A bound on the largest eigenvalue: exact for two equations with real ones, else the fourth root of |A^4|. */
function radius(matrix: readonly (readonly Node[])[]): Node {
  if (matrix.length === 2) {
    const [[a, b], [c, d]] = matrix;
    const middle = mul(0.5, add(a, d));
    const apart = add(square(mul(0.5, sub(a, d))), mul(b, c));
    return add(abs(middle), sqrt(maximum(apart, 0)));
  }
  const fourth = squared(squared(matrix));
  const rows = fourth.map((row) => row.map((entry) => abs(entry)).reduce((x, y) => add(x, y)));
  return sqrt(sqrt(rows.reduce((x, y) => maximum(x, y))));
}

function squared(matrix: readonly (readonly Node[])[]): Node[][] {
  return matrix.map((row) =>
    matrix.map((_, j) => row.map((entry, k) => mul(entry, matrix[k][j])).reduce((x, y) => add(x, y))),
  );
}
