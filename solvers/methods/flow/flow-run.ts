import { OK, type Outcome } from '../../base/result';
import { type Gpu, Runner } from '../../gpu';
import type { Metric, Snapshot, StepCost } from '../solver';
import { Clock } from './clock';
import { Conditions } from './conditions';
import { CHUNK, Controller } from './controller';
import { Keeper } from './keeper';
import { toLattice } from './layout';
import { type Described, describe } from './metrics';
import { maskVelocity } from './obstacles';
import { fromLattice } from './paint';
import { Reports } from './reports';
import { courantRate, largestSpeed, powerOfTwo } from './scales';
import { pack, unpack } from './snapshot';
import type { Stage } from './stage';
import { beginWith, startOf } from './start';
import type { FlowState } from './state';

/** Residual of the pressure solve, relative to the speed, that a step accepts: a fifth of what is promised. */
const PROJECTION_TOLERANCE = 4e-7;
/** Chunks between two copies of the state that a divergence goes back to. */
const KEEP_EVERY = 16;

/** The run itself: steps, what is decided between them, and going back when it fails. */
export class FlowRun {
  readonly notes: string[] = [];
  readonly #gpu: Gpu;
  readonly #state: FlowState;
  readonly #keeper: Keeper;
  readonly #runner: Runner;
  readonly #conditions: Conditions;
  readonly #reports: Reports;
  readonly #stage: Stage;
  readonly #clock: Clock;
  #controller!: Controller;
  #speed = 1;
  #quantum = 1;
  #outcome: Outcome = OK;
  #finished = false;
  #cost: StepCost = { dispatches: 0, bytes: 0, flops: 0 };
  #changed = false;
  /** The flow was steady a chunk ago. */
  #settling = false;

  private constructor(stage: Stage, keeper: Keeper) {
    const { gpu, problem, grid, state } = stage;
    this.#stage = stage;
    this.#gpu = gpu;
    this.#state = state;
    this.#keeper = keeper;
    this.#clock = new Clock(problem.time);
    this.#conditions = new Conditions(problem, grid);
    this.#runner = new Runner(gpu);
    this.#reports = new Reports(stage, this.#runner);
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
    return this.#reports.metrics;
  }

  async reset(): Promise<void> {
    const { problem, grid } = this.#stage;
    await this.#runner.drain();
    this.#forget();
    this.#clock.reset();
    this.#gpu.write(this.#state.pressure, new Float32Array(this.#state.pressure.bytes / 4));
    const { velocity, speed, quantum } = startOf(this.#stage, this.parameters, this.#conditions.sides());
    this.#speed = speed;
    this.#quantum = quantum;
    this.#controller = new Controller(grid, problem.dt, 0, courantRate(velocity, grid));
    this.#applyParameters();
    // An impulsive start needs a potential as large as the box, whose rounding the repetitions remove.
    await this.#begin(velocity, 3);
    this.#cost = (await this.#state.stepProgram(this.#controller.cycles)).cost;
    const { viscosity } = this.#conditions;
    this.notes.splice(0, this.notes.length, ...describe(problem, grid, this.#controller.dt, viscosity));
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
      if (this.stepCount % CHUNK === 0 || ended) await this.#look(ended);
    }
  }

  setParameter(name: string, value: number): void {
    this.#conditions.change(name, value);
    this.#changed = true;
    this.#revive();
  }

  /** Goes on with another velocity, which need not be solenoidal; steps suit it at once. */
  async goOnWith(velocity: Float64Array): Promise<void> {
    this.#reports.drop();
    this.#revive();
    this.#keeper.clear();
    this.#speed = Math.max(this.#speed, largestSpeed(velocity));
    this.#controller.expect(courantRate(velocity, this.#stage.grid));
    this.#writeStep();
    await this.#begin(velocity, 1);
  }

  async save(): Promise<Snapshot> {
    await this.#runner.drain();
    const { velocity, pressure, multigrid } = this.#state;
    const [u, p, progress] = await Promise.all(
      [velocity, pressure, multigrid.progress].map((array) => this.#gpu.read(array)),
    );
    return pack('flow', {
      moment: this.#clock.moment,
      anchor: this.#clock.anchor,
      speed: this.#speed,
      controller: this.#controller.save(),
      pending: await this.#reports.save(),
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
    this.#reports.load(saved.pending);
  }

  /** Goes on from where a run with other bodies was: at its moment, with its flow outside of the bodies of this one. */
  async goOnFrom(snapshot: Snapshot): Promise<void> {
    const { velocity, pressure, multigrid } = this.#state;
    const bytes = { velocity: velocity.bytes, pressure: pressure.bytes, progress: multigrid.progress.bytes };
    const { fields, moment, speed } = unpack('flow', snapshot, bytes);
    const flow = fromLattice(new Float32Array(fields.velocity));
    if (this.#stage.bodies) maskVelocity(flow, this.#stage.bodies);
    await this.#runner.drain();
    this.#forget();
    this.#speed = Math.max(this.#speed, speed);
    this.#clock.set(moment);
    await this.goOnWith(flow);
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
    this.#revive();
    this.#reports.clear();
    this.#keeper.clear();
  }

  /** A run that had ended, well or not, goes on under other circumstances. */
  #revive(): void {
    this.#finished = false;
    this.#settling = false;
    this.#outcome = OK;
    this.#reports.restartForces();
  }

  async #begin(velocity: Float64Array, projections: number): Promise<void> {
    const on = { runner: this.#runner, keeper: this.#keeper, quantum: this.#quantum };
    await beginWith(velocity, projections, this.#stage, on);
    this.#keepGood();
  }

  /** Keeps the present state, which is known to be good, as one to go back to. */
  #keepGood(): void {
    this.#keeper.keep(this.#clock.moment);
    this.#keeper.confirm(this.stepCount);
  }

  #applyParameters(): void {
    this.#changed = false;
    const nu = this.#conditions.viscosity;
    const sides = this.#conditions.sides();
    this.#gpu.write(this.#state.sides, toLattice(sides, this.#quantum));
    this.#speed = Math.max(this.#speed, largestSpeed(sides));
    this.#state.uniforms.set({
      nu,
      quantum: this.#quantum,
      pressureQuantum: powerOfTwo(this.#speed) ** 2 * 2 ** -12,
    });
    this.#controller.setLimits(nu, courantRate(sides, this.#stage.grid));
    this.#writeStep();
  }

  /** Makes the controller's time step the device's from this moment on. */
  #writeStep(): void {
    this.#clock.mark();
    this.#state.uniforms.set({ dt: this.#controller.dt });
    this.#state.uniforms.flush();
    this.#writeSolve();
  }

  /** Tells the pressure solves from here on their tolerance and relaxation. */
  #writeSolve(): void {
    this.#state.multigrid.setRelaxation(this.#controller.relaxation);
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
  async #look(ended: boolean): Promise<void> {
    await this.#reports.ask(this.#described);
    if (this.stepCount % (CHUNK * KEEP_EVERY) === 0) this.#keeper.keep(this.#clock.moment);
    while (this.#reports.pending > (ended ? 0 : 1) && !this.#finished) await this.#takeIn();
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
    const known = await this.#reports.now(this.#described);
    const { summary } = known;
    if (this.#reports.isBad(summary, this.#speed) || !this.#reports.isSteady(summary, this.#speed)) return;
    this.#reports.show(known);
    this.#finished = true;
  }

  get #described(): Described {
    return { ...this.#clock.moment, dt: this.#controller.dt };
  }

  async #takeIn(): Promise<void> {
    const known = await this.#reports.take();
    const { described, summary } = known;
    if (this.#reports.isBad(summary, this.#speed)) {
      this.#diverged(described);
      return;
    }
    this.#keeper.confirm(described.stepCount);
    this.#speed = Math.max(this.#speed, summary.speed);
    this.#reports.show(known);
    if (this.#controller.adapt(described.stepCount, summary)) this.#writeStep();
    else this.#writeSolve();
    if (described.stepCount > CHUNK && this.#reports.isSteady(summary, this.#speed)) this.#settling = true;
  }

  #diverged({ time, dt }: Described): void {
    this.#reports.drop();
    const limit = this.#controller.stableStep;
    const moment = this.#keeper.goBack();
    if (moment) {
      this.#clock.set(moment);
      this.#writeStep();
    }
    const where = moment ? `went back to t = ${moment.time.toPrecision(4)}` : 'reset to begin again';
    if (moment && this.#controller.retreat()) {
      this.#writeStep();
      this.notes.push(`the flow became unstable at t = ${time.toPrecision(4)}: ${where}, time step halved`);
      return;
    }
    const advice = `the time step ${dt.toPrecision(3)} is unstable here (${where}): set dt to at most ${limit.toPrecision(2)} or remove it`;
    this.#outcome = { code: 'diverged', advice };
    this.#finished = true;
  }

  /** Brings the metrics up to this moment, without deciding anything from them. */
  async settle(): Promise<void> {
    await this.#runner.drain();
    if (this.#reports.shown === this.stepCount || this.#outcome !== OK) return;
    const known = await this.#reports.now(this.#described);
    if (!this.#reports.isBad(known.summary, this.#speed)) this.#reports.show(known);
  }
}
