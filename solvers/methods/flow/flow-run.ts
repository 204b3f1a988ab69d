import { OK, type Outcome } from '../../base/result';
import { type Gpu, Runner } from '../../gpu';
import type { Problem } from '../problem';
import type { Metric, Snapshot, StepCost } from '../solver';
import { Clock } from './clock';
import { Conditions } from './conditions';
import { CHUNK, Controller, readSummary, type Summary } from './controller';
import { ForceHistory } from './forces';
import { Keeper, type Moment } from './keeper';
import type { FlowGrid } from './layout';
import { type Described, describe, flowMetrics } from './metrics';
import type { Bodies } from './obstacles';
import { courantRate, largestSpeed, powerOfTwo } from './scales';
import { pack, unpack } from './snapshot';
import { startOf } from './start';
import { type FlowState, SUMMARY_FLOATS } from './state';

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

/** Where a run happens. */
export interface Stage {
  readonly gpu: Gpu;
  readonly problem: Problem;
  readonly grid: FlowGrid;
  readonly bodies: Bodies | null;
  readonly state: FlowState;
}

/** The run itself: steps, what is decided between them, and going back when it fails. */
export class FlowRun {
  readonly notes: string[] = [];
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #grid: FlowGrid;
  readonly #bodies: Bodies | null;
  readonly #state: FlowState;
  readonly #keeper: Keeper;
  readonly #runner: Runner;
  readonly #conditions: Conditions;
  readonly #forces: ForceHistory | null;
  readonly #clock: Clock;
  #controller!: Controller;
  #speed = 1;
  #quantum = 1;
  /** Step of the report that the metrics are of. */
  #known = -1;
  #outcome: Outcome = OK;
  #finished = false;
  #reports: Report[] = [];
  #metrics: Record<string, Metric> = {};
  #cost: StepCost = { dispatches: 0, bytes: 0, flops: 0 };
  #changed = false;
  /** The flow was steady a chunk ago. */
  #settling = false;

  private constructor({ gpu, problem, grid, bodies, state }: Stage, keeper: Keeper) {
    this.#gpu = gpu;
    this.#problem = problem;
    this.#grid = grid;
    this.#bodies = bodies;
    this.#state = state;
    this.#keeper = keeper;
    this.#clock = new Clock(startMoment(problem), problem.time?.max ?? Number.POSITIVE_INFINITY);
    this.#conditions = new Conditions(problem, grid);
    this.#runner = new Runner(gpu);
    const { speed, length } = problem.scales;
    this.#forces = bodies && speed && length ? new ForceHistory(speed, length) : null;
  }

  /** A run at its initial state. */
  static async create(stage: Stage): Promise<FlowRun> {
    const run = new FlowRun(stage, await Keeper.create(stage.gpu, stage.state));
    await run.reset();
    return run;
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

  get cost(): StepCost {
    return this.#cost;
  }

  get parameters(): Readonly<Record<string, number>> {
    return this.#conditions.parameters;
  }

  get metrics(): Readonly<Record<string, Metric>> {
    return this.#metrics;
  }

  async reset(): Promise<void> {
    await this.#runner.drain();
    this.#forget();
    this.#clock.set(startMoment(this.#problem));
    this.#gpu.write(this.#state.pressure, new Float32Array(this.#state.pressure.bytes / 4));
    const { velocity, speed, quantum } = startOf(this.#problem, this.#grid, this.#bodies, this.parameters);
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
    const { viscosity } = this.#conditions;
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

  setParameter(name: string, value: number): void {
    this.#conditions.change(name, value);
    this.#changed = true;
    this.#finished = false;
    this.#outcome = OK;
    this.#forces?.clear();
  }

  async save(): Promise<Snapshot> {
    await this.#runner.drain();
    const { velocity, pressure, multigrid } = this.#state;
    const [pending] = this.#reports;
    const [u, p, progress] = await Promise.all(
      [velocity, pressure, multigrid.progress].map((array) => this.#gpu.read(array)),
    );
    return pack('flow', {
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
    const saved = unpack('flow', snapshot, bytes);
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

  /** Resolves when the device has done all that was asked for. */
  drain(): Promise<void> {
    return this.#runner.drain();
  }

  dispose(): void {
    this.#keeper.dispose();
  }

  /** Forgets everything that belongs to the steps so far. */
  #forget(): void {
    this.#reports = [];
    this.#known = -1;
    this.#settling = false;
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
    const nu = this.#conditions.viscosity;
    const sides = this.#conditions.sides(this.#quantum);
    this.#gpu.write(this.#state.sides, sides);
    this.#speed = Math.max(this.#speed, largestSpeed(sides));
    this.#state.uniforms.set({
      nu,
      quantum: this.#quantum,
      pressureQuantum: powerOfTwo(this.#speed) ** 2 * 2 ** -12,
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
    if (this.#settling) await this.#confirmSteady();
    if (ended) this.#finished = true;
  }

  /**
   * Ends the run if the flow is steady at this very moment, not only a chunk ago. Waits for the device, but seldom; what
   * it finds does not depend on when.
   */
  async #confirmSteady(): Promise<void> {
    this.#settling = false;
    if (this.#finished) return;
    const report = await this.#ask();
    const summary = readSummary(await report.summary);
    if (this.#isBad(summary) || !this.#isSteady(summary)) return;
    this.#show(report, summary);
    this.#finished = true;
  }

  #isSteady({ change }: Summary): boolean {
    const shortest = Math.min(...this.#problem.axes.map((axis) => axis.max - axis.min));
    return change < (STEADY * this.#speed ** 2) / shortest;
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
    if (report.stepCount > CHUNK && this.#isSteady(summary)) this.#settling = true;
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
  async settle(): Promise<void> {
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
