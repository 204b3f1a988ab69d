import { OK, type Outcome } from '../../base/result';
import { nameToLatex } from '../../expr';
import type { Gpu } from '../../gpu';
import { NewtonSolver } from '../../linear';
import { exactErrors, exactValues } from '../errors';
import { atPointsOf, profilesOf } from '../interpolate';
import { checkParameter } from '../parameter';
import type { Problem } from '../problem';
import type { Display, HostField, Metric, Profile, Snapshot, Solver, StepCost } from '../solver';
import { nonlinearOf } from './nonlinear-of';
import { midways } from './picture-grid';
import { ShownFields, type ShownSource } from './shown-fields';

/** Of the first residual: where f32 ends earlier, Newton's method says so itself. */
const TOLERANCE = 1e-6;
/** Newton steps at most. */
const MOST = 60;

/** The live solve of a nonlinear steady problem: one step is one step of Newton's method, with multigrid inside. */
export class NonlinearSolver implements Solver {
  readonly method = 'multigrid';
  /** The rest of a step is as many cycles as pay. */
  readonly cost: StepCost = { dispatches: 0, bytes: 0, flops: 0 };
  readonly notes = ['the equation is nonlinear: each step linearises it and solves by multigrid'];
  readonly display: Display;
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #parameters: Record<string, number>;
  readonly #points: readonly [Float64Array, Float64Array];
  readonly #shown: ShownFields;
  #newton: NewtonSolver;
  #value: Float64Array;
  #first = Number.NaN;
  #residual = Number.NaN;
  #outcome: Outcome = OK;
  #done = false;
  /** A parameter has changed since the equations were made. */
  #stale = false;
  #steps = 0;

  private constructor(gpu: Gpu, problem: Problem) {
    this.#gpu = gpu;
    this.#problem = problem;
    this.#parameters = { ...problem.parameters };
    const [x, y] = problem.axes.map(({ min, max }, axis) => {
      const cells = problem.grid.cells[axis]!;
      return Float64Array.from({ length: cells + 1 }, (_, k) => min + ((max - min) * k) / cells);
    }) as [Float64Array, Float64Array];
    this.#points = [x, y];
    this.#value = new Float64Array(x.length * y.length);
    this.#newton = new NewtonSolver(gpu, nonlinearOf(problem, this.#parameters));
    const [u] = problem.unknowns as [string];
    const facts = [{ name: u, title: `Solution ${u}`, latex: nameToLatex(u), kind: 'sequential' as const }];
    const error = {
      name: 'error',
      title: `Error of ${u}`,
      latex: `\\Delta ${nameToLatex(u)}`,
      kind: 'diverging' as const,
    };
    const everywhere = Int32Array.from(this.#value, (_, k) => k);
    this.#shown = new ShownFields(gpu, everywhere, problem.exact[u] ? [...facts, error] : facts);
    this.display = {
      nx: x.length,
      ny: y.length,
      facesX: midways(x, x[0]!, x.at(-1)!),
      facesY: midways(y, y[0]!, y.at(-1)!),
      points: { x, y },
      fields: this.#shown.fields,
      velocity: null,
      distance: null,
    };
  }

  static async create(gpu: Gpu, problem: Problem): Promise<NonlinearSolver> {
    const solver = new NonlinearSolver(gpu, problem);
    await solver.#connect();
    return solver;
  }

  get stepCount(): number {
    return this.#steps;
  }

  /** Steady problems have no time. */
  get time(): number {
    return 0;
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  get finished(): boolean {
    return this.#done && !this.#stale;
  }

  async step(n: number): Promise<void> {
    if (this.#stale) await this.#renew(this.#value, this.#steps);
    for (let k = 0; k < n && !this.#done && this.#outcome.code === 'ok'; k++) {
      const goal = Number.isNaN(this.#first) ? TOLERANCE : (TOLERANCE * this.#first) / this.#residual;
      const { value, result, stats } = await this.#newton.solve({ iterations: 1, tolerance: Math.min(goal, 1) });
      this.#value = value;
      this.#residual = stats.residuals.at(-1)!;
      if (Number.isNaN(this.#first)) this.#first = stats.residuals[0]!;
      this.#steps++;
      const goesOn = result.code === 'not-converged' && this.#steps < MOST;
      if (!goesOn) this.#outcome = result;
      this.#done = result.code === 'ok';
    }
  }

  metrics(): Readonly<Record<string, Metric>> {
    return {
      residual: { value: this.#residual / this.#first, unit: '' },
      iterations: { value: this.#steps, unit: '' },
    };
  }

  async measure(): Promise<Readonly<Record<string, Metric>>> {
    return { ...this.metrics(), ...exactErrors(this.#problem, await this.fields(), this.#parameters, 0) };
  }

  /** Newton's method goes on from the present solution. */
  setParameter(name: string, value: number): void {
    checkParameter(this.#parameters, name, value);
    this.#parameters[name] = value;
    this.#stale = true;
  }

  refresh(names: readonly string[]): void {
    this.#shown.refresh(names);
  }

  async profiles(): Promise<readonly Profile[]> {
    return profilesOf(this.#problem, await this.fields());
  }

  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    const [ax, ay] = this.#problem.axes;
    const coordinates = { [ax!.name]: Float64Array.of(x), [ay!.name]: Float64Array.of(y) };
    return Object.fromEntries(
      (await this.fields()).map((field) => [field.name, atPointsOf({ coordinates }, field)[0]!]),
    );
  }

  async fields(): Promise<readonly HostField[]> {
    const [x, y] = this.#points;
    const [ax, ay] = this.#problem.axes;
    const coordinates = { [ay!.name]: y, [ax!.name]: x };
    return [{ name: this.#problem.unknowns[0]!, shape: [y.length, x.length], data: this.#value, coordinates }];
  }

  async save(): Promise<Snapshot> {
    return { method: this.method, numbers: { steps: this.#steps }, arrays: { solution: this.#value.slice().buffer } };
  }

  async load({ numbers, arrays }: Snapshot): Promise<void> {
    await this.#renew(new Float64Array(arrays.solution!), numbers.steps!);
  }

  async reset(): Promise<void> {
    await this.#renew(new Float64Array(this.#value.length), 0);
  }

  dispose(): void {
    this.#newton.dispose();
    this.#shown.dispose();
  }

  /** The solver at the present parameters, from `value`. */
  async #renew(value: Float64Array, steps: number): Promise<void> {
    const before = this.#newton;
    this.#newton = new NewtonSolver(this.#gpu, nonlinearOf(this.#problem, this.#parameters));
    this.#newton.start(value);
    this.#value = value;
    this.#steps = steps;
    this.#first = Number.NaN;
    this.#outcome = OK;
    this.#done = false;
    this.#stale = false;
    await this.#connect();
    before.dispose();
  }

  async #connect(): Promise<void> {
    const values = { array: this.#newton.solution, lows: 0, unit: 1 };
    const [field] = await this.fields();
    const exact = exactValues(this.#problem, field!, this.#parameters, 0);
    const sources: ShownSource[] = [{ name: field!.name, values, base: null }];
    if (exact) sources.push({ name: 'error', values, base: exact });
    await this.#shown.connect(sources);
  }
}
