import { OK, type Outcome } from '../../base/result';
import type { Gpu } from '../../gpu';
import { atPointsOf } from '../interpolate';
import { EllipticStage } from '../multigrid/stage';
import { checkParameter } from '../parameter';
import type { Problem } from '../problem';
import type { Display, HostField, Metric, Profile, Snapshot, Solver, StepCost } from '../solver';
import { type CellGrid, gains, smoothed, updated } from './layout';
import { type DesignSettings, settingsOf } from './settings';

/** Iterations of multigrid a step at most; each step starts from the solution before. */
const CYCLES = 40;

/**
 * The live solve of method `design`: in each step multigrid answers for the present material, and the gradient of the
 * work by each cell's share of it says where it should go.
 */
export class DesignSolver implements Solver {
  readonly method = 'design';
  readonly profiles = async (): Promise<readonly Profile[]> => [];
  readonly #problem: Problem;
  readonly #stage: EllipticStage;
  readonly #grid: CellGrid;
  readonly #parameters: Record<string, number>;
  /** The share of good material in each cell, [ny][nx]. */
  #shares: Float64Array;
  #solution: Float64Array | null = null;
  #outcome: Outcome = OK;
  #steps = 0;
  #work = Number.NaN;
  #change = Number.NaN;

  private constructor(problem: Problem, stage: EllipticStage, settings: DesignSettings) {
    const [nx, ny] = problem.grid.cells as [number, number];
    const [x, y] = problem.axes;
    this.#problem = problem;
    this.#stage = stage;
    this.#parameters = { ...problem.parameters };
    this.#grid = { nx, ny, hx: (x!.max - x!.min) / nx, hy: (y!.max - y!.min) / ny };
    this.#shares = new Float64Array(nx * ny).fill(settings.volume);
  }

  static async create(gpu: Gpu, problem: Problem): Promise<DesignSolver> {
    const settings = settingsOf(problem, problem.parameters);
    const [nx, ny] = problem.grid.cells as [number, number];
    const inputs = material(problem, new Float64Array(nx * ny).fill(settings.volume), settings);
    const stage = await EllipticStage.create(gpu, { ...problem, inputs }, problem.parameters);
    return new DesignSolver(problem, stage, settings);
  }

  get stepCount(): number {
    return this.#steps;
  }

  /** Designs have no time. */
  get time(): number {
    return 0;
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  /** Once cells change by less than a thousandth in the mean: some at the tips of branches never rest. */
  get finished(): boolean {
    return this.#change < 1e-3;
  }

  get notes(): readonly string[] {
    return [
      ...this.#stage.notes,
      'each step: one multigrid solve, the gradient of the work, one update of the material',
    ];
  }

  get display(): Display {
    return this.#stage.display;
  }

  get cost(): StepCost {
    return this.#stage.cost;
  }

  async step(n: number): Promise<void> {
    for (let k = 0; k < n && !this.finished && this.#outcome.code === 'ok'; k++) await this.#improve();
  }

  metrics(): Readonly<Record<string, Metric>> {
    const mean = this.#shares.reduce((sum, share) => sum + share, 0) / this.#shares.length;
    return {
      work: { value: this.#work, unit: '' },
      change: { value: this.#change, unit: '' },
      volume: { value: mean, unit: '' },
    };
  }

  async measure(): Promise<Readonly<Record<string, Metric>>> {
    return this.metrics();
  }

  setParameter(name: string, value: number): void {
    checkParameter(this.#parameters, name, value);
    settingsOf(this.#problem, { ...this.#parameters, [name]: value });
    this.#parameters[name] = value;
    this.#change = Number.NaN;
  }

  refresh(names: readonly string[]): void {
    this.#stage.refresh(names);
  }

  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    const [ax, ay] = this.#problem.axes;
    const coordinates = { [ax!.name]: Float64Array.of(x), [ay!.name]: Float64Array.of(y) };
    const fields = await this.fields();
    return Object.fromEntries(fields.map((field) => [field.name, atPointsOf({ coordinates }, field)[0]!]));
  }

  /** Temperature at the nodes, and the share of good material in the cells. */
  async fields(): Promise<readonly HostField[]> {
    const { nx, ny, hx, hy } = this.#grid;
    const [x, y] = this.#problem.axes;
    const middles = (count: number, from: number, h: number) =>
      Float64Array.from({ length: count }, (_, k) => from + (k + 0.5) * h);
    const coordinates = { [y!.name]: middles(ny, y!.min, hy), [x!.name]: middles(nx, x!.min, hx) };
    const { value } = await this.#stage.solver.solution();
    return [this.#stage.field(value), { name: 'share', shape: [ny, nx], data: this.#shares, coordinates }];
  }

  async save(): Promise<Snapshot> {
    return { method: this.method, numbers: { steps: this.#steps }, arrays: { shares: this.#shares.slice().buffer } };
  }

  async load({ numbers, arrays }: Snapshot): Promise<void> {
    await this.#restart(new Float64Array(arrays.shares!), numbers.steps!);
  }

  async reset(): Promise<void> {
    const { volume } = settingsOf(this.#problem, this.#parameters);
    await this.#restart(new Float64Array(this.#shares.length).fill(volume), 0);
  }

  dispose(): void {
    this.#stage.dispose();
  }

  async #restart(shares: Float64Array, steps: number): Promise<void> {
    this.#shares = shares;
    this.#steps = steps;
    this.#solution = null;
    this.#outcome = OK;
    this.#change = Number.NaN;
    await this.#lay();
  }

  async #improve(): Promise<void> {
    const settings = settingsOf(this.#problem, this.#parameters);
    const { solver } = this.#stage;
    let progress = await solver.step();
    while (!progress.done && progress.iterations < CYCLES) progress = await solver.step();
    const { value, result } = await solver.solution();
    if (result.code !== 'ok') {
      this.#outcome = result;
      return;
    }
    this.#solution = value;
    this.#work = this.#stage.rhs.reduce((sum, f, k) => sum + f * value[k]!, 0);
    const { volume, contrast, power, radius } = settings;
    const raw = gains(this.#stage.field(value).data, this.#grid);
    const laid = smoothed(this.#shares, this.#grid, radius);
    const byLaid = raw.map((gain, k) => gain * power * (contrast - 1) * laid[k]! ** (power - 1));
    // The mean over a cone is its own adjoint but for the border.
    const next = updated(this.#shares, smoothed(byLaid, this.#grid, radius), volume);
    this.#change = next.reduce((sum, share, k) => sum + Math.abs(share - this.#shares[k]!), 0) / next.length;
    this.#shares = next;
    this.#steps++;
    await this.#lay();
  }

  /** Makes the equations for the present shares; the solve starts from the solution before. */
  async #lay(): Promise<void> {
    const settings = settingsOf(this.#problem, this.#parameters);
    await this.#stage.renew(this.#parameters, material(this.#problem, this.#shares, settings));
    await this.#stage.begin(this.#solution ?? undefined);
  }
}

/** The conductivity of each cell: 1 where there is no good material, `contrast` where there is nothing else. */
function material(
  problem: Problem,
  shares: Float64Array,
  { contrast, power, radius }: DesignSettings,
): Problem['inputs'] {
  const [nx, ny] = problem.grid.cells as [number, number];
  const laid = smoothed(shares, { nx, ny, hx: 1, hy: 1 }, radius);
  const data = laid.map((share) => 1 + (contrast - 1) * share ** power);
  const [name, input] = Object.entries(problem.inputs)[0]!;
  return { ...problem.inputs, [name]: { ...input, values: { shape: [ny, nx], data } } };
}
