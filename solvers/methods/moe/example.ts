import {
  add,
  broadcastTo,
  constant,
  fromExpr,
  literal,
  mul,
  type Node,
  randomUniform,
  reshape,
  variable,
} from '../../array';
import { type Expr, symbolsOf } from '../../expr';
import { type GridAxis, positionsOf } from './grid';
import { scaleOf } from './input-fields';
import type { MoeRecipe } from './recipe';
import type { Statement } from './statement';
import { Terms } from './terms';

/** What formulas read: the problem's parameters, one of them different in each sample, and coordinates. */
export class Example {
  readonly samples: number;
  /** The problem's parameters, which the host writes. */
  readonly parameters: ReadonlyMap<string, Node>;
  readonly #statement: Statement;
  readonly #grid: readonly GridAxis[];
  readonly #values: ReadonlyMap<string, Node>;
  #startTerms: Terms | null = null;

  /** The start, [samples or 1, 1, ..space]; 0 where there is no time. */
  readonly start: Node;
  /** The coefficient of a balance along each axis of the grid in space, [samples or 1, 1, ..space]. */
  readonly conductivity: readonly Node[];
  readonly #inputs: ReadonlyMap<string, Node>;

  /**
   * @param varied the values [samples] of the parameter that varies, or null where the scene's own is meant
   * @param start of problems whose start is drawn at random
   * @param inputs fields that samples differ in, by name
   */
  constructor(
    statement: Statement,
    grid: readonly GridAxis[],
    samples: number,
    varied: { readonly name: string; readonly values: Node } | null,
    start: Node | null,
    inputs: ReadonlyMap<string, Node> = new Map(),
  ) {
    this.#statement = statement;
    this.#grid = grid;
    this.samples = samples;
    const rank = grid.length;
    this.parameters = new Map(
      Object.keys(statement.problem.parameters).map((name) => [name, variable(`parameter ${name}`, [1])]),
    );
    const values = new Map<string, Node>();
    for (const [name, node] of this.parameters) values.set(name, reshape(node, new Array(rank + 1).fill(1)));
    if (varied) values.set(varied.name, reshape(varied.values, [samples, ...new Array<number>(rank).fill(1)]));
    for (const [at, axis] of grid.entries()) {
      const shape = [1, ...grid.map((_, other) => (other === at ? axis.points : 1))];
      values.set(axis.name, constant(positionsOf(axis), shape, axis.name));
    }
    for (const [name, node] of inputs) values.set(name, node);
    this.#values = values;
    this.#inputs = inputs;
    const { start: given, conservation } = statement;
    const own = given ? this.of(given.given, given) : literal(0, new Array(rank + 1).fill(1));
    this.start = start ?? broadcastStart(own, grid);
    const extents = [1, ...grid.slice(1).map(({ points }) => points)];
    this.conductivity = (conservation?.a ?? []).toReversed().map((expr) => {
      const value = this.of(expr);
      return broadcastTo(value, [value.shape[0], ...extents]);
    });
  }

  /** The start's derivatives in space, made once for all who need them. */
  get startTerms(): Terms {
    const fields = reshape(this.start, [...this.start.shape, 1]);
    return (this.#startTerms ??= new Terms(fields, this.#grid, this.#statement.follower));
  }

  /** A formula's values, which broadcast to [samples, ..axes]; on a face where one axis is held at an end. */
  of(expr: Expr, face?: { readonly axis: string; readonly end: 'min' | 'max' }): Node {
    const values = new Map(this.#values);
    if (face) {
      const axis = this.#grid.find(({ name }) => name === face.axis)!;
      values.set(face.axis, constant([axis[face.end]], new Array(this.#grid.length + 1).fill(1)));
    }
    const value = fromExpr(expr, values);
    return value.shape.length > 0 ? value : reshape(value, new Array(this.#grid.length + 1).fill(1));
  }

  /** The value of a name that formulas use: a coordinate or a parameter. */
  named(name: string): Node {
    return this.#values.get(name)!;
  }

  /** What the network sees besides places: the start, and the parameter that varies where the start does not tell it. */
  seen({ vary, from, to, tendency }: MoeRecipe): Node[] {
    const { start, conservation, problem } = this.#statement;
    const seen = conservation
      ? conservation.inputs.map((name) => {
          const { mean, spread } = scaleOf(problem, name);
          return mul(1 / spread, add(-mean, this.#inputs.get(name)!));
        })
      : [this.start];
    if (tendency) seen.push(this.#tendency());
    if (vary !== '' && !(start && symbolsOf(start.given).has(vary))) {
      seen.push(add(-(from + to) / (to - from), mul(2 / (to - from), this.named(vary))));
    }
    return seen;
  }

  /** What the equation leaves of the start if it does not change: less its first derivative by time. */
  #tendency(): Node {
    const { equation } = this.#statement;
    const [time] = this.#grid;
    const terms = this.startTerms;
    const names = new Map(
      equation.terms.map((term) => {
        if (term.by.includes(time.name)) return [term.name, literal(0, this.start.shape)] as const;
        const value = terms.of(term);
        return [term.name, reshape(value, value.shape.slice(0, -1))] as const;
      }),
    );
    for (const name of symbolsOf(equation.expr)) if (!names.has(name)) names.set(name, this.named(name));
    return fromExpr(equation.expr, names);
  }
}

/** The values of the parameter that varies, drawn anew at each step; null where none does. */
export function drawn({ vary, from, to, batch, seed }: MoeRecipe, step: Node): { name: string; values: Node } | null {
  if (vary === '') return null;
  return { name: vary, values: add(from, mul(to - from, randomUniform([batch], { seed, step }))) };
}

/** A start that is the same everywhere, or along an axis, at every point. */
function broadcastStart(value: Node, grid: readonly GridAxis[]): Node {
  return broadcastTo(value, [value.shape[0], 1, ...grid.slice(1).map(({ points }) => points)]);
}
