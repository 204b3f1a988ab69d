import { Failure, OK, type Outcome } from '../../base/result';
import { type Gpu, Runner } from '../../gpu';
import type { Problem } from '../problem';
import type { Display, HostField, Metric, Profile, Snapshot, Solver, StepCost } from '../solver';
import { Clock } from './clock';
import { CHUNK, Controller, readSummary, type Summary } from './controller';
import { FlowDisplay } from './display';
import { viscosityOf } from './equations';
import { exactErrors } from './errors';
import { ForceHistory } from './forces';
import { readFields } from './host-fields';
import { Keeper, type Moment } from './keeper';
import { type FlowGrid, makeFlowGrid } from './layout';
import { type Described, flowMetrics } from './metrics';
import { type Bodies, makeBodies } from './obstacles';
import { Probes } from './probes';
import { courantRate, largestSpeed, powerOfTwo } from './scales';
import { sideTable } from './sides';
import { pack, unpack } from './snapshot';
import { startOf } from './start';
import { FlowState, SUMMARY_FLOATS } from './state';

/** Residual of the pressure solve, relative to the speed, that a step accepts: a fifth of what is promised. */
const PROJECTION_TOLERANCE = 4e-7;
/** Steady when max |du/dt| is below this, in units of speed^2 / shortest side: what is promised is 1e-6. */
const STEADY = 8e-7;
/** Chunks between two copies of the state that a divergence goes back to. */
const KEEP_EVERY = 16;
/** A speed that many times the largest given one counts as divergence. */
const RUNAWAY = 1e3;

/** A summary on its way to the host, with the moment that it describes. */
interface Report extends Described {
  readonly summary: Promise<ArrayBuffer>;
}

/** The live solve of method `flow`; see README.md for the scheme. */
export class FlowSolver implements Solver {
  readonly method = 'flow';
  readonly notes: string[] = [];
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #grid: FlowGrid;
  readonly #bodies: Bodies | null;
  readonly #state: FlowState;
  readonly #display: FlowDisplay;
  readonly #keeper: Keeper;
  readonly #probes: Probes;
  readonly #runner: Runner;
  readonly #viscosity: (parameters: Readonly<Record<string, number>>) => number;
  readonly #parameters: Record<string, number>;
  readonly #forces: ForceHistory | null;
  #controller!: Controller;
  #speed = 1;
  #quantum = 1;
  readonly #clock: Clock;
  /** Step of the report that the metrics are of. */
  #known = -1;
  #outcome: Outcome = OK;
  #finished = false;
  #reports: Report[] = [];
  #metrics: Record<string, Metric> = {};
  #cost: StepCost = { dispatches: 0, bytes: 0, flops: 0 };
  #changed = false;

  private constructor(
    gpu: Gpu,
    problem: Problem,
    grid: FlowGrid,
    bodies: Bodies | null,
    parts: { state: FlowState; display: FlowDisplay; keeper: Keeper },
  ) {
    this.#gpu = gpu;
    this.#problem = problem;
    this.#grid = grid;
    this.#bodies = bodies;
    this.#state = parts.state;
    this.#display = parts.display;
    this.#keeper = parts.keeper;
    this.#clock = new Clock(startMoment(problem), problem.time?.max ?? Number.POSITIVE_INFINITY);
    this.#viscosity = viscosityOf(problem);
    this.#parameters = { ...problem.parameters };
    this.#probes = new Probes(gpu, parts.state, grid, problem);
    this.#runner = new Runner(gpu);
    const { speed, length } = problem.scales;
    this.#forces = bodies && speed && length ? new ForceHistory(speed, length) : null;
  }

  /** Lays out the grid and the bodies, allocates, compiles and sets the initial state. */
  static async create(gpu: Gpu, problem: Problem): Promise<FlowSolver> {
    const grid = makeFlowGrid(problem);
    const bodies = makeBodies(problem, grid);
    const state = new FlowState(gpu, grid, bodies);
    const display = await FlowDisplay.create(gpu, state, grid, bodies);
    const keeper = await Keeper.create(gpu, state);
    const solver = new FlowSolver(gpu, problem, grid, bodies, { state, display, keeper });
    await solver.reset();
    return solver;
  }

  get stepCount(): number {
    return this.#clock.moment.stepCount;
  }

  get time(): number {
    return this.#clock.moment.time;
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  get finished(): boolean {
    return this.#finished;
  }

  get display(): Display {
    return this.#display.display;
  }

  get cost(): StepCost {
    return this.#cost;
  }

  async reset(): Promise<void> {
    await this.#runner.drain();
    this.#forget();
    this.#clock.set(startMoment(this.#problem));
    this.#gpu.write(this.#state.pressure, new Float32Array(this.#state.pressure.bytes / 4));
    const { velocity, speed, quantum } = startOf(this.#problem, this.#grid, this.#bodies, this.#parameters);
    this.#speed = speed;
    this.#quantum = quantum;
    this.#gpu.write(this.#state.velocity, velocity);
    this.#controller = new Controller(this.#grid, this.#problem.dt, 0, courantRate(velocity, this.#grid));
    this.#applyParameters();
    const projection = await this.#state.projectionProgram(12);
    // An impulsive start needs a potential as large as the box, whose rounding the repetitions remove.
    for (let k = 0; k < 3; k++) await this.#runner.run(projection);
    this.#gpu.write(this.#state.pressure, new Float32Array(this.#state.pressure.bytes / 4));
    await this.#runner.run(await this.#state.pressureProgram(12, this.#keeper.spare));
    this.#keepGood();
    this.#cost = (await this.#state.stepProgram(this.#controller.cycles)).cost;
    const viscosity = this.#viscosity(this.#parameters);
    this.notes.splice(0, this.notes.length, ...describe(this.#problem, this.#grid, this.#controller.dt, viscosity));
  }

  async step(n: number): Promise<void> {
    for (let left = n; left > 0 && !this.#finished; ) {
      if (this.#changed) this.#applyParameters();
      const count = this.#fitToEnd(Math.min(left, CHUNK - (this.stepCount % CHUNK)));
      const program = await this.#state.stepProgram(this.#controller.cycles);
      this.#cost = program.cost;
      await this.#runner.run(program, count);
      this.#clock.advance(count, this.#controller.dt);
      left -= count;
      const ended = this.#clock.atEnd;
      if (this.stepCount % CHUNK === 0 || ended) await this.#report(ended);
    }
  }

  metrics(): Readonly<Record<string, Metric>> {
    return this.#metrics;
  }

  async measure(): Promise<Readonly<Record<string, Metric>>> {
    await this.#settle();
    const errors = exactErrors(this.#problem, await this.fields(), this.#parameters, this.time);
    return { ...this.#metrics, ...(await this.#probes.pressureDifference()), ...errors };
  }

  setParameter(name: string, value: number): void {
    if (!Object.hasOwn(this.#parameters, name)) {
      throw new Failure('bad-input', `there is no parameter ${name} in this scene`, `parameters.${name}`);
    }
    if (!Number.isFinite(value)) {
      throw new Failure('bad-input', `${name} = ${value} is not a finite number`, `parameters.${name}`);
    }
    const nu = this.#viscosity({ ...this.#parameters, [name]: value });
    if (!(nu > 0 && Number.isFinite(nu))) {
      throw new Failure(
        'bad-input',
        `${name} = ${value} makes the viscosity ${nu}: it must be positive`,
        `parameters.${name}`,
      );
    }
    this.#parameters[name] = value;
    this.#changed = true;
    this.#finished = false;
    this.#outcome = OK;
    this.#forces?.clear();
  }

  refresh(names: readonly string[]): void {
    this.#display.refresh(names);
  }

  profiles(): Promise<readonly Profile[]> {
    return this.#probes.profiles();
  }

  probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    return this.#display.probe(x, y);
  }

  async fields(): Promise<readonly HostField[]> {
    await this.#runner.drain();
    return readFields(this.#gpu, this.#state, this.#grid);
  }

  async save(): Promise<Snapshot> {
    await this.#runner.drain();
    const { velocity, pressure, multigrid } = this.#state;
    const [pending] = this.#reports;
    const [u, p, progress] = await Promise.all(
      [velocity, pressure, multigrid.progress].map((array) => this.#gpu.read(array)),
    );
    return pack(this.method, {
      moment: this.#clock.moment,
      anchor: this.#clock.anchor,
      speed: this.#speed,
      controller: this.#controller.save(),
      pending: pending ? { described: describedBy(pending), summary: await pending.summary } : null,
      fields: { velocity: u, pressure: p, progress },
    });
  }

  async load(snapshot: Snapshot): Promise<void> {
    const { velocity, pressure, multigrid } = this.#state;
    const bytes = { velocity: velocity.bytes, pressure: pressure.bytes, progress: multigrid.progress.bytes };
    const saved = unpack(this.method, snapshot, bytes);
    this.#controller.load(saved.controller);
    await this.#runner.drain();
    this.#forget();
    this.#gpu.write(velocity, new Uint8Array(saved.fields.velocity));
    this.#gpu.write(pressure, new Uint8Array(saved.fields.pressure));
    this.#gpu.write(multigrid.progress, new Uint8Array(saved.fields.progress));
    this.#speed = saved.speed;
    this.#writeStep();
    this.#clock.set(saved.moment, saved.anchor);
    this.#keepGood();
    const { pending } = saved;
    if (pending) this.#reports.push({ ...pending.described, summary: Promise.resolve(pending.summary) });
  }

  dispose(): void {
    this.#probes.dispose();
    this.#display.dispose();
    this.#keeper.dispose();
    this.#state.dispose();
  }

  /** Forgets everything that belongs to the steps so far. */
  #forget(): void {
    this.#reports = [];
    this.#known = -1;
    this.#metrics = {};
    this.#outcome = OK;
    this.#finished = false;
    this.#forces?.clear();
    this.#keeper.clear();
  }

  /** Keeps the present state, which is known to be good, as one to go back to. */
  #keepGood(): void {
    this.#keeper.keep(this.#clock.moment);
    this.#keeper.confirm(this.stepCount);
  }

  #applyParameters(): void {
    this.#changed = false;
    const nu = this.#viscosity(this.#parameters);
    const sides = sideTable(this.#problem, this.#grid, this.#parameters, this.#quantum);
    this.#gpu.write(this.#state.sides, sides);
    this.#speed = Math.max(this.#speed, largestSpeed(sides));
    this.#state.uniforms.set({
      nu,
      quantum: this.#quantum,
      pressureQuantum: powerOfTwo(this.#speed) ** 2 * 2 ** -18,
    });
    this.#controller.setLimits(nu, courantRate(sides, this.#grid));
    this.#writeStep();
  }

  /** Makes the controller's time step the device's from this moment on. */
  #writeStep(): void {
    this.#clock.mark();
    this.#state.uniforms.set({ dt: this.#controller.dt });
    this.#state.uniforms.flush();
    this.#writeTolerance();
  }

  #writeTolerance(): void {
    this.#state.multigrid.setTolerance(PROJECTION_TOLERANCE * this.#speed);
  }

  /** Shortens the last steps so that they end at the end time. */
  #fitToEnd(count: number): number {
    const landing = this.#clock.landing(count, this.#controller.dt);
    if (!landing) return count;
    this.#controller.land(landing.dt);
    this.#writeStep();
    return landing.steps;
  }

  /** Asks for the summary of this moment, and takes in those of one chunk before and earlier; at the end, all. */
  async #report(ended: boolean): Promise<void> {
    this.#reports.push(await this.#ask());
    if (this.stepCount % (CHUNK * KEEP_EVERY) === 0) this.#keeper.keep(this.#clock.moment);
    while (this.#reports.length > (ended ? 0 : 1) && !this.#finished) await this.#takeIn(this.#reports.shift()!);
    if (ended) this.#finished = true;
  }

  async #ask(): Promise<Report> {
    await this.#runner.run(await this.#state.statusProgram());
    const summary = this.#gpu.read(this.#state.summary, 0, 4 * SUMMARY_FLOATS);
    // Awaited a chunk later; until then a loss must not count as unhandled.
    summary.catch(() => {});
    return { ...this.#clock.moment, dt: this.#controller.dt, summary };
  }

  async #takeIn(report: Report): Promise<void> {
    const summary = readSummary(await report.summary);
    if (this.#isBad(summary)) {
      this.#diverged(report);
      return;
    }
    this.#keeper.confirm(report.stepCount);
    if (summary.speed > this.#speed) {
      this.#speed = summary.speed;
      this.#writeTolerance();
    }
    this.#show(report, summary);
    if (this.#controller.adapt(summary)) this.#writeStep();
    const shortest = Math.min(...this.#problem.axes.map((axis) => axis.max - axis.min));
    if (summary.change < (STEADY * this.#speed ** 2) / shortest && report.stepCount > CHUNK) this.#finished = true;
  }

  #isBad(summary: Summary): boolean {
    return summary.badCells > 0 || summary.speed > RUNAWAY * this.#speed;
  }

  #show(report: Report, summary: Summary): void {
    this.#known = report.stepCount;
    this.#forces?.add(report.time, summary.force);
    this.#metrics = { ...flowMetrics(report, summary), ...this.#forces?.metrics() };
  }

  #diverged(report: Report): void {
    this.#reports = [];
    const limit = this.#controller.stableStep;
    const moment = this.#keeper.goBack();
    if (moment) {
      this.#clock.set(moment);
      this.#writeStep();
    }
    const where = moment ? `went back to t = ${moment.time.toPrecision(4)}` : 'reset to begin again';
    if (moment && this.#controller.retreat()) {
      this.#writeStep();
      this.notes.push(`the flow became unstable at t = ${report.time.toPrecision(4)}: ${where}, time step halved`);
      return;
    }
    const advice = `the time step ${report.dt.toPrecision(3)} is unstable here (${where}): set dt to at most ${limit.toPrecision(2)} or remove it`;
    this.#outcome = { code: 'diverged', advice };
    this.#finished = true;
  }

  /** Brings the metrics up to this moment, without deciding anything from them. */
  async #settle(): Promise<void> {
    await this.#runner.drain();
    if (this.#known === this.stepCount || this.#outcome !== OK) return;
    const report = await this.#ask();
    const summary = readSummary(await report.summary);
    if (!this.#isBad(summary)) this.#show(report, summary);
  }
}

function describedBy({ stepCount, time, dt }: Report): Described {
  return { stepCount, time, dt };
}

function startMoment(problem: Problem): Moment {
  return { stepCount: 0, time: problem.time?.min ?? 0 };
}

/** What the method chose, in sentences. */
function describe(problem: Problem, grid: FlowGrid, dt: number, viscosity: number): string[] {
  const by = problem.dt === null ? 'chosen from the stability limits' : 'set by the scene';
  return [
    `staggered grid of ${grid.nx} x ${grid.ny} cells`,
    `time step ${dt.toPrecision(3)}, ${by}`,
    `kinematic viscosity ${viscosity.toPrecision(3)}`,
  ];
}
