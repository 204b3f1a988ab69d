import { Failure, OK, type Outcome } from '../../base/result';
import type { Gpu } from '../../gpu';
import { outcomeOf } from '../../implicit';
import { fnoCount, fnoInitial } from '../../nets';
import { exactErrors } from '../errors';
import { profilesOf } from '../interpolate';
import { checkParameter } from '../parameter';
import type { Problem } from '../problem';
import type {
  Display,
  ExpertsReport,
  HostField,
  Metric,
  Profile,
  Snapshot,
  Solver,
  StepCost,
  Weights,
} from '../solver';
import { giveCorners } from './corners';
import { displayOf } from './display';
import { expertsOf } from './experts';
import { type GridAxis, gridOf, hasTime, positionsOf, trainingGrid, wholeTime } from './grid';
import { Inference, networkFor } from './inference';
import { atTheEnd, valueAt } from './looks';
import { expertMetrics, lossMetrics } from './metrics';
import { notesOf } from './notes';
import { type MoeMethod, type MoeRecipe, recipeOf } from './recipe';
import { type Statement, statementOf } from './statement';
import { Training } from './training';

/** The live training of `pi-sc`, `pi-hc` and `pi-hc-moe`, and its answer for the scene's parameters; see README.md. */
export class MoeSolver implements Solver {
  readonly method: MoeMethod;
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #statement: Statement;
  readonly #grid: readonly GridAxis[];
  readonly #recipe: MoeRecipe;
  readonly #inference: Inference;
  readonly display: Display;
  #training: Training | null = null;
  #parameters: Readonly<Record<string, number>>;
  #steps = 0;
  #outcome: Outcome = OK;
  #finished = false;
  #metrics: Readonly<Record<string, Metric>> = {};

  private constructor(
    gpu: Gpu,
    method: MoeMethod,
    problem: Problem,
    parts: { statement: Statement; grid: readonly GridAxis[]; recipe: MoeRecipe; inference: Inference },
  ) {
    this.#gpu = gpu;
    this.method = method;
    this.#problem = problem;
    this.#statement = parts.statement;
    this.#grid = parts.grid;
    this.#recipe = parts.recipe;
    this.#inference = parts.inference;
    this.#parameters = problem.parameters;
    this.display = displayOf(parts.statement, parts.grid, parts.inference);
  }

  static async create(gpu: Gpu, method: MoeMethod, problem: Problem): Promise<MoeSolver> {
    const recipe = recipeOf(problem, method);
    const statement = statementOf(problem, recipe.floor);
    const grid = gridOf(statement, recipe);
    const count = fnoCount(networkFor(statement, grid, recipe));
    const inference = await Inference.create(gpu, method, statement, grid, recipe, count);
    const solver = new MoeSolver(gpu, method, problem, { statement, grid, recipe, inference });
    await solver.reset();
    return solver;
  }

  get stepCount(): number {
    return this.#steps;
  }

  /** The network answers for all of time. */
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
    return notesOf(this.method, this.#recipe, this.#network, this.#boxes);
  }

  get cost(): StepCost {
    return (this.#training ?? this.#inference).cost;
  }

  async step(n: number): Promise<void> {
    if (this.#finished) return;
    const training = await this.#attend();
    const steps = Math.min(n, this.#recipe.steps - this.#steps);
    await training.run(steps);
    this.#steps += steps;
    const report = await training.report();
    this.#metrics = { ...lossMetrics(report), iterations: { value: this.#steps, unit: '' } };
    if (!Number.isFinite(report.loss)) {
      const advice = `The loss is not a number: lower recipes.${this.method}.rate and start anew.`;
      this.#outcome = { code: 'diverged', advice };
    }
    this.#finished = this.#steps >= this.#recipe.steps || this.#outcome !== OK;
  }

  metrics(): Readonly<Record<string, Metric>> {
    return this.#metrics;
  }

  /** Of each box of the present answer: its solve; and the largest residual and jump between boxes. */
  async measure(): Promise<Readonly<Record<string, Metric>>> {
    const fields = await this.fields();
    const report = await this.#report(fields[0]);
    return {
      ...this.#metrics,
      ...expertMetrics(report),
      ...exactErrors(this.#problem, fields, this.#parameters, this.time),
    };
  }

  async experts(): Promise<ExpertsReport> {
    return this.#report((await this.fields())[0]);
  }

  setParameter(name: string, value: number): void {
    checkParameter(this.#parameters, name, value);
    this.#parameters = { ...this.#parameters, [name]: value };
    this.#tell();
  }

  refresh(_names: readonly string[]): void {
    this.#inference.show();
  }

  async profiles(): Promise<readonly Profile[]> {
    return profilesOf(this.#problem, [atTheEnd((await this.fields())[0], this.#grid)]);
  }

  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    return valueAt((await this.fields())[0], wholeTime(this.#grid, this.#recipe), x, y);
  }

  /** The answer, axes [t][y][x] as far as they exist. */
  async fields(): Promise<readonly HostField[]> {
    this.#inference.show();
    const data = await this.#inference.field();
    const all = wholeTime(this.#grid, this.#recipe);
    const whole = hasTime(all) ? all : all.slice(1);
    const shape = whole.map(({ points }) => points);
    const coordinates = Object.fromEntries(whole.map((axis) => [axis.name, positionsOf(axis)]));
    this.#judge((await this.#inference.told()).status);
    const field: HostField = { name: this.#statement.unknown, shape, data, coordinates };
    giveCorners(field, this.#statement, this.#grid, this.#parameters);
    return [field];
  }

  async weights(): Promise<Weights> {
    const data = await this.#read();
    return {
      tensors: new Map([['network', { shape: [data.length], data }]]),
      metadata: { network: JSON.stringify(this.#network), trained: String(this.#steps) },
    };
  }

  async takeWeights({ tensors }: Weights): Promise<void> {
    const found = tensors.get('network');
    const count = fnoCount(this.#network);
    if (found?.data.length !== count) {
      const is = found ? `has ${found.data.length} numbers` : 'is missing';
      throw new Failure('bad-input', `weights: network ${is}, where ${count} are wanted`, 'weights');
    }
    this.#gpu.write(this.#inference.parameters.array, new Float32Array(found.data));
    this.#finished = true;
    this.#outcome = OK;
  }

  async save(): Promise<Snapshot> {
    const memory = (await this.#training?.save()) ?? [];
    return {
      method: this.method,
      numbers: { steps: this.#steps },
      arrays: {
        parameters: (await this.#read()).buffer,
        ...Object.fromEntries(memory.map((array, k) => [`memory ${k}`, array])),
      },
    };
  }

  async load({ method, numbers, arrays }: Snapshot): Promise<void> {
    const { parameters } = arrays;
    const count = fnoCount(this.#network);
    if (method !== this.method || parameters?.byteLength !== 4 * count || !Number.isInteger(numbers.steps)) {
      throw new Failure('bad-input', 'this state belongs to another network or method: start anew', 'snapshot');
    }
    this.#gpu.write(this.#inference.parameters.array, new Float32Array(parameters));
    if (arrays['memory 0']) {
      const training = await this.#attend();
      training.restore(Object.keys(arrays).flatMap((_, k) => arrays[`memory ${k}`] ?? []));
    }
    this.#steps = numbers.steps;
    this.#outcome = OK;
    this.#finished = this.#steps >= this.#recipe.steps;
  }

  async reset(): Promise<void> {
    this.#gpu.write(this.#inference.parameters.array, fnoInitial(this.#network, this.#problem.seed));
    this.#training?.forget();
    this.#steps = 0;
    this.#metrics = {};
    this.#outcome = OK;
    this.#finished = false;
    this.#tell();
  }

  dispose(): void {
    this.#training?.dispose();
    this.#inference.dispose();
  }

  get #network() {
    return networkFor(this.#statement, this.#grid, this.#recipe);
  }

  get #boxes(): number {
    return this.#grid.reduce((product, { boxes }) => product * boxes, 1);
  }

  /** Makes the training program when it is first needed. */
  async #attend(): Promise<Training> {
    if (!this.#training) {
      const { parameters } = this.#inference;
      this.#training = await Training.create(
        this.#gpu,
        this.method,
        this.#statement,
        trainingGrid(this.#grid, this.#recipe),
        this.#recipe.plainTraining ? { ...this.#recipe, sweeps: 0 } : this.#recipe,
        parameters,
      );
      this.#tell();
    }
    return this.#training;
  }

  async #report(field: HostField): Promise<ExpertsReport> {
    return expertsOf(this.#grid, this.#recipe.legs, field, await this.#inference.told());
  }

  #tell(): void {
    this.#inference.setParameters(this.#parameters);
    this.#training?.setParameters(this.#parameters);
  }

  /** A box whose solve failed makes the answer suspect, and the first one says so; the others stand. */
  #judge(status: Float32Array): void {
    if (this.#outcome !== OK || !this.#finished) return;
    const told = Array.from({ length: status.length / 4 }, (_, box) => outcomeOf([0, 0, status[4 * box + 2]]));
    const failed = told.findIndex(({ code }) => code !== 'ok');
    if (failed < 0) return;
    const { code, advice } = told[failed];
    this.#outcome = { code, advice: `Box ${failed + 1}: ${advice}` };
  }

  async #read(): Promise<Float32Array<ArrayBuffer>> {
    return new Float32Array(await this.#gpu.read(this.#inference.parameters.array, 0, 4 * fnoCount(this.#network)));
  }
}
