import { Failure, OK, type Outcome } from '../../base/result';
import type { Gpu } from '../../gpu';
import { checkParameter } from '../parameter';
import type { Problem } from '../problem';
import type {
  Anatomy,
  Display,
  HostField,
  Landscape,
  Metric,
  Profile,
  Snapshot,
  Solver,
  StepCost,
  Weights,
} from '../solver';
import { anatomyOf } from './anatomy';
import { answersOf, answersOn, pressureDifference, probeAt, profilesOf, type Sample } from './answers';
import { PinnDisplay } from './display';
import { spaceTimeErrors } from './errors';
import { InsideFields } from './inside-fields';
import { PinnLandscape } from './landscape';
import { pictureOf } from './picture';
import { ResidualSizes } from './residual-sizes';
import type { StartTable } from './statement/start-tables';
import { takeWeights, weightsOf } from './trained-weights';
import { PinnTraining } from './training';

/** Iterations in a row without a step, beyond which new points will not help either. */
const STUCK = 3;

/** The live training of method `pinn`, and what is shown and measured of it; see README.md. */
export class PinnSolver implements Solver {
  readonly method = 'pinn';
  readonly #problem: Problem;
  readonly #training: PinnTraining;
  readonly #display: PinnDisplay;
  readonly #inside: InsideFields;
  readonly #sizes: ResidualSizes;
  readonly display: Display;
  #outcome: Outcome = OK;
  #finished = false;
  #seconds = 0;
  #stuck = 0;
  #rejected = 0;
  #loaded = false;
  /** Iterations that were made for other sensors or bodies. */
  #first = 0;

  private constructor(gpu: Gpu, training: PinnTraining, display: PinnDisplay) {
    const { statement, points, shown } = training;
    this.#problem = statement.problem;
    this.#training = training;
    this.#display = display;
    this.#sizes = new ResidualSizes(gpu, statement, shown);
    const inside = {
      sizes: (places: readonly Float64Array[]) => this.#sizes.at(places, points.parameters),
      points: () => points.drawn.places,
      iterations: () => training.iterations,
    };
    this.#inside = new InsideFields(gpu, pictureOf(statement), inside, statement.problem.unknowns);
    this.display = { ...display.display, fields: [...display.display.fields, ...this.#inside.fields] };
  }

  /** @param starts what unknowns start from in place of formulas */
  static async create(gpu: Gpu, problem: Problem, starts: readonly StartTable[] = []): Promise<PinnSolver> {
    const training = await PinnTraining.create(gpu, problem, starts);
    return new PinnSolver(gpu, training, await PinnDisplay.create(gpu, training.statement, training.shown));
  }

  get stepCount(): number {
    return this.#training.iterations;
  }

  /** The end of time: a network stands for all of it at once. */
  get time(): number {
    return this.#problem.time?.max ?? 0;
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  get finished(): boolean {
    return this.#finished;
  }

  get notes(): readonly string[] {
    const { recipe, statement, weights, levenberg } = this.#training;
    const budget = recipe.seconds > 0 ? ` or ${recipe.seconds} s` : '';
    return [
      `tanh network ${weights.layout.sizes.join('-')}, ${weights.layout.parameters} parameters, ${this.#loaded ? 'trained before' : 'from scratch'}`,
      `Levenberg-Marquardt, ${recipe.iterations} iterations${budget}, ${recipe.points} points`,
      ...(recipe.redraw > 0 ? [`points drawn anew by residual every ${recipe.redraw} iterations`] : []),
      ...statement.notes,
      ...(levenberg.recovered > 0
        ? [`${levenberg.recovered} times the weights were no numbers: back to the last good ones, more damping`]
        : []),
    ];
  }

  get cost(): StepCost {
    const { spent } = this.#training.levenberg;
    const steps = Math.max(1, this.#training.iterations);
    return { dispatches: spent.dispatches / steps, bytes: spent.bytes / steps, flops: spent.flops / steps };
  }

  async step(n: number): Promise<void> {
    const { recipe } = this.#training;
    for (let k = 0; k < n && !this.#finished; k++) {
      const begin = performance.now();
      const { accepted, trials, loss } = await this.#training.iterate();
      this.#seconds += (performance.now() - begin) / 1000;
      this.#rejected += accepted ? trials - 1 : trials;
      this.#stuck = accepted ? 0 : this.#stuck + 1;
      if (!Number.isFinite(loss)) {
        const advice = 'The residual is not a number at some point: check divisions, roots and logarithms.';
        this.#outcome = { code: 'diverged', advice };
        this.#finished = true;
      }
      const enough = this.#stuck >= (recipe.redraw > 0 ? STUCK * recipe.redraw : 1);
      const late = recipe.seconds > 0 && this.#seconds >= recipe.seconds;
      if (enough || late || this.#training.iterations - this.#first >= recipe.iterations) this.#finished = true;
    }
  }

  metrics(): Readonly<Record<string, Metric>> {
    const { loss, losses, iterations, levenberg } = this.#training;
    const plain = (value: number): Metric => ({ value, unit: '' });
    return {
      // Before the first iteration there is none.
      ...(Number.isFinite(loss) && { loss: plain(loss) }),
      ...Object.fromEntries(Object.entries(losses).map(([name, value]) => [`loss.${name}`, plain(value)])),
      damping: plain(levenberg.state.damping),
      // Trials that did not lessen the loss, as damping finds its size: nothing is wrong with that.
      rejected: plain(this.#rejected),
      iterations: plain(iterations),
      ...this.#found(),
    };
  }

  /** The parameters as found so far, and their relative errors where the truth is known. */
  #found(): Record<string, Metric> {
    const { parameters, inference } = this.#training.points;
    const { truth } = inference;
    return Object.fromEntries(
      inference.names.flatMap((name): [string, Metric][] => [
        [`parameter.${name}`, { value: parameters[name], unit: '' }],
        ...(name in truth
          ? [[`parameter.${name}.error`, relativeError(parameters[name], truth[name])] as [string, Metric]]
          : []),
      ]),
    );
  }

  async measure(): Promise<Readonly<Record<string, Metric>>> {
    const { points, statement } = this.#training;
    const parameters = { ...points.parameters, ...points.inference.truth };
    // The points lie on the body, where answers are 0.
    const difference = await pressureDifference(statement, (places) => this.#training.sample(places));
    return {
      ...this.metrics(),
      ...spaceTimeErrors(statement, await this.fields(), parameters),
      ...(difference === null ? {} : { dp: { value: difference, unit: '' } }),
    };
  }

  setParameter(name: string, value: number): void {
    checkParameter(this.#problem.parameters, name, value);
    this.#training.setParameter(name, value);
    this.#display.setParameters(this.#training.points.parameters);
    this.#inside.forget();
    // What was learned for other parameters is a good start.
    this.#finished = false;
    this.#outcome = OK;
    this.#stuck = 0;
  }

  refresh(names: readonly string[]): void {
    this.#training.show();
    this.#display.refresh(names);
  }

  fill(names: readonly string[]): Promise<void> {
    return this.#inside.fill(names, this.#finished);
  }

  anatomy(): Promise<Anatomy> {
    return anatomyOf(this.#training);
  }

  landscape(seed: number): Landscape {
    return new PinnLandscape(this.#training, seed);
  }

  profiles(): Promise<readonly Profile[]> {
    return profilesOf(this.#training.statement, this.sample);
  }

  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    return { ...this.#inside.probe(x, y), ...(await probeAt(this.#training.statement, this.sample, x, y)) };
  }

  /** All unknowns on a grid of space and time, axes [t][z][y][x] as far as they exist. */
  fields(): Promise<readonly HostField[]> {
    return answersOf(this.#training.statement, this.sample);
  }

  /** The unknowns at the points that coordinates span, such as those of a stored reference. */
  sampleOn(coordinates: Readonly<Record<string, Float64Array>>): Promise<readonly HostField[]> {
    return answersOn(this.#training.statement, this.sample, coordinates);
  }

  /** The unknowns at places, 0 where bodies are. */
  readonly sample: Sample = async (places) => {
    const values = await this.#training.sample(places);
    this.#training.points.clear(places, values);
    return values;
  };

  async weights(): Promise<Weights> {
    return weightsOf(this.#training);
  }

  /** The weights count as trained: nothing is left to do until a parameter changes or the training starts anew. */
  async takeWeights(weights: Weights): Promise<void> {
    takeWeights(this.#training, weights);
    await this.#training.look();
    this.#training.iterations = Number(weights.metadata.iterations) || 0;
    this.#inside.forget();
    this.#loaded = true;
    this.#outcome = OK;
    this.#finished = true;
  }

  async save(): Promise<Snapshot> {
    const { levenberg, points, iterations, loss } = this.#training;
    const { places, draws } = points.drawn;
    const counts = { iterations, first: this.#first, loss, draws };
    return {
      method: this.method,
      numbers: { ...levenberg.state, ...counts, seconds: this.#seconds, stuck: this.#stuck },
      arrays: {
        parameters: levenberg.parameters.slice().buffer,
        ...Object.fromEntries(places.map((own, axis) => [`places ${axis}`, own.slice().buffer as ArrayBuffer])),
      },
    };
  }

  async load({ method, numbers, arrays }: Snapshot): Promise<void> {
    const { levenberg, points, statement, recipe } = this.#training;
    const { damping, relative, precise, iterations, first = 0, loss, draws, seconds, stuck } = numbers;
    const places = statement.axes.map((_, axis) => new Float64Array(arrays[`places ${axis}`] ?? new ArrayBuffer(0)));
    const parameters = new Float64Array(arrays.parameters ?? new ArrayBuffer(0));
    const fits =
      parameters.length === levenberg.parameters.length && places.every(({ length }) => length === recipe.points);
    if (method !== this.method || !fits || ![damping, relative, precise, iterations, draws].every(Number.isFinite)) {
      throw new Failure(
        'bad-input',
        'this state belongs to another network or method, or is damaged: start anew',
        'snapshot',
      );
    }
    levenberg.restart(parameters);
    levenberg.state.damping = damping;
    levenberg.state.relative = relative;
    levenberg.state.precise = precise;
    points.restore(places, draws);
    this.#training.iterations = iterations;
    this.#training.loss = loss;
    this.#inside.forget();
    this.#seconds = seconds;
    this.#stuck = stuck;
    this.#outcome = OK;
    this.#first = first;
    this.#finished = iterations - first >= recipe.iterations;
  }

  /** From weights, found parameters and damping, for as many iterations more; a network of another size starts anew. */
  async goOnFrom({ numbers, arrays }: Snapshot): Promise<void> {
    const { levenberg } = this.#training;
    const parameters = new Float64Array(arrays.parameters ?? new ArrayBuffer(0));
    if (parameters.length !== levenberg.parameters.length || !parameters.every(Number.isFinite)) return;
    levenberg.restart(parameters);
    Object.assign(levenberg.state, { damping: numbers.damping, relative: numbers.relative });
    this.#first = this.#training.iterations = numbers.iterations;
    this.#inside.forget();
  }

  async reset(): Promise<void> {
    this.#training.reset();
    this.#inside.forget();
    this.#seconds = 0;
    this.#stuck = 0;
    this.#rejected = 0;
    this.#first = 0;
    this.#loaded = false;
    this.#outcome = OK;
    this.#finished = false;
  }

  dispose(): void {
    this.#display.dispose();
    this.#inside.dispose();
    this.#sizes.dispose();
    this.#training.dispose();
  }
}

function relativeError(value: number, truth: number): Metric {
  return { value: Math.abs(value - truth) / (Math.abs(truth) || 1), unit: '' };
}
