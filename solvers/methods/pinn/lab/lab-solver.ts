import { Failure, OK, type Outcome } from '../../../base/result';
import type { DeviceArray, Gpu } from '../../../gpu';
import { onDevice } from '../../../optim';
import { checkParameter } from '../../parameter';
import type { Problem } from '../../problem';
import type { Anatomy, Display, HostField, Metric, Profile, Snapshot, Solver, StepCost, Weights } from '../../solver';
import { placed } from '../anatomy';
import { answersOf, answersOn, probeAt, profilesOf, type Sample } from '../answers';
import { spaceTimeErrors } from '../errors';
import { InsideFields } from '../inside-fields';
import { pictureOf } from '../picture';
import type { PinnRecipe } from '../recipe';
import { statementOf } from '../statement/statement';
import { LabDisplay } from './lab-display';
import { LabSampler } from './lab-sampler';
import { LabTraining, type Measured } from './lab-training';
import { takeTensors, tensorsOf } from './lab-weights';
import { modelOf } from './programs';

/** Iterations that run before the clock and the losses are looked at. */
const LOOK = 50;

/** The live training of method `pinn` by first-order and quasi-Newton methods; see README.md. */
export class LabSolver implements Solver {
  readonly method = 'pinn';
  readonly #gpu: Gpu;
  readonly #training: LabTraining;
  readonly #sampler: LabSampler;
  readonly #display: LabDisplay;
  readonly #inside: InsideFields;
  readonly display: Display;
  readonly #weights: DeviceArray;
  #parameters: Readonly<Record<string, number>>;
  #measured: Measured | null = null;
  #outcome: Outcome = OK;
  #finished = false;
  #loaded = false;
  #seconds = 0;

  private constructor(gpu: Gpu, training: LabTraining, sampler: LabSampler, display: LabDisplay, weights: DeviceArray) {
    this.#gpu = gpu;
    this.#training = training;
    this.#sampler = sampler;
    this.#display = display;
    this.#weights = weights;
    const { statement } = training.model;
    this.#parameters = statement.problem.parameters;
    const inside = {
      sizes: (places: readonly Float64Array[]) => training.points.residuals.sizes(places, this.#parameters),
      points: () => training.points.places,
      iterations: () => training.iterations,
    };
    this.#inside = new InsideFields(gpu, pictureOf(statement), inside, statement.problem.unknowns);
    this.display = { ...display.display, fields: [...display.display.fields, ...this.#inside.fields] };
  }

  static async create(gpu: Gpu, problem: Problem, recipe: PinnRecipe): Promise<LabSolver> {
    const model = modelOf(statementOf(problem, recipe), recipe);
    const weights = gpu.storage('pinn weights', 4 * model.network.count);
    const executor = onDevice(gpu, new Map([[model.parameters, weights]]));
    const training = await LabTraining.create(executor, model);
    const display = await LabDisplay.create(gpu, model, weights);
    return new LabSolver(gpu, training, new LabSampler(executor, model), display, weights);
  }

  get stepCount(): number {
    return this.#training.iterations;
  }

  /** The end of time: a network stands for all of it at once. */
  get time(): number {
    return this.#training.model.statement.problem.time?.max ?? 0;
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  get finished(): boolean {
    return this.#finished;
  }

  get notes(): readonly string[] {
    const { recipe, network, statement } = this.#training.model;
    const budget = recipe.seconds > 0 ? ` or ${recipe.seconds} s` : '';
    const rejected = this.#measured?.rejected ?? 0;
    return [
      `${recipe.network}, ${network.count} parameters, ${this.#loaded ? 'trained before' : 'from scratch'}`,
      `${recipe.optimiser}, ${recipe.iterations} iterations${budget}, ${recipe.points} points (${recipe.sampler})`,
      ...(recipe.compose === 'sum' ? [] : [`losses put together by ${recipe.compose}`]),
      ...(recipe.redraw > 0 ? [`points drawn anew every ${recipe.redraw} iterations`] : []),
      ...statement.notes,
      ...(rejected > 0
        ? [`${rejected} steps rejected: back to the last good weights, rate times ${this.#measured?.rateFactor}`]
        : []),
    ];
  }

  get cost(): StepCost {
    return this.#training.cost;
  }

  async step(n: number): Promise<void> {
    const { recipe } = this.#training.model;
    for (let left = n; left > 0 && !this.#finished; left -= LOOK) {
      const begin = performance.now();
      const count = Math.min(left, LOOK, recipe.iterations - this.#training.iterations);
      const outcome = await this.#training.run(count);
      this.#measured = await this.#training.measure();
      this.#seconds += (performance.now() - begin) / 1000;
      this.#outcome = outcome.code === 'ok' ? LabTraining.outcomeOf(this.#measured) : outcome;
      const late = recipe.seconds > 0 && this.#seconds >= recipe.seconds;
      this.#finished = late || this.#outcome.code !== 'ok' || this.#training.iterations >= recipe.iterations;
    }
  }

  metrics(): Readonly<Record<string, Metric>> {
    const plain = (value: number): Metric => ({ value, unit: '' });
    const named = (prefix: string, all: Readonly<Record<string, number>>): [string, Metric][] =>
      Object.entries(all).map(([name, value]) => [`${prefix}.${name}`, plain(value)]);
    const measured = this.#measured;
    if (!measured) return { iterations: plain(this.#training.iterations) };
    return {
      loss: plain(measured.loss),
      ...Object.fromEntries([
        ...named('loss', measured.losses),
        ...named('cosine', measured.cosines),
        ...named('weight', measured.weights),
      ]),
      ...(measured.causal === null ? {} : { causal: plain(measured.causal) }),
      iterations: plain(this.#training.iterations),
    };
  }

  async measure(): Promise<Readonly<Record<string, Metric>>> {
    this.#measured = await this.#training.measure();
    const errors = spaceTimeErrors(this.#training.model.statement, await this.fields(), this.#parameters);
    return { ...this.metrics(), ...errors };
  }

  setParameter(name: string, value: number): void {
    checkParameter(this.#parameters, name, value);
    this.#parameters = { ...this.#parameters, [name]: value };
    this.#training.points.setParameters(this.#parameters);
    this.#display.setParameters(this.#parameters);
    this.#inside.forget();
    // What was learned for other parameters is a good start.
    this.#finished = false;
    this.#outcome = OK;
  }

  refresh(): void {
    this.#display.refresh();
  }

  fill(names: readonly string[]): Promise<void> {
    return this.#inside.fill(names, this.#finished);
  }

  async anatomy(): Promise<Anatomy> {
    this.#measured ??= await this.#training.measure();
    const { model, points } = this.#training;
    const { weights, cosines } = this.#measured;
    const names = Object.keys(weights);
    const between = (a: string, b: string): number => (a === b ? 1 : (cosines[`${a}.${b}`] ?? cosines[`${b}.${a}`]));
    return {
      names,
      lengths: null,
      cosines: names.map((a) => names.map((b) => between(a, b))),
      points: points.all.map(([term, places]) => placed(term, places, places[0].length, model.statement.axes.length)),
    };
  }

  profiles(): Promise<readonly Profile[]> {
    return profilesOf(this.#training.model.statement, this.#sample);
  }

  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    return { ...this.#inside.probe(x, y), ...(await probeAt(this.#training.model.statement, this.#sample, x, y)) };
  }

  fields(): Promise<readonly HostField[]> {
    return answersOf(this.#training.model.statement, this.#sample);
  }

  /** The unknowns at the points that coordinates span, such as those of a stored reference. */
  sampleOn(coordinates: Readonly<Record<string, Float64Array>>): Promise<readonly HostField[]> {
    return answersOn(this.#training.model.statement, this.#sample, coordinates);
  }

  /** The unknowns at places, 0 where bodies are. */
  readonly #sample: Sample = async (places) => {
    const { bodies } = this.#training.model;
    const fields = await this.#sampler.sample(places, this.#parameters);
    if (bodies.count === 0) return fields;
    return fields.map((field) => field.map((value, k) => (bodies.free(places.map((own) => own[k])) ? value : 0)));
  };

  async weights(): Promise<Weights> {
    return tensorsOf(this.#training, await this.#training.weights());
  }

  /** The weights count as trained: nothing is left to do until a parameter changes or the training starts anew. */
  async takeWeights(weights: Weights): Promise<void> {
    this.#training.begin(takeTensors(this.#training, weights));
    this.#training.iterations = Number(weights.metadata.iterations) || 0;
    this.#measured = await this.#training.measure();
    this.#inside.forget();
    this.#loaded = true;
    this.#outcome = OK;
    this.#finished = true;
  }

  async save(): Promise<Snapshot> {
    const { points, iterations } = this.#training;
    const state = await this.#training.state();
    const kept = points.places.map((own, axis) => [`places ${axis}`, own.slice().buffer as ArrayBuffer]);
    return {
      method: this.method,
      numbers: { iterations, draws: points.draws, seconds: this.#seconds },
      arrays: {
        ...Object.fromEntries(Object.entries(state).map(([name, own]) => [name, own.slice().buffer])),
        ...Object.fromEntries(kept),
      },
    };
  }

  async load({ method, numbers, arrays }: Snapshot): Promise<void> {
    const { points, model } = this.#training;
    const { iterations, draws, seconds } = numbers;
    const array = (name: string): ArrayBuffer => arrays[name] ?? new ArrayBuffer(0);
    const places = model.statement.axes.map((_, axis) => new Float64Array(array(`places ${axis}`)));
    const wanted = points.places[0].length;
    if (
      method !== this.method ||
      ![iterations, draws].every(Number.isFinite) ||
      !places.every((own) => own.length === wanted)
    ) {
      throw new Failure(
        'bad-input',
        'this state belongs to another method or problem, or is damaged: start anew',
        'snapshot',
      );
    }
    const state = Object.keys(arrays).filter((name) => name.startsWith('state '));
    this.#training.restore(Object.fromEntries(state.map((name) => [name, new Float32Array(array(name))])));
    points.restore(places, draws);
    this.#training.iterations = iterations;
    this.#inside.forget();
    this.#seconds = seconds;
    this.#measured = await this.#training.measure();
    this.#outcome = OK;
    this.#finished = iterations >= model.recipe.iterations;
  }

  async reset(): Promise<void> {
    this.#training.reset();
    this.#inside.forget();
    this.#measured = null;
    this.#seconds = 0;
    this.#loaded = false;
    this.#outcome = OK;
    this.#finished = false;
  }

  dispose(): void {
    this.#display.dispose();
    this.#inside.dispose();
    this.#training.dispose();
    this.#gpu.release(this.#weights);
  }
}
