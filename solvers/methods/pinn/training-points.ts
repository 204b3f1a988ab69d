import { Failure } from '../../base/result';
import type { Gpu } from '../../gpu';
import { Inference } from './inference';
import { type NetworkLayout, TILE } from './network/layout';
import { NetworkPoints, type NetworkWeights } from './network/network';
import { preciseOutputs } from './network/precise';
import { Bodies, type Free } from './points/bodies';
import { type PointData, PointMaker } from './points/point-data';
import { sample } from './points/sampler';
import { type Outputs, TermRows } from './points/term-rows';
import { drawWeighted } from './points/weighted';
import type { PinnRecipe } from './recipe';
import { ResidualSizes } from './residual-sizes';
import { fadingOf, type Statement, type Term } from './statement/statement';

/** One term with its points: which tiles of points and which rows are its own. */
export interface TermPoints {
  readonly rows: TermRows;
  data: PointData;
  readonly tile: number;
  readonly row: number;
  readonly scale: number;
}

/** The points of all terms, their residuals and the rows of the linearisation; see {@link TermRows}. */
export class TrainingPoints {
  readonly terms: readonly TermPoints[];
  readonly rows: number;
  /** For each tile of rows, the tile of points that it is made of. */
  readonly tiles: Uint32Array;
  readonly pass: NetworkPoints;
  readonly inference: Inference;
  readonly #maker: PointMaker;
  readonly #statement: Statement;
  readonly #recipe: PinnRecipe;
  readonly #seed: number;
  readonly #bodies: Bodies;
  readonly #candidates: ResidualSizes;
  #parameters: Readonly<Record<string, number>>;
  #draws = 0;

  private constructor(
    gpu: Gpu,
    statement: Statement,
    recipe: PinnRecipe,
    weights: NetworkWeights,
    pass: NetworkPoints,
    terms: readonly TermPoints[],
    maker: PointMaker,
    bodies: Bodies,
  ) {
    this.#candidates = new ResidualSizes(gpu, statement, weights);
    this.#statement = statement;
    this.#recipe = recipe;
    this.#maker = maker;
    this.#bodies = bodies;
    this.inference = new Inference(statement.problem);
    this.#parameters = statement.problem.parameters;
    this.#seed = statement.problem.seed;
    this.pass = pass;
    this.terms = terms;
    this.infer(this.inference.unknowns());
    const tiles: number[] = [];
    for (const { rows, data, tile } of terms) {
      const own = data.padded / TILE;
      for (let e = 0; e < rows.term.residuals.length; e++) for (let k = 0; k < own; k++) tiles.push(tile + k);
    }
    this.tiles = Uint32Array.from(tiles);
    this.rows = TILE * tiles.length;
  }

  static async create(
    gpu: Gpu,
    statement: Statement,
    recipe: PinnRecipe,
    weights: NetworkWeights,
  ): Promise<TrainingPoints> {
    const maker = new PointMaker(statement);
    const { problem, axes } = statement;
    const bodies = new Bodies(problem, axes, problem.parameters);
    let [tile, row] = [0, 0];
    const terms = statement.terms.flatMap((term, k): TermPoints[] => {
      const rows = new TermRows(statement, term);
      rows.setParameters(Object.values(problem.parameters));
      const places = placesOf(statement, term, bodies, problem.seed + 101 * k);
      const { length } = places[0];
      // A side may lie in a body from end to end.
      if (length === 0 && k > 0) return [];
      if (length === 0) throw new Failure('bad-input', 'obstacles: they leave no room in the box', 'obstacles');
      const data = maker.make(places, problem.parameters, fadingOf(statement, term));
      const own = { rows, data, tile, row, scale: term.weight / Math.sqrt(length) };
      tile += data.padded / TILE;
      row += rows.rows(data.padded);
      return [own];
    });
    const pass = await NetworkPoints.create(gpu, weights, weights.layout, tile * TILE);
    for (const { data, tile: first } of terms) pass.writeSeeds(data.seeds, first);
    return new TrainingPoints(gpu, statement, recipe, weights, pass, terms, maker, bodies);
  }

  /** The outputs at all points for the weights that are on the device. */
  outputs(): Promise<Float32Array> {
    this.pass.run();
    return this.pass.read();
  }

  /** The same in f64 for these weights, by the host. */
  precise(layout: NetworkLayout, parameters: Float64Array): Float64Array {
    const into = new Float64Array(this.pass.capacity * layout.count * layout.sizes.at(-1)!);
    for (const { data, tile } of this.terms) preciseOutputs(layout, parameters, data.seeds, into, tile);
    return into;
  }

  /** All residuals, weighted so that the sum of squares is the loss. */
  residuals(outputs: Outputs): Float64Array {
    const into = new Float64Array(this.rows);
    for (const { rows, data, tile, row, scale } of this.terms) rows.evaluate(data, outputs, tile, scale, into, row);
    return into;
  }

  /** The derivatives of all residuals by the outputs, as {@link JacobianRows} takes them. */
  coefficients(outputs: Outputs): Float32Array {
    const width = this.#statement.channels.length * this.#statement.ansatz.length;
    const into = new Float32Array(this.rows * width);
    for (const { rows, data, tile, row, scale } of this.terms) rows.linearise(data, outputs, tile, scale, into, row);
    return into;
  }

  /** The derivatives of all residuals by the unknowns of the inference, [unknown][rows]. */
  byParameters(outputs: Outputs, unknowns: ArrayLike<number>): Float32Array {
    const slopes = this.inference.slopes(unknowns);
    const into = new Float32Array(this.rows * slopes.length);
    for (const { rows, data, tile, row, scale } of this.terms) {
      rows.byParameters(data, outputs, tile, scale, slopes, into, row);
    }
    return into;
  }

  /** Takes the parameters that the unknowns of the inference stand for. */
  infer(unknowns: ArrayLike<number>): void {
    if (this.inference.count === 0) return;
    this.#parameters = { ...this.#parameters, ...this.inference.values(unknowns) };
    for (const { rows } of this.terms) rows.setParameters(this.#values());
  }

  /** The parameters as they are now. */
  get parameters(): Readonly<Record<string, number>> {
    return this.#parameters;
  }

  #values(): number[] {
    return Object.keys(this.#statement.problem.parameters).map((name) => this.#parameters[name]);
  }

  /** Each term's part of the loss. */
  losses(residuals: Float64Array): Record<string, number> {
    return Object.fromEntries(
      this.terms.map(({ rows, data, row }) => {
        const own = residuals.subarray(row, row + rows.rows(data.padded));
        return [rows.term.name, sumOfSquares(own)];
      }),
    );
  }

  /**
   * New points for the equations: a part spread evenly, the rest drawn from candidates with chances that go as the
   * size of their residual. Without it a network can settle in a solution with a front where no point is.
   */
  async redraw(): Promise<void> {
    const { axes } = this.#statement;
    const { points, candidates, adaptive } = this.#recipe;
    const [interior] = this.terms;
    const drawn = Math.round(adaptive * points);
    const even = points - drawn;
    this.#draws++;
    const { term } = interior.rows;
    const places = sample(axes, term, even, this.#seed, 1 + this.#draws * even, this.#free);
    const pool = sample(axes, term, candidates, this.#seed + 7, 1 + this.#draws * candidates, this.#free);
    const sizes = await this.#candidates.at(pool, this.#parameters);
    const chosen = drawWeighted(sizes, drawn, this.#seed + 13 * this.#draws);
    const all = places.map((own, axis) => Float64Array.from([...own, ...chosen.map((k) => pool[axis][k])]));
    this.#place(all);
  }

  /** Puts 0 where bodies are. */
  clear(places: readonly ArrayLike<number>[], fields: readonly Float64Array[]): void {
    if (this.#bodies.count === 0) return;
    for (let k = 0; k < places[0].length; k++) {
      if (this.#bodies.free(places.map((own) => own[k]))) continue;
      for (const field of fields) field[k] = 0;
    }
  }

  get #free(): Free | null {
    return this.#bodies.count > 0 ? this.#bodies.free : null;
  }

  /** The points of the equations, and how often they were drawn: what {@link restore} takes. */
  get drawn(): { readonly places: readonly Float64Array[]; readonly draws: number } {
    const { data } = this.terms[0];
    return { places: data.places.map((own) => own.slice(0, data.count)), draws: this.#draws };
  }

  restore(places: readonly Float64Array[], draws: number): void {
    this.#draws = draws;
    this.#place(places);
  }

  /** The first points again. */
  restart(): void {
    if (this.#draws === 0) return;
    const [{ rows }] = this.terms;
    this.restore(placesOf(this.#statement, rows.term, this.#bodies, this.#seed), 0);
  }

  #place(places: readonly Float64Array[]): void {
    const [interior] = this.terms;
    interior.data = this.#maker.make(places, this.#parameters);
    this.pass.writeSeeds(interior.data.seeds, interior.tile);
  }

  /** Other parameters of the problem, from now on. */
  setParameters(parameters: Readonly<Record<string, number>>): void {
    this.#parameters = parameters;
    for (const own of this.terms) {
      own.rows.setParameters(this.#values());
      const places = own.data.places.map((axis) => axis.subarray(0, own.data.count));
      own.data = this.#maker.make(places, parameters, fadingOf(this.#statement, own.rows.term));
    }
  }

  dispose(): void {
    this.pass.dispose();
    this.#candidates.dispose();
  }
}

/** The first points of a term. */
function placesOf({ axes }: Statement, term: Term, bodies: Bodies, seed: number): readonly Float64Array[] {
  if (term.places) return term.places;
  if (term.body !== undefined) return bodies.surface(term.body, term.points, seed);
  return sample(axes, term, term.points, seed, 1, bodies.count > 0 ? bodies.free : null);
}

/** Sum of squares with Neumaier's compensation. */
export function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  let rest = 0;
  for (const value of values) {
    const square = value * value;
    const next = sum + square;
    rest += sum >= square ? sum - next + square : square - next + sum;
    sum = next;
  }
  return sum + rest;
}
