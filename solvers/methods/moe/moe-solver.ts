import { Failure, OK, type Outcome } from '../../base/result';
import type { Gpu } from '../../gpu';
import { outcomeOf } from '../../implicit';
import { fnoCount, fnoInitial } from '../../nets';
import { exactErrors } from '../errors';
import { atPointsOf, profilesOf } from '../interpolate';
import type { Problem } from '../problem';
import type { Display, HostField, Metric, Profile, Snapshot, Solver, StepCost, Weights } from '../solver';
import { largestJump } from './boxes';
import { giveCorners } from './corners';
import { displayOf } from './display';
import { Example } from './example';
import { type GridAxis, gridOf, pointsOf, positionsOf, trainingGrid } from './grid';
import { Inference, ownStart } from './inference';
import { networkOf } from './network';
import { type MoeMethod, type MoeRecipe, recipeOf } from './recipe';
import { type Statement, statementOf } from './statement';
import { type Report, Training } from './training';

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
    const { width, layers, modes, basis, batch, steps, samples, boxes, vary, from, to, floor } = this.#recipe;
    const count = fnoCount(this.#network);
    const each = Math.floor(samples / this.#boxes);
    const constraint = {
      'pi-sc': 'their sum is the answer, the equation a penalty',
      'pi-hc': `weighed by one constraint at ${each} points`,
      'pi-hc-moe': `weighed by ${this.#boxes} constraints, one a box (${boxes} along each axis), at ${each} points each`,
    }[this.method];
    return [
      `Fourier neural operator, ${layers} layers of ${width} channels and ${modes} modes, ${count} parameters`,
      `${basis} basis fields, ${constraint}`,
      `Adam, ${steps} steps of ${batch} examples without solution data`,
      ...(vary === '' ? [] : [`examples with ${vary} from ${from} to ${to}`]),
      ...(floor > 0 ? [`fractional powers of max(value, 0) + ${floor}`] : []),
    ];
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
    this.#metrics = { ...lossMetrics(report), iterations: plain(this.#steps) };
    if (!Number.isFinite(report.loss)) {
      const advice = `The loss is not a number: lower recipes.${this.method}.rate and start anew.`;
      this.#outcome = { code: 'diverged', advice };
    }
    this.#finished = this.#steps >= this.#recipe.steps || this.#outcome !== OK;
  }

  metrics(): Readonly<Record<string, Metric>> {
    return this.#metrics;
  }

  /** Of each box of the present answer: its solve and its largest residual; and the largest jump between boxes. */
  async measure(): Promise<Readonly<Record<string, Metric>>> {
    const fields = await this.fields();
    const [answer] = fields;
    const largest = (await this.#inference.read('inside')).reduce((most, v) => Math.max(most, v), 0);
    const status = await this.#inference.status();
    const metrics: Record<string, Metric> = { maxResidual: plain(largest) };
    for (let box = 0; 4 * box < status.length; box++) {
      const [iterations, residual, , condition] = status.subarray(4 * box, 4 * box + 4);
      metrics[`box${box + 1}.iterations`] = plain(iterations);
      metrics[`box${box + 1}.residual`] = plain(residual);
      metrics[`box${box + 1}.condition`] = plain(condition);
    }
    if (this.#boxes > 1) metrics.borderJump = plain(largestJump(answer, this.#grid));
    return {
      ...this.#metrics,
      ...metrics,
      ...exactErrors(this.#problem, fields, this.#parameters, this.time),
    };
  }

  setParameter(name: string, value: number): void {
    if (!Object.hasOwn(this.#parameters, name)) {
      throw new Failure('bad-input', `there is no parameter ${name}`, `parameters.${name}`);
    }
    this.#parameters = { ...this.#parameters, [name]: value };
    this.#tell();
  }

  refresh(_names: readonly string[]): void {
    this.#inference.show();
  }

  /** At the end of time. */
  async profiles(): Promise<readonly Profile[]> {
    const [field] = await this.fields();
    const [, ...shape] = field.shape;
    const { [this.#grid[0].name]: _, ...coordinates } = field.coordinates;
    const data = field.data.slice(-shape.reduce((product, extent) => product * extent, 1));
    return profilesOf(this.#problem, [{ ...field, shape, data, coordinates }]);
  }

  /** In one dimension at a place and a time, in two at the end of time. */
  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    const [field] = await this.fields();
    const [time] = this.#grid;
    const places = this.#grid.length === 2 ? [y, x] : [time.max, y, x];
    // Names that stand in the order of the axes.
    const named = (of: (at: number) => Float64Array) =>
      Object.fromEntries(this.#grid.map((_, at) => [`axis${9 - at}`, of(at)]));
    const value = atPointsOf(
      { coordinates: named((at) => Float64Array.of(places[at])) },
      { ...field, coordinates: named((at) => positionsOf(this.#grid[at])) },
    );
    return { [field.name]: value[0] };
  }

  /** The answer, axes [t][y][x] as far as they exist. */
  async fields(): Promise<readonly HostField[]> {
    this.#inference.show();
    const data = Float64Array.from(await this.#inference.read('field'));
    const shape = this.#grid.map(({ points }) => points);
    const coordinates = Object.fromEntries(this.#grid.map((axis) => [axis.name, positionsOf(axis)]));
    this.#judge(await this.#inference.status());
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

  #tell(): void {
    this.#inference.setParameters(this.#parameters);
    this.#training?.setParameters(this.#parameters);
  }

  /** A box whose solve failed makes the answer suspect, and says so; the others stand. */
  #judge(status: Float32Array): void {
    if (this.#outcome !== OK || !this.#finished) return;
    for (let box = 0; 4 * box < status.length; box++) {
      const told = outcomeOf([0, 0, status[4 * box + 2]]);
      if (told.code !== 'ok') this.#outcome = { ...told, advice: `Box ${box + 1}: ${told.advice}` };
    }
  }

  async #read(): Promise<Float32Array<ArrayBuffer>> {
    return new Float32Array(await this.#gpu.read(this.#inference.parameters.array, 0, 4 * fnoCount(this.#network)));
  }
}

export function networkFor(statement: Statement, grid: readonly GridAxis[], recipe: MoeRecipe) {
  return networkOf(grid, recipe, new Example(statement, grid, 1, null, ownStart(statement, grid)).seen(recipe).length);
}

function plain(value: number): Metric {
  return { value, unit: '' };
}

function lossMetrics({ loss, equation, conditions, status }: Report): Record<string, Metric> {
  const metrics: Record<string, Metric> = {
    loss: plain(loss),
    'loss.equation': plain(equation),
    'loss.conditions': plain(conditions),
  };
  const members = status.length / 4;
  if (members === 0) return metrics;
  const column = (k: number) => Array.from({ length: members }, (_, member) => status[4 * member + k]);
  metrics['solve.iterations'] = plain(column(0).reduce((sum, v) => sum + v / members, 0));
  metrics['solve.failed'] = plain(column(2).filter((code) => code > 1).length);
  metrics['solve.condition'] = plain(Math.max(...column(3)));
  return metrics;
}

/** Numbers on the device: parameters, gradient and Adam's memory; what layers, terms and constraints keep. */
export function memoryOf(problem: Problem, method: MoeMethod): number {
  const recipe = recipeOf(problem, method);
  const statement = statementOf(problem, recipe.floor);
  const grid = gridOf(statement, recipe);
  const { batch, layers, width, projection, basis, samples } = recipe;
  const points = batch * pointsOf(grid) * (3 * layers * width + 2 * projection + 8 * basis);
  return 4 * (4 * fnoCount(networkFor(statement, grid, recipe)) + points + 8 * batch * samples * basis);
}
