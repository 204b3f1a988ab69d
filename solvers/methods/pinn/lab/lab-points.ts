import type { Executor } from '../../../optim';
import { drawWeighted } from '../points/weighted';
import { LabResiduals } from './lab-residuals';
import { type Model, timeAxis } from './programs';
import { samplePoints } from './samplers';

/**
 * The points of all terms. Those of the equations are drawn anew from time to time: a part by the sampler, the rest
 * from candidates with chances that go as |residual| / mean + 1 (Wu, Zhu, Tan, Kartha and Lu 2023, RAD with k = c = 1).
 */
export class LabPoints {
  draws = 0;
  readonly #executor: Executor;
  readonly #model: Model;
  readonly residuals: LabResiduals;
  #places: (readonly Float64Array[])[] = [];
  #values: Readonly<Record<string, number>>;

  constructor(executor: Executor, model: Model) {
    this.#executor = executor;
    this.#model = model;
    this.#values = model.statement.problem.parameters;
    this.residuals = new LabResiduals(executor, model);
  }

  /** Places of the equations' points, [axis][points]. */
  get places(): readonly Float64Array[] {
    return this.#places[0];
  }

  /** Those of every term, by its name. */
  get all(): readonly (readonly [term: string, places: readonly Float64Array[]])[] {
    return this.#model.graphs.map(({ term }, k) => [term.name, this.#places[k]]);
  }

  /** The first points of all terms. */
  restart(): void {
    const { graphs, places } = this.#model;
    this.draws = 0;
    this.#places = [...places];
    for (const k of graphs.keys()) this.#write(k);
  }

  /** New points of the equations. */
  async redraw(): Promise<void> {
    const { recipe, graphs, statement } = this.#model;
    const { points } = graphs[0];
    this.draws++;
    const drawn = Math.round(recipe.adaptive * points);
    const even = points - drawn;
    const parts = even > 0 ? [this.#sample(even, 0)] : [];
    if (drawn > 0) {
      const pool = this.#sample(Math.max(recipe.candidates, drawn), 1000);
      const sizes = await this.residuals.sizes(pool, this.#values);
      const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
      const chances = sizes.map((size) => (mean > 0 && Number.isFinite(size) ? size / mean : 0) + 1);
      const chosen = drawWeighted(chances, drawn, statement.problem.seed + 13 * this.draws);
      parts.push(pool.map((axis) => Float64Array.from(chosen, (k) => axis[k])));
    }
    this.restore(
      statement.axes.map((_, axis) => Float64Array.from(parts.flatMap((part) => [...part[axis]]))),
      this.draws,
    );
  }

  /** Points that were drawn before. */
  restore(places: readonly Float64Array[], draws: number): void {
    this.draws = draws;
    this.#places[0] = places;
    this.#write(0);
  }

  /** Other parameters of the problem, from now on. */
  setParameters(values: Readonly<Record<string, number>>): void {
    this.#values = values;
    for (const k of this.#model.graphs.keys()) this.#write(k);
  }

  #sample(count: number, stream: number): Float64Array[] {
    const { statement, recipe, bodies } = this.#model;
    const free = bodies.count > 0 ? bodies.free : null;
    const seed = statement.problem.seed + stream;
    return samplePoints(statement.axes, statement.terms[0], count, {
      sampler: recipe.sampler,
      seed,
      draw: this.draws,
      free,
    });
  }

  /** Sends a term's points to the programs; those of the equations in order of time, as slabs want them. */
  #write(k: number): void {
    const { graphs, statement, recipe } = this.#model;
    const time = timeAxis(statement);
    if (k === 0 && recipe.slabs > 1 && time >= 0) this.#places[0] = sorted(this.#places[0], time);
    for (const { node, values } of graphs[k].fill(this.#places[k], this.#values)) this.#executor.write(node, values);
  }
}

function sorted(places: readonly Float64Array[], axis: number): Float64Array[] {
  const order = Array.from(places[axis].keys()).sort((a, b) => places[axis][a] - places[axis][b] || a - b);
  return places.map((own) => Float64Array.from(order, (k) => own[k]));
}
