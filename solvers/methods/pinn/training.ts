import type { Gpu } from '../../gpu';
import type { Problem } from '../problem';
import { initialWeights } from './initial-weights';
import { type Iteration, Levenberg } from './levenberg';
import { layoutOf } from './network/layout';
import { NetworkPoints, NetworkWeights } from './network/network';
import { PointMaker } from './points/point-data';
import { type PinnRecipe, recipeOf } from './recipe';
import type { StartTable } from './statement/start-tables';
import { type Statement, statementOf } from './statement/statement';
import { TrainingPoints } from './training-points';

/** Points of one dispatch when a solution is sampled. */
const CHUNK = 4096;

/** A network in training for a problem: everything but what is shown of it. */
export class PinnTraining {
  readonly statement: Statement;
  readonly recipe: PinnRecipe;
  readonly weights: NetworkWeights;
  readonly levenberg: Levenberg;
  /** The weights that are shown: never those of a trial. */
  readonly shown: NetworkWeights;
  iterations = 0;
  /** The loss of the accepted weights on the points of the last iteration. */
  loss = Number.NaN;
  /** Its parts by term. */
  losses: Readonly<Record<string, number>> = {};
  last: Iteration | null = null;
  readonly points: TrainingPoints;
  readonly #gpu: Gpu;
  #values: { pass: NetworkPoints; maker: PointMaker } | null = null;

  private constructor(
    gpu: Gpu,
    statement: Statement,
    recipe: PinnRecipe,
    weights: NetworkWeights,
    points: TrainingPoints,
    levenberg: Levenberg,
  ) {
    this.#gpu = gpu;
    this.statement = statement;
    this.recipe = recipe;
    this.weights = weights;
    this.shown = new NetworkWeights(gpu, weights.layout);
    this.points = points;
    this.levenberg = levenberg;
    this.reset();
  }

  /** @param starts what unknowns start from in place of formulas */
  static async create(gpu: Gpu, problem: Problem, starts: readonly StartTable[] = []): Promise<PinnTraining> {
    const recipe = recipeOf(problem);
    const statement = statementOf(problem, recipe, starts);
    const hidden = Array.from({ length: recipe.layers }, () => recipe.width);
    const sizes = [statement.features.length, ...hidden, problem.unknowns.length];
    const weights = new NetworkWeights(gpu, layoutOf({ sizes, channels: statement.channels }));
    const points = await TrainingPoints.create(gpu, statement, recipe, weights);
    const levenberg = await Levenberg.create(gpu, weights, points, recipe.krylov, recipe.redraw === 0);
    return new PinnTraining(gpu, statement, recipe, weights, points, levenberg);
  }

  /** Fresh weights from the problem's seed. */
  reset(): void {
    const { problem } = this.statement;
    this.points.restart();
    const network = initialWeights(this.weights.layout.sizes, this.recipe.firstScale, problem.seed);
    this.levenberg.restart(Float64Array.from([...network, ...this.points.inference.unknowns()]));
    this.iterations = 0;
    this.loss = Number.NaN;
    this.losses = {};
    this.last = null;
  }

  /** One iteration, with new points before it where the recipe says so. */
  async iterate(): Promise<Iteration> {
    const { redraw, hold } = this.recipe;
    if (redraw > 0 && this.iterations > 0 && this.iterations % redraw === 0) await this.points.redraw();
    this.last = await this.levenberg.iterate(this.iterations < hold);
    this.loss = this.last.loss;
    this.losses = this.points.losses(this.last.residual);
    this.iterations++;
    return this.last;
  }

  /** Loss and its parts at the present weights, without an iteration. */
  async look(): Promise<void> {
    const { loss, residual } = await this.levenberg.look();
    this.loss = loss;
    this.losses = this.points.losses(residual);
  }

  /** The network's part of what is trained. */
  get network(): Float64Array {
    return this.levenberg.parameters.subarray(0, this.weights.layout.parameters);
  }

  /** Brings the weights that are shown up to date. */
  show(): void {
    this.shown.write(new Float32Array(this.network));
  }

  /** The unknowns at places, [axis][count], for the present weights. */
  async sample(places: readonly ArrayLike<number>[]): Promise<Float64Array[]> {
    const { statement, shown } = this;
    const value = [statement.axes.map(() => 0)];
    const layout = layoutOf({ sizes: shown.layout.sizes, channels: value });
    this.#values ??= {
      pass: await NetworkPoints.create(this.#gpu, shown, layout, CHUNK),
      maker: new PointMaker(statement, value),
    };
    const { pass, maker } = this.#values;
    this.show();
    const fields = statement.problem.unknowns.map(() => new Float64Array(places[0].length));
    for (let first = 0; first < places[0].length; first += CHUNK) {
      const last = Math.min(first + CHUNK, places[0].length);
      const chunk = places.map((own) => Float64Array.from({ length: last - first }, (_, k) => own[first + k]));
      const data = maker.make(chunk, this.points.parameters);
      pass.writeSeeds(data.seeds);
      pass.run();
      const outputs = await pass.read(data.count);
      for (const [u, field] of fields.entries()) {
        for (let k = 0; k < data.count; k++) {
          const network = outputs[(Math.floor(k / 8) * fields.length + u) * 8 + (k % 8)];
          field[first + k] = (data.given[u]?.[k] ?? 0) + (data.factor[u]?.[k] ?? 1) * network;
        }
      }
    }
    return fields;
  }

  /** Another value of a parameter of the problem, from the next iteration on; of one that is searched, a new guess. */
  setParameter(name: string, value: number): void {
    const parameters = { ...this.points.parameters, [name]: value };
    this.points.setParameters(parameters);
    this.levenberg.parameters.set(this.points.inference.unknowns(parameters), this.weights.layout.parameters);
  }

  dispose(): void {
    this.#values?.pass.dispose();
    for (const part of [this.levenberg, this.points, this.weights, this.shown]) part.dispose();
  }
}
