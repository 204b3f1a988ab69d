import type { Outcome } from '../../base/result';
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
import { Answers } from './answers';
import { Desk } from './desk';
import { Inference } from './inference';
import { atTheEnd } from './named';
import { networkOf } from './network';
import { notesOf } from './notes';
import { refinerOf } from './refiner';
import { plainScaling, type Scaling } from './scaling';
import { settingsOf } from './settings';
import { type Learned, Studies } from './studies';
import { taskOf } from './task-of';
import { Taught } from './taught';

/** The live training of method `fno`, and its answer to what the scene gives; see README.md. */
export class FnoSolver implements Solver {
  readonly method: string;
  readonly operator: Desk;
  readonly #problem: Problem;
  readonly #learned: Learned;
  readonly #inference: Inference;
  readonly #taught: Taught;
  readonly #studies: Studies;
  readonly #answers: Answers;
  #parameters: Readonly<Record<string, number>>;

  private constructor(
    gpu: Gpu,
    problem: Problem,
    learned: Learned,
    { inference, taught, answers }: { inference: Inference; taught: Taught; answers: Answers },
  ) {
    const { method, task, settings } = learned;
    this.method = method;
    this.#problem = problem;
    this.#learned = learned;
    this.#inference = inference;
    this.#taught = taught;
    this.#answers = answers;
    this.#studies = new Studies(gpu, problem, learned, taught, inference);
    this.#parameters = problem.parameters;
    this.operator = new Desk({
      gpu,
      task,
      network: taught.network,
      settings,
      taught: inference,
      scaling: () => taught.scaling,
      stated: () => task.stated(this.#parameters),
      ask: () => this.#ask(),
      train: () => this.#studies.begin(),
      handedIn: () => taught.handedIn,
      stored: () => this.#studies.stored,
      heldOut: (first, count) => this.#studies.heldOut(first, count),
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
    const taught = new Taught(gpu, network, inference.parameters.array, plainScaling(task));
    const answers = new Answers(gpu, problem, task, inference, refiner);
    const solver = new FnoSolver(gpu, problem, learned, { inference, taught, answers });
    await solver.reset();
    return solver;
  }

  get stepCount(): number {
    return this.#studies.steps;
  }

  /** An operator answers for the end of time. */
  get time(): number {
    return this.#problem.time?.max ?? 0;
  }

  get outcome(): Outcome {
    return this.#studies.outcome;
  }

  get finished(): boolean {
    return this.#studies.finished;
  }

  get notes(): readonly string[] {
    const { settings, task } = this.#learned;
    return notesOf(this.#taught.network, settings, task, this.#studies.symmetries, this.#studies.stored);
  }

  get display(): Display {
    return this.#answers.display;
  }

  get cost(): StepCost {
    return this.#studies.cost ?? this.#inference.cost;
  }

  async step(n: number): Promise<void> {
    if (this.finished) return;
    const { scaling } = this.#taught;
    await this.#studies.step(n);
    this.#answers.forget();
    this.#askAnew(scaling);
  }

  metrics(): Readonly<Record<string, Metric>> {
    const { refined } = this.#answers;
    const plain = (value: number): Metric => ({ value, unit: '' });
    return {
      ...this.#studies.metrics(),
      ...(refined && { answerResidual: plain(refined.before), residual: plain(refined.after) }),
    };
  }

  /**
   * `testError`: the mean relative L2 error on fresh examples, whose answers are computed by the classical method; where
   * answers are refined, `refinedTestError` after it.
   */
  async measure(): Promise<Readonly<Record<string, Metric>>> {
    const { scaling } = this.#taught;
    const errors = await this.#studies.examine();
    this.#askAnew(scaling);
    await this.fields();
    return { ...this.metrics(), ...errors };
  }

  setParameter(name: string, value: number): void {
    checkParameter(this.#parameters, name, value);
    this.#parameters = { ...this.#parameters, [name]: value };
    this.operator.changed();
    this.#ask();
  }

  refresh(_names: readonly string[]): void {
    this.#answers.show();
  }

  async profiles(): Promise<readonly Profile[]> {
    return profilesOf(this.#problem, atTheEnd(this.#learned.task, await this.fields()));
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

  fields(): Promise<readonly HostField[]> {
    return this.#answers.fields(this.operator.given, this.#taught.scaling);
  }

  /** On the grid and at the times that it was asked for; whoever wants other points interpolates. */
  sampleOn(): Promise<readonly HostField[]> {
    return this.fields();
  }

  weights(): Promise<Weights> {
    return this.#taught.weights();
  }

  async takeWeights(weights: Weights): Promise<void> {
    this.#taught.take(weights);
    this.#studies.end();
    this.#ask();
  }

  takeExamples(data: StoredData | null, tests: StoredData | null): Promise<void> {
    return this.#studies.takeExamples(data, tests);
  }

  async paint(stroke: Stroke): Promise<void> {
    this.operator.paint(stroke);
  }

  save(): Promise<Snapshot> {
    return this.#studies.save();
  }

  async load(snapshot: Snapshot): Promise<void> {
    await this.#studies.load(snapshot);
    this.#ask();
  }

  async reset(): Promise<void> {
    this.#studies.reset();
    this.#ask();
  }

  dispose(): void {
    this.operator.dispose();
    this.#studies.dispose();
    this.#answers.dispose();
    this.#learned.task.dispose();
  }

  /** Hands what is to be answered to the network that is shown. */
  #ask(): void {
    this.#answers.ask(this.operator.given, this.#taught.scaling);
  }

  /** The same where the first examples have told what channels are measured in. */
  #askAnew(before: Scaling): void {
    if (this.#taught.scaling !== before) this.#ask();
  }
}
