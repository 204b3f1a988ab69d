import { Failure, OK, type Outcome } from '../../base/result';
import type { Gpu } from '../../gpu';
import { type Fno, fnoCount, fnoInitial } from '../../nets';
import { atPointsOf, profilesOf } from '../interpolate';
import type { Problem } from '../problem';
import type { Display, HostField, Metric, Profile, Snapshot, Solver, StepCost, Weights } from '../solver';
import { OperatorDisplay } from './display';
import { Inference } from './inference';
import { networkOf } from './network';
import { Reservoir } from './reservoir';
import { type Scaling, scalingOf } from './scaling';
import { type FnoSettings, settingsOf } from './settings';
import { symmetriesOf } from './symmetry';
import type { Channels, OperatorTask } from './task';
import { taskOf } from './task-of';
import { Training } from './training';
import { ofWeights, weightsOf } from './weights';

/** Examples that the scaling is taken from. */
const SCALING = 16;
/** What nothing is scaled by until there are examples or weights. */
const PLAIN = (task: OperatorTask): Scaling => ({
  means: new Float64Array(task.inputs.length),
  spreads: new Float64Array(task.inputs.length).fill(1),
  sizes: new Float64Array(task.outputs.length).fill(1),
});

/** What training needs and an answer alone does not. */
interface School {
  readonly training: Training;
  readonly reservoir: Reservoir;
  /** Answers on the grid of the examples. */
  readonly examiner: Inference;
}

/** The live training of method `fno`, and its answer to what the scene gives; see README.md. */
export class FnoSolver implements Solver {
  readonly method = 'fno';
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #task: OperatorTask;
  readonly #settings: FnoSettings;
  readonly #network: Fno;
  readonly #inference: Inference;
  readonly #display: OperatorDisplay;
  #parameters: Readonly<Record<string, number>>;
  #scaling: Scaling;
  #school: School | null = null;
  #outcome: Outcome = OK;
  #steps = 0;
  #loss = Number.NaN;
  #finished = false;
  #fields: readonly HostField[] | null = null;

  private constructor(
    gpu: Gpu,
    problem: Problem,
    task: OperatorTask,
    settings: FnoSettings,
    network: Fno,
    inference: Inference,
  ) {
    this.#gpu = gpu;
    this.#problem = problem;
    this.#task = task;
    this.#settings = settings;
    this.#network = network;
    this.#inference = inference;
    this.#parameters = problem.parameters;
    this.#scaling = PLAIN(task);
    this.#display = new OperatorDisplay(gpu, task, inference.shown);
  }

  static async create(gpu: Gpu, problem: Problem): Promise<FnoSolver> {
    const settings = settingsOf(problem);
    const task = taskOf(gpu, problem, settings);
    const network = networkOf(task, settings);
    const inference = await Inference.create(gpu, task, network, settings, task.points);
    const solver = new FnoSolver(gpu, problem, task, settings, network, inference);
    await solver.reset();
    return solver;
  }

  get stepCount(): number {
    return this.#steps;
  }

  /** An operator answers for the end of time. */
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
    const { width, layers, modes, batch, steps, examples } = this.#settings;
    const symmetries = this.#school?.reservoir.symmetries.length ?? 0;
    return [
      `Fourier neural operator, ${layers} layers of ${width} channels and ${modes} modes, ${fnoCount(this.#network)} parameters`,
      `AdamW, ${steps} steps of ${batch} examples out of ${examples}`,
      ...this.#task.notes,
      ...(symmetries > 1 ? [`each example stands for ${symmetries}: the problem is the same when turned round`] : []),
    ];
  }

  get display(): Display {
    return this.#display.display;
  }

  get cost(): StepCost {
    return (this.#school?.training ?? this.#inference).cost;
  }

  async step(n: number): Promise<void> {
    if (this.#finished) return;
    const { training, reservoir } = await this.#openSchool();
    for (let k = 0; k < n && this.#steps < this.#settings.steps; k++) {
      await training.step(this.#steps, await reservoir.draw(this.#steps), this.#scaling);
      this.#steps++;
    }
    this.#fields = null;
    this.#loss = await training.loss();
    if (!Number.isFinite(this.#loss)) {
      this.#outcome = { code: 'diverged', advice: 'The loss is not a number: lower recipes.fno.rate and start anew.' };
    }
    this.#finished = this.#steps >= this.#settings.steps || this.#outcome !== OK;
  }

  metrics(): Readonly<Record<string, Metric>> {
    const metrics: Record<string, Metric> = { iterations: { value: this.#steps, unit: '' } };
    if (Number.isFinite(this.#loss)) metrics.loss = { value: this.#loss, unit: '' };
    if (this.#school) metrics.examples = { value: this.#school.reservoir.made, unit: '' };
    return metrics;
  }

  /** `testError`: the mean relative L2 error on fresh examples, whose answers are computed by the classical method. */
  async measure(): Promise<Readonly<Record<string, Metric>>> {
    const { reservoir, examiner } = await this.#openSchool();
    const errors: number[] = [];
    for (const { inputs, outputs } of await reservoir.tests()) {
      const found = await examiner.answer(inputs, this.#scaling);
      errors.push(relative(found.data, outputs.data));
    }
    return {
      ...this.metrics(),
      testError: { value: errors.reduce((sum, error) => sum + error / errors.length, 0), unit: '' },
      worstTestError: { value: Math.max(...errors), unit: '' },
    };
  }

  setParameter(name: string, value: number): void {
    if (!Object.hasOwn(this.#parameters, name)) {
      throw new Failure('bad-input', `There is no parameter ${name}.`, `parameters.${name}`);
    }
    this.#parameters = { ...this.#parameters, [name]: value };
    this.#ask();
  }

  refresh(_names: readonly string[]): void {
    this.#inference.run();
  }

  async profiles(): Promise<readonly Profile[]> {
    return profilesOf(this.#problem, await this.fields());
  }

  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    const places = [x, y].slice(0, this.#problem.axes.length);
    const coordinates = Object.fromEntries(
      this.#problem.axes.map(({ name }, k) => [name, Float64Array.of(places[k])] as const),
    );
    return Object.fromEntries(
      (await this.fields()).map((field) => [field.name, atPointsOf({ coordinates }, field)[0]]),
    );
  }

  async fields(): Promise<readonly HostField[]> {
    this.#fields ??= this.#named(await this.#inference.answer(this.#given(), this.#scaling));
    return this.#fields;
  }

  async weights(): Promise<Weights> {
    return weightsOf(this.#network, await this.#read(), this.#scaling);
  }

  async useWeights(weights: Weights): Promise<void> {
    const { parameters, scaling } = ofWeights(this.#network, weights);
    this.#gpu.write(this.#inference.array, new Float32Array(parameters));
    this.#scaling = scaling;
    this.#finished = true;
    this.#ask();
  }

  async save(): Promise<Snapshot> {
    const memory = (await this.#school?.training.save()) ?? [];
    const { means, spreads, sizes } = this.#scaling;
    return {
      method: this.method,
      numbers: { steps: this.#steps },
      arrays: {
        parameters: (await this.#read()).buffer,
        ...Object.fromEntries(memory.map((array, k) => [`memory ${k}`, array])),
        means: means.slice().buffer,
        spreads: spreads.slice().buffer,
        sizes: sizes.slice().buffer,
      },
    };
  }

  async load({ method, numbers, arrays }: Snapshot): Promise<void> {
    const { parameters, means, spreads, sizes } = arrays;
    const count = fnoCount(this.#network);
    if (method !== this.method || parameters?.byteLength !== 4 * count || !Number.isInteger(numbers.steps)) {
      throw new Failure('bad-input', 'this state belongs to another network or method: start anew', 'snapshot');
    }
    const { training } = await this.#openSchool();
    this.#gpu.write(this.#inference.array, new Float32Array(parameters));
    this.#scaling = {
      means: new Float64Array(means),
      spreads: new Float64Array(spreads),
      sizes: new Float64Array(sizes),
    };
    if (arrays['memory 0']) training.restore(Object.keys(arrays).flatMap((_, k) => arrays[`memory ${k}`] ?? []));
    this.#steps = numbers.steps;
    this.#outcome = OK;
    this.#finished = this.#steps >= this.#settings.steps;
    this.#ask();
  }

  async reset(): Promise<void> {
    this.#gpu.write(this.#inference.array, fnoInitial(this.#network, this.#problem.seed));
    this.#school?.training.forget();
    this.#steps = 0;
    this.#loss = Number.NaN;
    this.#outcome = OK;
    this.#finished = false;
    this.#ask();
  }

  dispose(): void {
    this.#display.dispose();
    this.#school?.training.dispose();
    this.#school?.examiner.dispose();
    this.#inference.dispose();
    this.#task.dispose();
  }

  /** Examples, symmetries and the training program: made when they are first needed. */
  async #openSchool(): Promise<School> {
    if (this.#school) return this.#school;
    const task = this.#task;
    const longest = Math.max(...task.points);
    const { resolution, first } = this.#settings;
    const shape = task.points.map((count) =>
      resolution === 0 ? count : Math.max(1, Math.round((count * resolution) / longest)),
    );
    const shared = { node: this.#inference.parameters, array: this.#inference.array };
    const [network, settings] = [this.#network, this.#settings];
    const reservoir = new Reservoir(task, settings, shape, this.#problem.seed);
    const known = [];
    for (let k = 0; k < Math.min(SCALING, first); k++) known.push(await reservoir.example(k));
    reservoir.symmetries = await symmetriesOf(task, known[0]);
    // Weights that were handed in have a scaling of their own.
    if (!this.#finished) this.#scaling = scalingOf(known);
    this.#school = {
      training: await Training.create(this.#gpu, task, network, settings, shape, shared),
      reservoir,
      examiner: await Inference.create(this.#gpu, task, network, settings, shape, shared),
    };
    this.#ask();
    return this.#school;
  }

  /** The network's parameters, after all steps so far. */
  async #read(): Promise<Float32Array<ArrayBuffer>> {
    return new Float32Array(await this.#gpu.read(this.#inference.array, 0, 4 * fnoCount(this.#network)));
  }

  #given(): Channels {
    return this.#task.stated(this.#parameters);
  }

  /** Hands the scene's own input to the network that is shown. */
  #ask(): void {
    const given = this.#given();
    this.#inference.ask(given, this.#scaling);
    this.#display.put(given);
    this.#fields = null;
  }

  #named({ shape, count, data }: Channels): HostField[] {
    const coordinates = Object.fromEntries(
      this.#task.axes.map(({ name }, axis) => [name, this.#task.positions(axis, shape[axis])] as const),
    );
    return this.#task.outputs.map((name, k) => ({
      name,
      shape,
      data: Float64Array.from({ length: data.length / count }, (_, at) => data[at * count + k]),
      coordinates,
    }));
  }
}

function relative(found: Float32Array, wanted: Float32Array): number {
  let [error, size] = [0, 0];
  for (const [at, value] of wanted.entries()) {
    error += (found[at] - value) ** 2;
    size += value ** 2;
  }
  return Math.sqrt(error / size);
}
