import { Failure, OK, type Outcome } from '../../base/result';
import type { Gpu } from '../../gpu';
import { atPointsOf, profilesOf } from '../interpolate';
import { checkParameter } from '../parameter';
import type { Problem } from '../problem';
import type {
  Display,
  HostField,
  Metric,
  Profile,
  Snapshot,
  Solver,
  StepCost,
  StoredData,
  Stroke,
  Weights,
} from '../solver';
import { Desk } from './desk';
import { OperatorDisplay } from './display';
import { Inference } from './inference';
import { atTheEnd, named } from './named';
import { networkOf } from './network';
import { notesOf } from './notes';
import { type OperatorNetwork, operatorCount, operatorInitial } from './operator';
import { type RefinedFrames, refinedFrames } from './refined-frames';
import { refinerOf } from './refiner';
import { plainScaling, type Scaling } from './scaling';
import { School } from './school';
import { type FnoSettings, settingsOf } from './settings';
import { ofSnapshot, snapshotOf } from './snapshot';
import { type StoredSplit, splitOf, storedExamples } from './stored-examples';
import type { OperatorTask, Refiner } from './task';
import { taskOf } from './task-of';
import { ofWeights, weightsOf } from './weights';

/** What is learned, under which method's name. */
interface Learned {
  readonly method: string;
  readonly task: OperatorTask;
  readonly settings: FnoSettings;
}

/** The live training of method `fno`, and its answer to what the scene gives; see README.md. */
export class FnoSolver implements Solver {
  readonly method: string;
  readonly operator: Desk;
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #task: OperatorTask;
  readonly #settings: FnoSettings;
  readonly #network: OperatorNetwork;
  readonly #inference: Inference;
  readonly #refiner: Refiner | null;
  readonly #display: OperatorDisplay;
  #parameters: Readonly<Record<string, number>>;
  #scaling: Scaling;
  #school: School | null = null;
  /** Examples of files, in place of its own. */
  #stored: StoredSplit | null = null;
  #outcome: Outcome = OK;
  #steps = 0;
  #loss = Number.NaN;
  #finished = false;
  /** Whether the weights, and what they are measured in, are none of its own training. */
  #handedIn = false;
  #fields: readonly HostField[] | null = null;
  /** Null until fields were asked for. */
  #refined: RefinedFrames | null = null;

  private constructor(
    gpu: Gpu,
    problem: Problem,
    { method, task, settings }: Learned,
    network: OperatorNetwork,
    inference: Inference,
    refiner: Refiner | null,
  ) {
    this.method = method;
    this.#gpu = gpu;
    this.#problem = problem;
    this.#task = task;
    this.#settings = settings;
    this.#network = network;
    this.#inference = inference;
    this.#refiner = refiner;
    this.#parameters = problem.parameters;
    this.#scaling = plainScaling(task);
    this.#display = new OperatorDisplay(gpu, task, inference.shown);
    this.operator = new Desk({
      gpu,
      task,
      network,
      settings,
      taught: inference,
      scaling: () => this.#scaling,
      stated: () => task.stated(this.#parameters),
      ask: () => this.#ask(),
      train: () => this.#trainOn(),
      handedIn: () => this.#handedIn,
    });
  }

  static async create(gpu: Gpu, problem: Problem): Promise<FnoSolver> {
    const settings = settingsOf(problem);
    return FnoSolver.of(gpu, problem, { method: 'fno', task: taskOf(gpu, problem, settings), settings });
  }

  /** One that learns a task of another method. */
  static async of(gpu: Gpu, problem: Problem, learned: Learned): Promise<FnoSolver> {
    const { task, settings } = learned;
    const network = networkOf(task, settings);
    const inference = await Inference.create(gpu, task, network, settings, task.points);
    const refiner = await refinerOf(task, task.points, settings.refine);
    const solver = new FnoSolver(gpu, problem, learned, network, inference, refiner);
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
    return notesOf(this.#network, this.#settings, this.#task, this.#school?.symmetries ?? 1, this.#stored);
  }

  get display(): Display {
    return this.#display.display;
  }

  get cost(): StepCost {
    return (this.#school?.training ?? this.#inference).cost;
  }

  async step(n: number): Promise<void> {
    if (this.#finished) return;
    const school = await this.#attend();
    for (let k = 0; k < n && this.#steps < this.#settings.steps; k++) {
      await school.step(this.#steps, this.#scaling);
      this.#steps++;
    }
    this.#forget();
    this.#loss = await school.training.loss();
    if (!Number.isFinite(this.#loss)) {
      this.#outcome = { code: 'diverged', advice: 'The loss is not a number: lower recipes.fno.rate and start anew.' };
    }
    this.#finished = this.#steps >= this.#settings.steps || this.#outcome !== OK;
  }

  metrics(): Readonly<Record<string, Metric>> {
    const plain = (value: number): Metric => ({ value, unit: '' });
    return {
      iterations: plain(this.#steps),
      ...(Number.isFinite(this.#loss) && { loss: plain(this.#loss) }),
      ...(this.#school && { examples: plain(this.#school.made) }),
      ...(this.#refined && { answerResidual: plain(this.#refined.before), residual: plain(this.#refined.after) }),
    };
  }

  /**
   * `testError`: the mean relative L2 error on fresh examples, whose answers are computed by the classical method; where
   * answers are refined, `refinedTestError` after it.
   */
  async measure(): Promise<Readonly<Record<string, Metric>>> {
    const school = this.#task.drawable || this.#stored ? await this.#attend() : null;
    await this.fields();
    if (!school) return this.metrics();
    const errors = await school.errors(this.#scaling);
    const refined = await school.refinedErrors(this.#scaling);
    return {
      ...this.metrics(),
      testError: { value: meanOf(errors), unit: '' },
      worstTestError: { value: Math.max(...errors), unit: '' },
      ...(refined && { refinedTestError: { value: meanOf(refined), unit: '' } }),
    };
  }

  setParameter(name: string, value: number): void {
    checkParameter(this.#parameters, name, value);
    this.#parameters = { ...this.#parameters, [name]: value };
    this.operator.changed();
    this.#ask();
  }

  refresh(_names: readonly string[]): void {
    const last = this.#refined?.frames.at(-1);
    if (last) this.#gpu.write(this.#inference.shown[0], last.data);
    else this.#inference.show();
  }

  async profiles(): Promise<readonly Profile[]> {
    return profilesOf(this.#problem, atTheEnd(this.#task, await this.fields()));
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
    if (!this.#fields) {
      const { given } = this.operator;
      if (this.#refiner) {
        this.#refined = await refinedFrames(this.#task, this.#inference, this.#refiner, given, this.#scaling);
      }
      const frames = this.#refined?.frames ?? (await this.#inference.frames(given, this.#scaling));
      this.#fields = named(this.#problem, this.#task, given, frames);
    }
    return this.#fields;
  }

  /** On the grid and at the times that it was asked for; whoever wants other points interpolates. */
  sampleOn(): Promise<readonly HostField[]> {
    return this.fields();
  }

  async weights(): Promise<Weights> {
    return weightsOf(this.#network, await this.#read(), this.#scaling);
  }

  async takeWeights(weights: Weights): Promise<void> {
    const { parameters, scaling } = ofWeights(this.#network, weights);
    this.#gpu.write(this.#inference.parameters.array, new Float32Array(parameters));
    this.#scaling = scaling;
    this.#finished = true;
    this.#handedIn = true;
    this.#ask();
  }

  async takeExamples(data: StoredData, tests: StoredData | null): Promise<void> {
    if (this.#settings.loss === 'physics') {
      const advice = 'nothing is learned of examples: set it to data or both';
      throw new Failure('bad-input', `recipes.${this.method}.loss: ${advice}`, `recipes.${this.method}.loss`);
    }
    const read = (one: StoredData) => storedExamples(one, this.#task, this.#settings, this.#problem.parameters);
    this.#stored = splitOf(data.name, await read(data), tests && (await read(tests)), this.#settings);
    this.#school?.dispose();
    this.#school = null;
  }

  async paint(stroke: Stroke): Promise<void> {
    this.operator.paint(stroke);
  }

  async save(): Promise<Snapshot> {
    const memory = (await this.#school?.training.save()) ?? [];
    const parameters = await this.#read();
    return snapshotOf(this.method, { steps: this.#steps, parameters, memory, scaling: this.#scaling });
  }

  async load(snapshot: Snapshot): Promise<void> {
    const kept = ofSnapshot(this.method, operatorCount(this.#network), snapshot);
    const { training } = await this.#attend();
    this.#gpu.write(this.#inference.parameters.array, kept.parameters);
    this.#scaling = kept.scaling;
    this.#handedIn = true;
    if (kept.memory.length > 0) training.restore(kept.memory);
    this.#steps = kept.steps;
    this.#outcome = OK;
    this.#finished = this.#steps >= this.#settings.steps;
    this.#ask();
  }

  async reset(): Promise<void> {
    this.#gpu.write(this.#inference.parameters.array, operatorInitial(this.#network, this.#problem.seed));
    this.#handedIn = false;
    if (this.#school) this.#scaling = this.#school.scaling;
    this.#trainOn();
    this.#ask();
  }

  dispose(): void {
    this.operator.dispose();
    this.#display.dispose();
    this.#school?.dispose();
    this.#refiner?.dispose();
    this.#inference.dispose();
    this.#task.dispose();
  }

  /** Opens the school when it is first needed. */
  async #attend(): Promise<School> {
    if (!this.#task.drawable && !this.#stored) {
      const advice = 'no examples can be drawn of fields that are handed in: give weights, or leave the files out';
      throw new Failure('bad-input', `method ${this.method}: ${advice}`, 'inputs');
    }
    if (!this.#school) {
      const { seed } = this.#problem;
      const given = [this.#network, this.#settings, seed, this.#inference, this.#stored] as const;
      this.#school = await School.open(this.#gpu, this.#task, ...given);
      // Weights that were handed in have a scaling of their own.
      if (!this.#handedIn) this.#scaling = this.#school.scaling;
      this.#ask();
    }
    return this.#school;
  }

  /** The network's parameters, after all steps so far. */
  async #read(): Promise<Float32Array<ArrayBuffer>> {
    return new Float32Array(
      await this.#gpu.read(this.#inference.parameters.array, 0, 4 * operatorCount(this.#network)),
    );
  }

  /** Begins to train from the weights that are there. */
  #trainOn(): void {
    this.#school?.training.forget();
    this.#steps = 0;
    this.#loss = Number.NaN;
    this.#outcome = OK;
    this.#finished = false;
  }

  /** Hands what is to be answered to the network that is shown. */
  #ask(): void {
    const { given } = this.operator;
    this.#inference.ask(given, this.#scaling);
    this.#display.put(given);
    this.#forget();
  }

  #forget(): void {
    this.#fields = null;
    this.#refined = null;
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}
