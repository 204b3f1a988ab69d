import { OK, type Outcome } from '../../base/result';
import type { Gpu } from '../../gpu';
import type { EllipticProgress } from '../../linear';
import { exactErrors, exactValues } from '../errors';
import { atPointsOf, profilesOf } from '../interpolate';
import { checkParameter } from '../parameter';
import type { Problem } from '../problem';
import type { CycleTrace, Display, HostField, Metric, Profile, Snapshot, Solver, StepCost } from '../solver';
import { EllipticStage } from './stage';

/** The live solve of method `multigrid`: one step is one iteration, and what is drawn and measured of it. */
export class MultigridSolver implements Solver {
  readonly method = 'multigrid';
  readonly #problem: Problem;
  readonly #parameters: Record<string, number>;
  readonly #stage: EllipticStage;
  /** A parameter has changed since the equations were made. */
  #stale = false;
  #progress: EllipticProgress;
  #outcome: Outcome = OK;
  #steps = 0;
  #read: { readonly at: number; readonly fields: readonly HostField[] } | null = null;

  private constructor(problem: Problem, stage: EllipticStage, progress: EllipticProgress) {
    this.#problem = problem;
    this.#parameters = { ...problem.parameters };
    this.#stage = stage;
    this.#progress = progress;
  }

  static async create(gpu: Gpu, problem: Problem): Promise<MultigridSolver> {
    const stage = await EllipticStage.create(gpu, problem, problem.parameters);
    return new MultigridSolver(problem, stage, await stage.begin());
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
    return !this.#stale && this.#progress.done;
  }

  get notes(): readonly string[] {
    return this.#stage.notes;
  }

  get display(): Display {
    return this.#stage.display;
  }

  get cost(): StepCost {
    return this.#stage.cost;
  }

  async step(n: number): Promise<void> {
    if (this.#stale) await this.#renew();
    for (let k = 0; k < n && !this.#progress.done; k++) {
      this.#progress = await this.#stage.solver.step();
      this.#steps++;
    }
    if (this.#progress.done && this.#outcome.code === 'ok') {
      this.#outcome = (await this.#stage.solver.solution()).result;
    }
  }

  metrics(): Readonly<Record<string, Metric>> {
    const { iterations, residual } = this.#progress;
    return { residual: { value: residual, unit: '' }, iterations: { value: iterations, unit: '' } };
  }

  async measure(): Promise<Readonly<Record<string, Metric>>> {
    const { stats } = await this.#stage.solver.solution();
    return {
      ...this.metrics(),
      workUnits: { value: stats.workUnits, unit: '' },
      ...exactErrors(this.#problem, await this.fields(), this.#parameters, 0),
    };
  }

  /** The equations are made anew at the next step, which goes on from the present solution. */
  setParameter(name: string, value: number): void {
    checkParameter(this.#parameters, name, value);
    this.#parameters[name] = value;
    this.#stale = true;
  }

  refresh(names: readonly string[]): void {
    this.#stage.refresh(names);
  }

  async profiles(): Promise<readonly Profile[]> {
    return profilesOf(this.#problem, await this.fields());
  }

  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    const [ax, ay, az] = this.#problem.axes;
    const middle = az ? [[az.name, Float64Array.of((az.min + az.max) / 2)] as const] : [];
    const coordinates = {
      [ax!.name]: Float64Array.of(x),
      [ay!.name]: Float64Array.of(y),
      ...Object.fromEntries(middle),
    };
    const fields = await this.fields();
    const values = fields.map((field) => [field.name, atPointsOf({ coordinates }, field)[0]!] as const);
    const errors = fields.flatMap((field) => {
      const exact = exactValues(
        this.#problem,
        { ...field, data: Float64Array.of(0), coordinates },
        this.#parameters,
        0,
      );
      const value = values.find(([name]) => name === field.name)![1];
      return exact ? [['error', value - exact[0]!] as const] : [];
    });
    return Object.fromEntries([...values, ...errors]);
  }

  async cycle(): Promise<CycleTrace | null> {
    if (this.#stale || !this.#stage.tracer) return null;
    const { stats } = await this.#stage.solver.solution();
    return { ...(await this.#stage.tracer.trace()), residuals: stats.residuals };
  }

  /** The unknown on the whole grid. */
  async fields(): Promise<readonly HostField[]> {
    if (this.#read?.at !== this.#steps) {
      const { value } = await this.#stage.solver.solution();
      this.#read = { at: this.#steps, fields: [this.#stage.field(value)] };
    }
    return this.#read.fields;
  }

  async save(): Promise<Snapshot> {
    const { value } = await this.#stage.solver.solution();
    return { method: this.method, numbers: { steps: this.#steps }, arrays: { solution: value.buffer } };
  }

  async load({ numbers, arrays }: Snapshot): Promise<void> {
    this.#restart(await this.#stage.begin(new Float64Array(arrays.solution!)), numbers.steps!);
  }

  async reset(): Promise<void> {
    if (this.#stale) await this.#renew();
    this.#restart(await this.#stage.begin(), 0);
  }

  dispose(): void {
    this.#stage.dispose();
  }

  #restart(progress: EllipticProgress, steps: number): void {
    this.#progress = progress;
    this.#steps = steps;
    this.#outcome = OK;
    this.#read = null;
  }

  /** The equations at the present parameters, with the present solution as the first guess. */
  async #renew(): Promise<void> {
    const { value } = await this.#stage.solver.solution();
    await this.#stage.renew(this.#parameters);
    this.#stale = false;
    this.#restart(await this.#stage.begin(value), this.#steps);
  }
}
