import { Failure, OK, type Outcome } from '../../../base/result';
import { nameToLatex } from '../../../expr';
import type { Gpu } from '../../../gpu';
import { checkParameter } from '../../parameter';
import type { Problem } from '../../problem';
import type { Display, HostField, Metric, Profile, Snapshot, Solver, StepCost, Weights } from '../../solver';
import { answersOf, answersOn, probeAt, profilesOf, type Sample } from '../answers';
import { spaceTimeErrors } from '../errors';
import { type Picture, pictureOf } from '../picture';
import { PinnSolver } from '../pinn-solver';
import { type PinnRecipe, recipeOf } from '../recipe';
import type { StartTable } from '../statement/start-tables';
import { type Statement, statementOf } from '../statement/statement';
import { split, united } from './numbered';
import { carriedOver, handoverNodes, placesByWindow, problemWithin, windowOf } from './windows';

/**
 * Time in windows, one network after the other: each starts from where the last one ended (time marching; Wight and
 * Zhao 2021). Iterations and seconds of the recipe are those of one window.
 */
export class MarchingSolver implements Solver {
  readonly method = 'pinn';
  readonly display: Display;
  readonly #gpu: Gpu;
  readonly #recipe: PinnRecipe;
  /** Of all of time. */
  readonly #statement: Statement;
  readonly #carried: readonly string[];
  readonly #picture: Picture;
  readonly #solvers: PinnSolver[] = [];
  #problem: Problem;
  /** A parameter has changed: all windows are trained anew. */
  #isStale = false;

  private constructor(gpu: Gpu, problem: Problem, recipe: PinnRecipe) {
    this.#gpu = gpu;
    this.#problem = problem;
    this.#recipe = recipe;
    this.#statement = statementOf(problem, recipe);
    this.#carried = carriedOver(problem, recipe);
    this.#picture = pictureOf(this.#statement);
    const { nx, ny, facesX, facesY } = this.#picture;
    const fields = problem.unknowns.map((name) => {
      const data = gpu.upload(`pinn shown ${name}`, new Float32Array(nx * ny));
      return { name, title: name, latex: nameToLatex(name), unit: '', kind: 'diverging' as const, data };
    });
    this.display = { nx, ny, facesX, facesY, fields, velocity: null, distance: null };
  }

  static async create(gpu: Gpu, problem: Problem): Promise<MarchingSolver> {
    const made = new MarchingSolver(gpu, problem, recipeOf(problem));
    await made.#enter();
    return made;
  }

  get #last(): PinnSolver {
    return this.#solvers[this.#solvers.length - 1];
  }

  /** Opens the next window. */
  async #enter(): Promise<PinnSolver> {
    const k = this.#solvers.length;
    const problem = problemWithin(this.#problem, this.#recipe.windows, k);
    const solver = await PinnSolver.create(this.#gpu, problem, k === 0 ? [] : await this.#end());
    this.#solvers.push(solver);
    return solver;
  }

  /** What the unknowns are at the end of the last window. */
  async #end(): Promise<StartTable[]> {
    const positions = handoverNodes(this.#problem);
    const { max, name } = windowOf(this.#problem, this.#recipe.windows, this.#solvers.length - 1);
    const along = Object.fromEntries(this.#problem.axes.map((axis, a) => [axis.name, positions[a]]));
    const fields = await this.#last.sampleOn({ ...along, [name]: Float64Array.of(max) });
    return this.#carried.map((unknown) => {
      return { unknown, positions, values: fields.find((field) => field.name === unknown)!.data };
    });
  }

  get stepCount(): number {
    return this.#solvers.reduce((sum, { stepCount }) => sum + stepCount, 0);
  }

  /** The end of the window that is trained. */
  get time(): number {
    return windowOf(this.#problem, this.#recipe.windows, this.#solvers.length - 1).max;
  }

  get outcome(): Outcome {
    return this.#isStale ? OK : this.#last.outcome;
  }

  get finished(): boolean {
    const isLast = this.#solvers.length === this.#recipe.windows || this.#last.outcome.code !== 'ok';
    return !this.#isStale && isLast && this.#last.finished;
  }

  get notes(): readonly string[] {
    const { windows } = this.#recipe;
    return [
      `time in ${windows} windows, each from the last one's end: ${this.#solvers.length} begun`,
      ...this.#last.notes,
    ];
  }

  get cost(): StepCost {
    const steps = Math.max(1, this.stepCount);
    const mean = (of: keyof StepCost): number =>
      this.#solvers.reduce((sum, { cost, stepCount }) => sum + cost[of] * stepCount, 0) / steps;
    return { dispatches: mean('dispatches'), bytes: mean('bytes'), flops: mean('flops') };
  }

  async step(n: number): Promise<void> {
    if (this.#isStale) await this.reset();
    for (let k = 0; k < n && !this.finished; k++)
      await (this.#last.finished ? await this.#enter() : this.#last).step(1);
  }

  metrics(): Readonly<Record<string, Metric>> {
    return {
      ...this.#last.metrics(),
      iterations: { value: this.stepCount, unit: '' },
      window: { value: this.#solvers.length, unit: '' },
    };
  }

  async measure(): Promise<Readonly<Record<string, Metric>>> {
    const errors = spaceTimeErrors(this.#statement, await this.fields(), this.#problem.parameters);
    return { ...this.metrics(), ...errors };
  }

  setParameter(name: string, value: number): void {
    const { parameters } = this.#problem;
    checkParameter(parameters, name, value);
    this.#problem = { ...this.#problem, parameters: { ...parameters, [name]: value } };
    this.#isStale = true;
  }

  /** Nothing is drawn without waiting: see {@link fill}. */
  refresh(): void {}

  async fill(names: readonly string[]): Promise<void> {
    const values = await this.#sample(this.#picture.places);
    for (const [k, { name, data }] of this.display.fields.entries()) {
      if (names.includes(name)) this.#gpu.write(data, new Float32Array(values[k]));
    }
  }

  profiles(): Promise<readonly Profile[]> {
    return profilesOf(this.#statement, this.#sample);
  }

  probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    return probeAt(this.#statement, this.#sample, x, y);
  }

  fields(): Promise<readonly HostField[]> {
    return answersOf(this.#statement, this.#sample);
  }

  sampleOn(coordinates: Readonly<Record<string, Float64Array>>): Promise<readonly HostField[]> {
    return answersOn(this.#statement, this.#sample, coordinates);
  }

  /** The unknowns at places, each by the network of its window. */
  readonly #sample: Sample = async (places) => {
    const { windows } = this.#recipe;
    const fields = this.#problem.unknowns.map(() => new Float64Array(places[0].length));
    const parts = placesByWindow(this.#problem, windows, this.#solvers.length, places);
    for (const [k, { members, places: own }] of parts.entries()) {
      if (members.length === 0) continue;
      for (const [u, values] of (await this.#solvers[k].sample(own)).entries()) {
        for (const [m, at] of members.entries()) fields[u][at] = values[m];
      }
    }
    return fields;
  };

  async weights(): Promise<Weights> {
    const all = await Promise.all(this.#solvers.map((solver) => solver.weights()));
    const { metadata } = all[0];
    const tensors = united(all.map((own) => own.tensors));
    return { tensors, metadata: { ...metadata, windows: `${all.length}`, iterations: `${this.stepCount}` } };
  }

  async takeWeights({ tensors, metadata }: Weights): Promise<void> {
    const count = Number(metadata.windows ?? 1);
    if (count !== this.#recipe.windows) {
      throw new Failure('bad-input', `weights: they are of ${count} windows, not ${this.#recipe.windows}`, 'weights');
    }
    await this.reset();
    for (const [k, own] of split(tensors, count).entries()) {
      const solver = k === 0 ? this.#last : await this.#enter();
      await solver.takeWeights({ tensors: own, metadata: k === 0 ? { inputs: metadata.inputs } : {} });
    }
  }

  async save(): Promise<Snapshot> {
    const all = await Promise.all(this.#solvers.map((solver) => solver.save()));
    const numbers = united(all.map((own) => new Map(Object.entries(own.numbers))));
    const arrays = united(all.map((own) => new Map(Object.entries(own.arrays))));
    const parts = { numbers: Object.fromEntries(numbers), arrays: Object.fromEntries(arrays) };
    return { method: this.method, ...parts, numbers: { ...parts.numbers, windows: all.length } };
  }

  async load({ method, numbers, arrays }: Snapshot): Promise<void> {
    const count = numbers.windows;
    if (!(count >= 1 && count <= this.#recipe.windows)) {
      throw new Failure('bad-input', 'this state belongs to a training of other windows: start anew', 'snapshot');
    }
    await this.reset();
    const states = split(new Map(Object.entries(numbers)), count);
    const blocks = split(new Map(Object.entries(arrays)), count);
    for (const [k, state] of states.entries()) {
      const solver = k === 0 ? this.#last : await this.#enter();
      const parts = { numbers: Object.fromEntries(state), arrays: Object.fromEntries(blocks[k]) };
      await solver.load({ method, ...parts });
    }
  }

  async reset(): Promise<void> {
    for (const solver of this.#solvers.splice(0)) solver.dispose();
    this.#isStale = false;
    await this.#enter();
  }

  dispose(): void {
    for (const solver of this.#solvers) solver.dispose();
    for (const { data } of this.display.fields) this.#gpu.release(data);
  }
}
