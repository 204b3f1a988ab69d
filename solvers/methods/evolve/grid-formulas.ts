import { constant, fromExpr, type Node, variable } from '../../array';
import { compile, type Expr, symbolsOf } from '../../expr';
import { childrenOf, withChildren } from '../../expr/ast';
import { type EvolveSpec, parametersOf } from './spec';

/** An axis as arrays see it: its name and the positions of its points. */
export interface Positions {
  readonly name: string;
  readonly at: Float64Array;
}

/**
 * Formulas over the points of a grid. Whatever depends on the coordinates alone (and on parameters that all samples
 * share) is computed on the host in f64 and given as a table: no trigonometry of positions in shaders.
 */
export class GridFormulas {
  readonly #positions: readonly Positions[];
  readonly #shape: readonly number[];
  readonly #shared: ReadonlySet<string>;
  readonly #tables = new Map<string, { readonly expr: Expr; readonly node: Node }>();
  readonly #names = new Map<Expr, string>();
  readonly #parameters = new Map<string, Node>();
  readonly #coordinates: ReadonlyMap<string, Node>;

  /** @param positions in the order of the arrays, the last is x */
  constructor(spec: EvolveSpec, positions: readonly Positions[]) {
    this.#positions = positions;
    this.#shape = positions.map(({ at }) => at.length);
    const all = Object.entries(spec.parameters);
    this.#shared = new Set(all.filter(([, value]) => typeof value === 'number').map(([name]) => name));
    for (const [name, value] of all) {
      const shape = typeof value === 'number' ? [] : [spec.batch, ...positions.map(() => 1)];
      this.#parameters.set(name, variable(`parameter ${name}`, shape));
    }
    this.#coordinates = new Map(
      positions.map(({ name, at }, a) => [
        name,
        constant(at, [at.length, ...positions.slice(a + 1).map(() => 1)], name),
      ]),
    );
  }

  /** The array of a formula, [batch or 1, points] up to broadcasting. `values` holds unknowns, derivatives and t. */
  node(expr: Expr, values: ReadonlyMap<string, Node>): Node {
    const hoisted = this.#hoist(expr);
    const tables = [...this.#tables].map(([name, { node }]) => [name, node] as const);
    return fromExpr(hoisted, new Map([...this.#coordinates, ...this.#parameters, ...tables, ...values]));
  }

  /** What tables and parameters hold for the parameters of a spec. */
  values(spec: EvolveSpec): Map<Node, Float64Array> {
    const result = new Map<Node, Float64Array>();
    for (const [name, node] of this.#parameters) {
      const value = spec.parameters[name];
      result.set(node, typeof value === 'number' ? Float64Array.of(value) : Float64Array.from(value));
    }
    for (const { expr, node } of this.#tables.values()) {
      result.set(node, valuesOn(expr, this.#positions, parametersOf(spec, 0)));
    }
    return result;
  }

  #hoist(expr: Expr): Expr {
    if (expr.kind === 'symbol' || expr.kind === 'number') return expr;
    const used = [...symbolsOf(expr)];
    const fixed = used.every((name) => this.#coordinates.has(name) || this.#shared.has(name));
    if (fixed && used.some((name) => this.#coordinates.has(name))) {
      let name = this.#names.get(expr);
      if (name === undefined) {
        name = `table ${this.#tables.size}`;
        this.#names.set(expr, name);
        this.#tables.set(name, { expr, node: variable(name, this.#shape) });
      }
      return { kind: 'symbol', name, span: expr.span };
    }
    return withChildren(
      expr,
      childrenOf(expr).map((child) => this.#hoist(child)),
    );
  }
}

/** The values of a formula in the coordinates and parameters on a grid, C order in the order of `positions`. */
export function valuesOn(
  expr: Expr,
  positions: readonly Positions[],
  parameters: Readonly<Record<string, number>>,
): Float64Array {
  const names = [...positions.map(({ name }) => name), ...Object.keys(parameters)];
  const evaluate = compile(expr, names);
  const point = new Float64Array(names.length);
  point.set(Object.values(parameters), positions.length);
  const size = positions.reduce((product, { at }) => product * at.length, 1);
  const result = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    let rest = k;
    for (let a = positions.length - 1; a >= 0; a--) {
      const { at } = positions[a];
      point[a] = at[rest % at.length];
      rest = Math.floor(rest / at.length);
    }
    result[k] = evaluate(point);
  }
  return result;
}
