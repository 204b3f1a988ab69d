import { add, concat, literal, matmul, mul, type Node, reshape, slice, sub, variable } from '../../array';
import { compile, differentiate, type Expr } from '../../expr';
import { ClockNodes } from './clock-nodes';
import { type Dense, product, rowsOf, transposed } from './collocation';
import { type Ends, endsOf } from './ends';
import { ETD_NAMES, type EtdName, etdCoefficients } from './etd-coefficients';
import { etdrk4, type Row } from './etdrk4';
import type { SolvedForm } from './form';
import { withFrozen } from './frozen';
import { GridFormulas, type Positions } from './grid-formulas';
import { initialPoints } from './initial-points';
import { Line } from './line';
import type { FieldNode, Model } from './model';
import { changed } from './pair';
import { type Matrix, PhiChain } from './phi';
import { refuseGrowth } from './refusals';
import { type EvolveSpec, parametersOf } from './spec';
import { jumpsAtEnds } from './start';

/** Above this many cells differences of fourth order stand in for Chebyshev polynomials, whose matrices grow stiff. */
const MOST_CHEBYSHEV = 160;
/** Cells of a line that stands for a finer one where it is judged whether anything grows. */
const JUDGED = 96;
/** Matrices of so many unknowns take a second to make. */
const MANY = 256;

/**
 * Equations on an interval with conditions at its ends: the state holds each component at the points inside, the values
 * at the ends follow from the conditions. Matrices are made in f64 on the host, the linear part is exact in time.
 */
export class WallModel implements Model {
  readonly title: string;
  readonly notes: string[] = [];
  readonly order = 4;
  readonly isSlow: boolean;
  readonly clock = new ClockNodes();
  readonly positions: readonly Positions[];
  readonly state: readonly Node[];
  readonly updates: ReadonlyMap<Node, Node>;
  readonly fields: readonly FieldNode[];
  readonly compared: readonly Node[];
  readonly #form: SolvedForm;
  readonly #line: Line;
  readonly #points: Float64Array;
  readonly #formulas: GridFormulas;
  readonly #ends: readonly Ends[];
  readonly #high: readonly Node[];
  readonly #low: readonly Node[];
  /** The matrices of a step, transposed, [all inner points, all inner points]. */
  readonly #steps = new Map<EtdName, Node>();
  /** For each reference, what the component's inner points add at all points, and the conditions' right sides. */
  readonly #references: ReadonlyMap<string, { readonly inner: Node; readonly given: readonly Node[] }>;
  /** For each component, what the conditions' right sides add to its rate through the linear part. */
  readonly #forcing: readonly (readonly Node[])[];
  readonly #chain = new PhiChain();
  readonly #reconstructions: readonly { readonly inner: Node; readonly given: readonly Node[] }[];

  constructor(given: EvolveSpec, form: SolvedForm) {
    const spec = withFrozen(given, form);
    const [{ name, min, max, points: n }] = spec.axes;
    this.#form = form;
    this.#line = new Line(min, max, n, n <= MOST_CHEBYSHEV && !jumpsAtEnds(spec));
    this.#points = this.#line.points;
    this.positions = [{ name, at: this.#points }];
    this.#formulas = new GridFormulas(spec, this.positions);
    const { components } = form;
    this.#ends = this.#endsOf(spec);
    // What grows at an end does so on a coarse line as well, whose matrix takes no minute to be judged.
    const judged = n > MOST_CHEBYSHEV ? new Line(min, max, JUDGED, false) : this.#line;
    refuseGrowth(spec, form, this.#linear(spec, this.#endsOf(spec, judged), judged));
    const shapes = this.#ends.map(({ from, to }) => [spec.batch, to - from]);
    this.#high = components.map((one, i) => variable(`inner ${one.name}`, shapes[i]));
    this.#low = components.map((one, i) => variable(`low part of ${one.name}`, shapes[i]));
    this.state = [...this.#high, ...this.#low];
    const total = shapes.reduce((sum, [, extent]) => sum + extent, 0);
    this.isSlow = total > MANY;
    for (const step of ETD_NAMES) if (step !== 'end') this.#steps.set(step, variable(`matrix ${step}`, [total, total]));
    const row = (label: string, count: number): Node[] =>
      Array.from({ length: count }, (_, k) => variable(`${label} ${k}`, [n + 1]));
    const place = (of: string): number => components.findIndex((one) => one.name === of);
    this.#references = new Map(
      [...form.references].map(([symbol, { of }]) => {
        const { inner, given } = this.#ends[place(of)];
        return [
          symbol,
          {
            inner: variable(`matrix ${symbol}`, [inner.columns, n + 1]),
            given: row(`ends in ${symbol}`, given.columns),
          },
        ];
      }),
    );
    this.#reconstructions = components.map((one, i) => {
      const { inner, given } = this.#ends[i];
      return {
        inner: variable(`matrix of ${one.name}`, [inner.columns, n + 1]),
        given: row(`ends of ${one.name}`, given.columns),
      };
    });
    this.#forcing = components.map((one) => {
      const count = one.linear.reduce((sum, { of }) => sum + this.#ends[place(of)].given.columns, 0);
      return row(`ends in the rate of ${one.name}`, count);
    });
    this.updates = this.#step();
    this.compared = this.#high.filter((node) => this.updates.has(node));
    this.fields = components.map(({ name: field }, i): FieldNode => {
      const value = add(this.#high[i], this.#low[i]);
      const t = this.clock.at(0);
      return { name: field, node: this.#whole(this.#free(value, i, t), this.#reconstructions[i], i, t) };
    });
    this.title = `${this.#line.title}, ${n + 1} along ${name}; ETDRK4`;
  }

  constants(given: EvolveSpec, dt: number): ReadonlyMap<Node, Float64Array> {
    const spec = withFrozen(given, this.#form);
    const ends = this.#endsOf(spec);
    const { components, references, scope } = this.#form;
    const parameters = parametersOf(spec, 0);
    const number = (expr: Expr): number =>
      compile(expr, scope.parameters)(scope.parameters.map((name) => parameters[name]));
    const result = new Map<Node, Float64Array>(this.#formulas.values(spec));
    const put = (nodes: { inner: Node; given: readonly Node[] }, derivative: Dense, own: Ends): void => {
      result.set(nodes.inner, transposed(product(derivative, own.inner)).data);
      const given = transposed(product(derivative, own.given));
      nodes.given.forEach((node, k) => void result.set(node, rowsOf(given, k, k + 1).data));
    };
    const place = (of: string): number => components.findIndex((one) => one.name === of);
    for (const [symbol, { of, by }] of references)
      put(this.#references.get(symbol)!, this.#line.derivative(by[0]), ends[place(of)]);
    components.forEach((_, i) => void put(this.#reconstructions[i], this.#line.derivative(0), ends[i]));

    const linear = this.#linear(spec, ends);
    const total = linear.n;
    components.forEach((one, i) => {
      let at = 0;
      for (const { of, by, coefficient } of one.linear) {
        const given = transposed(product(this.#line.derivative(by[0]), ends[place(of)].given));
        for (let k = 0; k < given.rows; k++) {
          result.set(
            this.#forcing[i][at++],
            rowsOf(given, k, k + 1).data.map((x) => number(coefficient) * x),
          );
        }
      }
    });
    const matrices = etdCoefficients(linear, null, dt, this.#chain);
    for (const [name, node] of this.#steps) {
      result.set(node, transposed({ rows: total, columns: total, data: matrices[name].re }).data);
    }
    return result;
  }

  initial(spec: EvolveSpec): ReadonlyMap<Node, Float64Array> {
    const result = new Map<Node, Float64Array>();
    const n = this.#points.length;
    this.#form.components.forEach(({ name }, i) => {
      const values = initialPoints(spec, name, this.positions);
      const { from, to } = this.#ends[i];
      const inner = values.filter((_, k) => k % n >= from && k % n < to);
      result.set(this.#high[i], inner.map(Math.fround));
      result.set(
        this.#low[i],
        inner.map((x) => x - Math.fround(x)),
      );
    });
    return result;
  }

  /** The linear part of the rates at the inner points, all components after each other. */
  #linear(spec: EvolveSpec, ends: readonly Ends[], line = this.#line): Matrix {
    const { components, scope } = this.#form;
    const parameters = parametersOf(spec, 0);
    const values = scope.parameters.map((name) => parameters[name]);
    const starts = ends.map((_, i) => ends.slice(0, i).reduce((sum, { from, to }) => sum + to - from, 0));
    const total = ends.reduce((sum, { from, to }) => sum + to - from, 0);
    const re = new Float64Array(total * total);
    components.forEach((one, i) => {
      for (const { of, by, coefficient } of one.linear) {
        const j = components.findIndex(({ name }) => name === of);
        const factor = compile(coefficient, scope.parameters)(values);
        const block = rowsOf(product(line.derivative(by[0]), ends[j].inner), ends[i].from, ends[i].to);
        for (let r = 0; r < block.rows; r++) {
          for (let c = 0; c < block.columns; c++) {
            re[(starts[i] + r) * total + starts[j] + c] += factor * block.data[r * block.columns + c];
          }
        }
      }
    });
    return { n: total, re, im: null };
  }

  /** The ends of each component: a time derivative has those of its unknown, differentiated. */
  #endsOf(spec: EvolveSpec, line = this.#line): Ends[] {
    return this.#form.components.map(({ name, unknown }) => {
      const ends = endsOf(spec, this.#form, unknown, line.points, (order) => line.derivative(order));
      const times = name.length - unknown.length - 1;
      let { values } = ends;
      for (let k = 0; k < times; k++) values = values.map((value) => differentiate(value, 't'));
      return { ...ends, values };
    });
  }

  #step(): Map<Node, Node> {
    const change = etdrk4(
      { rest: (state, part) => this.#rest(state, part), apply: (name, row) => this.#apply(name, row) },
      this.#high.map((u, i) => this.#free(u, i, this.clock.at(0))),
    );
    const updates = new Map<Node, Node>();
    change.forEach((own, i) => {
      if (!own) return;
      const [t0, t1] = [this.clock.at(0), this.clock.at(1)];
      const carried = this.#lifted(i, (value) => sub(this.#given(value, t1), this.#given(value, t0)));
      const change = carried ? add(own, carried) : own;
      const [high, low] = changed(this.#high[i], this.#low[i], change, this.clock.one);
      updates.set(this.#high[i], high);
      updates.set(this.#low[i], low);
    });
    for (const [node, next] of this.clock.updatesOf([...updates.values()])) updates.set(node, next);
    return updates;
  }

  #apply(name: EtdName, row: Row): Row {
    const matrix = this.#steps.get(name === 'end' ? 'growth' : name)!;
    const all = row.map((z, i) => z ?? literal(0, this.#high[i].shape));
    const joined = all.length === 1 ? all[0] : concat(all, 1);
    const result = matmul(joined, matrix);
    let at = 0;
    return this.#ends.map(({ from, to }) => slice(result, 1, at, (at += to - from)));
  }

  #rest(state: readonly Node[], part: number): Row {
    const { components, references } = this.#form;
    const t = this.clock.at(part);
    const place = (of: string): number => components.findIndex((one) => one.name === of);
    const values = new Map<string, Node>([['t', t]]);
    for (const [symbol, { of }] of references) {
      const i = place(of);
      values.set(symbol, this.#whole(state[i], this.#references.get(symbol)!, i, t));
    }
    return components.map(({ rest, linear }, i) => {
      const { from, to } = this.#ends[i];
      const terms: Node[] = rest ? [this.#formulas.node(rest, values)] : [];
      let at = 0;
      for (const { of } of linear) {
        for (const given of this.#givenOf(place(of), t)) {
          const row = this.#forcing[i][at++];
          if (given) terms.push(mul(row, given));
        }
      }
      const lifted = this.#lifted(i, (value) => this.#given(differentiate(value, 't'), t));
      if (terms.length === 0 && !lifted) return null;
      const shape = [state[i].shape[0], this.#points.length];
      const sum = slice(
        terms.reduce((a, b) => add(a, b), literal(0, shape)),
        1,
        from,
        to,
      );
      return lifted ? sub(sum, lifted) : sum;
    });
  }

  /** A component without what ends that move add to it, which is what the linear part acts on: w of {@link Ends}. */
  #free(u: Node, i: number, t: Node): Node {
    const lifted = this.#lifted(i, (value) => this.#given(value, t));
    return lifted ? sub(u, lifted) : u;
  }

  /** What ends that move add at the points that are kept, for numbers made of their right sides; null for none. */
  #lifted(i: number, numberOf: (value: Expr) => Node): Node | null {
    const { from, to, values, moving } = this.#ends[i];
    const rows = this.#reconstructions[i].given;
    const terms = values.flatMap((value, k) => (moving[k] ? [mul(slice(rows[k], 0, from, to), numberOf(value))] : []));
    return terms.length === 0 ? null : terms.reduce((a, b) => add(a, b));
  }

  #given(value: Expr, t: Node): Node {
    return reshape(this.#formulas.node(value, new Map([['t', t]])), [1]);
  }

  /** A derivative at all points, from w at the inner points and the conditions. */
  #whole(inner: Node, by: { readonly inner: Node; readonly given: readonly Node[] }, i: number, t: Node): Node {
    const product = matmul(inner, by.inner);
    return this.#givenOf(i, t).reduce<Node>(
      (sum, given, k) => (given ? add(sum, mul(by.given[k], given)) : sum),
      product,
    );
  }

  /** The conditions' right sides of a component; null where they are 0. */
  #givenOf(i: number, t: Node): (Node | null)[] {
    return this.#ends[i].values.map((value) => {
      if (value.kind === 'number' && value.value === 0) return null;
      return this.#given(value, t);
    });
  }
}
