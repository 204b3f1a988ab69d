import type { Outcome } from '../../base/result';
import type { Gpu } from '../../gpu';
import { exactErrors } from '../errors';
import type { Problem } from '../problem';
import type { Display, HostField, Metric, Profile, Snapshot, Solver, StepCost, Stroke } from '../solver';
import { FlowDisplay } from './display';
import { FlowRun } from './flow-run';
import { readFields } from './host-fields';
import { makeFlowGrid } from './layout';
import { makeBodies } from './obstacles';
import { fromLattice, push } from './paint';
import { Probes } from './probes';
import type { Stage } from './stage';
import { FlowState } from './state';

/** The live solve of method `flow`: a run, and what is drawn and measured of it; see README.md for the scheme. */
export class FlowSolver implements Solver {
  readonly method = 'flow';
  readonly #stage: Stage;
  readonly #run: FlowRun;
  readonly #display: FlowDisplay;
  readonly #probes: Probes;

  private constructor(stage: Stage, run: FlowRun, display: FlowDisplay) {
    this.#stage = stage;
    this.#run = run;
    this.#display = display;
    this.#probes = new Probes(stage.gpu, stage.state, stage.grid, stage.problem);
  }

  /** Lays out the grid and the bodies, allocates, compiles and sets the initial state. */
  static async create(gpu: Gpu, problem: Problem): Promise<FlowSolver> {
    const grid = makeFlowGrid(problem);
    const bodies = makeBodies(problem, grid);
    const state = new FlowState(gpu, grid, bodies);
    const display = await FlowDisplay.create(gpu, state, grid, bodies);
    const stage = { gpu, problem, grid, bodies, state };
    return new FlowSolver(stage, await FlowRun.create(stage), display);
  }

  get notes(): readonly string[] {
    return this.#run.notes;
  }

  get stepCount(): number {
    return this.#run.stepCount;
  }

  get time(): number {
    return this.#run.time;
  }

  get outcome(): Outcome {
    return this.#run.outcome;
  }

  get finished(): boolean {
    return this.#run.finished;
  }

  get display(): Display {
    return this.#display.display;
  }

  get cost(): StepCost {
    return this.#run.cost;
  }

  reset(): Promise<void> {
    return this.#run.reset();
  }

  step(n: number): Promise<void> {
    return this.#run.step(n);
  }

  metrics(): Readonly<Record<string, Metric>> {
    return this.#run.metrics;
  }

  async measure(): Promise<Readonly<Record<string, Metric>>> {
    await this.#run.settle();
    const errors = exactErrors(this.#stage.problem, await this.fields(), this.#run.parameters, this.time, ['p']);
    return { ...this.#run.metrics, ...(await this.#probes.pressureDifference()), ...errors };
  }

  setParameter(name: string, value: number): void {
    this.#run.setParameter(name, value);
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
    await this.#run.drain();
    const { gpu, state, grid } = this.#stage;
    return readFields(gpu, state, grid);
  }

  async paint(stroke: Stroke): Promise<void> {
    await this.#run.drain();
    const { gpu, state } = this.#stage;
    const velocity = fromLattice(new Float32Array(await gpu.read(state.velocity)));
    push(velocity, stroke, this.#stage);
    await this.#run.goOnWith(velocity);
  }

  save(): Promise<Snapshot> {
    return this.#run.save();
  }

  load(snapshot: Snapshot): Promise<void> {
    return this.#run.load(snapshot);
  }

  goOnFrom(snapshot: Snapshot): Promise<void> {
    return this.#run.goOnFrom(snapshot);
  }

  dispose(): void {
    this.#probes.dispose();
    this.#display.dispose();
    this.#run.dispose();
    this.#stage.state.dispose();
  }
}
