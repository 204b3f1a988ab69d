import { Failure, type Outcome } from '../../base/result';
import type { Gpu } from '../../gpu';
import { exactErrors } from '../errors';
import { atPointsOf } from '../interpolate';
import { checkParameter } from '../parameter';
import type { Problem } from '../problem';
import type { Display, HostField, Metric, Profile, Snapshot, Solver, StepCost, Stroke } from '../solver';
import { type chosenModel, evolutionOf } from './choose';
import { EvolveDisplay } from './display';
import type { Evolution } from './evolution';
import { solvedForm } from './form';
import { Gauges } from './gauges';
import { Invariants } from './invariants';
import type { EvolveSpec } from './spec';

/** Up to this many points the metrics are brought up to date after every call of `step`. */
const SMALL = 2 ** 17;

/** The live solve of method `evolve`: a run of the model that suits the problem, and what is shown of it. */
export class EvolveSolver implements Solver {
  readonly method = 'evolve';
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #run: Evolution;
  readonly #display: EvolveDisplay;
  readonly #gauges: Gauges;
  readonly #invariants: Invariants;
  #parameters: Readonly<Record<string, number>>;
  #metrics: Readonly<Record<string, Metric>> = {};

  private constructor(gpu: Gpu, problem: Problem, run: Evolution, display: EvolveDisplay) {
    this.#gpu = gpu;
    this.#problem = problem;
    this.#run = run;
    this.#display = display;
    this.#gauges = new Gauges(solvedForm(run.spec));
    const periodic = run.spec.axes.filter((axis) => axis.periodic).map(({ name }) => name);
    this.#invariants = new Invariants(new Set(periodic));
    this.#parameters = problem.parameters;
  }

  static async create(
    gpu: Gpu,
    problem: Problem,
    spec: EvolveSpec,
    model: ReturnType<typeof chosenModel>,
  ): Promise<EvolveSolver> {
    const run = await evolutionOf(gpu, spec, model);
    const solver = new EvolveSolver(gpu, problem, run, await EvolveDisplay.create(gpu, run));
    await solver.#measure();
    return solver;
  }

  get notes(): readonly string[] {
    const { model, dt, choice } = this.#run;
    const why = this.#problem.dt === null ? choice : 'as the scene says';
    return [model.title, ...model.notes, `dt = ${dt.toPrecision(3)}, ${why}`];
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

  async step(n: number): Promise<void> {
    // A picture of x and t wants every one of its rows.
    for (let left = n; left > 0 && !this.finished && this.outcome.code === 'ok'; ) {
      const before = this.stepCount;
      const asked = Math.min(left, this.#display.stepsToNextRow());
      await this.#run.step(asked);
      this.#display.fill();
      // It stops early where it is finished, or somebody waits for the fields.
      left = this.stepCount - before < asked ? 0 : left - (this.stepCount - before);
    }
    const size = this.#run.model.fields.reduce((sum, { node }) => sum + node.shape.reduce((a, b) => a * b, 1), 0);
    if (size <= SMALL || this.finished) await this.#measure();
  }

  metrics(): Readonly<Record<string, Metric>> {
    return this.#metrics;
  }

  async measure(): Promise<Readonly<Record<string, Metric>>> {
    await this.#measure();
    const errors = exactErrors(this.#problem, await this.fields(), this.#parameters, this.time);
    return { ...this.#metrics, ...errors };
  }

  setParameter(name: string, value: number): void {
    checkParameter(this.#parameters, name, value);
    this.#parameters = { ...this.#parameters, [name]: value };
    this.#run.setParameters(this.#parameters);
  }

  refresh(_names: readonly string[]): void {
    this.#display.refresh();
  }

  async profiles(): Promise<readonly Profile[]> {
    const fields = await this.fields();
    return this.#problem.profiles.map(({ title, field, along, at }): Profile => {
      const source = fields.find(({ name }) => name === field);
      if (!source) throw new Failure('bad-input', `there is no field ${field} to draw along ${along}`, 'profiles');
      const positions = source.coordinates[along];
      const lines = Object.keys(source.coordinates).map((name) => [
        name,
        name === along ? positions : Float64Array.of(at[name]),
      ]);
      const values = atPointsOf({ coordinates: Object.fromEntries(lines) }, source);
      return { title, coordinate: along, field, positions, values };
    });
  }

  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    const { facesX, facesY } = this.display;
    const cell = (faces: Float64Array, at: number): number => {
      const found = faces.findIndex((face) => face > at) - 1;
      return found < 0 ? (at < faces[0] ? 0 : faces.length - 2) : found;
    };
    const place = cell(facesY, y) * this.display.nx + cell(facesX, x);
    this.#display.refresh();
    const values = await Promise.all(
      this.display.fields.map(async ({ name, data }) => {
        return [name, new Float32Array(await this.#gpu.read(data, 4 * place, 4))[0]] as const;
      }),
    );
    return Object.fromEntries(values);
  }

  async fields(): Promise<readonly HostField[]> {
    await this.#run.drain();
    const { device, model } = this.#run;
    device.show();
    const coordinates = Object.fromEntries(model.positions.map(({ name, at }) => [name, at]));
    const shape = model.positions.map(({ at }) => at.length);
    const size = shape.reduce((product, extent) => product * extent, 1);
    return Promise.all(
      model.fields.map(async ({ name }) => ({
        name,
        shape,
        data: Float64Array.from(await device.field(name, size)),
        coordinates,
      })),
    );
  }

  async fieldsAt(time: number): Promise<readonly HostField[] | null> {
    return (await this.#run.at?.(time, () => this.fields())) ?? null;
  }

  async paint(stroke: Stroke): Promise<void> {
    await this.#run.paint(stroke);
    this.#display.refresh();
  }

  async save(): Promise<Snapshot> {
    const { numbers, arrays } = await this.#run.save();
    return {
      method: this.method,
      numbers,
      arrays: Object.fromEntries(arrays.map((array, k) => [`state ${k}`, array])),
    };
  }

  async load({ method, numbers, arrays }: Snapshot): Promise<void> {
    if (method !== this.method) {
      throw new Failure('bad-input', 'this state belongs to another method: start anew', 'snapshot');
    }
    const states = Object.keys(arrays).map((_, k) => arrays[`state ${k}`]);
    await this.#run.load({ numbers, arrays: states });
    await this.#measure();
  }

  async reset(): Promise<void> {
    await this.#run.reset();
    this.#invariants.clear();
    await this.#measure();
  }

  dispose(): void {
    this.#display.dispose();
    this.#run.dispose();
  }

  async #measure(): Promise<void> {
    const fields = await this.fields();
    const { dt, time } = this.#run;
    this.#metrics = {
      dt: { value: dt, unit: '' },
      // Of what a step may have; below 1 in a run that goes well.
      stepError: { value: this.#run.trialError, unit: '' },
      ...this.#gauges.measure(fields, time, dt, this.#parameters),
      ...this.#invariants.measure(fields),
    };
  }
}
