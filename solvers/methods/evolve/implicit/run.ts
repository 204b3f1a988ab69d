import { Failure, OK } from '../../../base/result';
import type { DeviceArray, Gpu } from '../../../gpu';
import type { StepCost, Stroke } from '../../solver';
import { addToPairs, dabOn } from '../dab';
import type { Evolution, Saved } from '../evolution';
import type { Moment } from '../moment';
import type { EvolveSpec } from '../spec';
import { Standing } from '../standing';
import { type CompiledStep, compiledStep } from './compiled';
import { DeviceFields } from './fields';
import type { ImplicitModel } from './model';
import { SharedPrograms } from './programs';
import { type Steps, weightsOf } from './scheme';
import { Stepper } from './stepper';

/** The error that a whole run may have, relative to each component, where nothing else is asked for. */
export const IMPLICIT_TOLERANCE = 1e-3;
/** Errors of a step below this are roundings of f32. */
const NOISE = 1e-7;
/** The step is the interval of time halved so often: at first, at least, at most. */
const [FIRST, SHALLOWEST, DEEPEST] = [12, 6, 20];
/** Steps of one size before it is doubled, so that the estimate has seen them. */
const PATIENCE = 3;
/** A step is doubled where its error is below this share of what is allowed. */
const EASY = 0.1;
/** A moment of a run of two-step formulas. */
interface TwoStepMoment extends Moment {
  /** Sizes of the last two steps, and steps since the size was changed. */
  readonly last: number;
  readonly before: number;
  readonly since: number;
}

/** A run of the implicit model. A step that fails changes nothing, so going back costs nothing. */
export class ImplicitRun extends Standing<TwoStepMoment> implements Evolution {
  readonly model: ImplicitModel;
  readonly device: DeviceFields;
  readonly distance: DeviceArray | null;
  readonly #gpu: Gpu;
  readonly #shared: SharedPrograms;
  readonly #stepper: Stepper;
  #error = 0;
  #stop = Number.POSITIVE_INFINITY;

  private constructor(
    gpu: Gpu,
    model: ImplicitModel,
    spec: EvolveSpec,
    shared: SharedPrograms,
    programs: CompiledStep,
  ) {
    super(spec, startAt(spec.time.min));
    this.#gpu = gpu;
    this.model = model;
    this.#shared = shared;
    this.#stepper = new Stepper(gpu, model, spec, shared, programs);
    this.device = new DeviceFields(gpu, shared, programs.view, programs.targets);
    const distances = model.distances(spec);
    this.distance = distances && gpu.upload('distance to bodies', Float32Array.from(distances));
  }

  static async create(gpu: Gpu, model: ImplicitModel, spec: EvolveSpec): Promise<ImplicitRun> {
    const shared = new SharedPrograms(gpu);
    const run = new ImplicitRun(gpu, model, spec, shared, await compiledStep(shared, model));
    await run.reset();
    return run;
  }

  readonly choice = 'chosen by what extrapolation was wrong';

  get trialError(): number {
    return this.#error;
  }

  get cost(): StepCost {
    return this.#stepper.cost;
  }

  async reset(): Promise<void> {
    await this.drain();
    this.#stepper.renew(this.spec);
    this.moment = startAt(this.spec.time.min);
    this.outcome = OK;
    const { high, low, last, before, lastRates } = this.model.programs.nodes;
    const initial = this.model.initial(this.spec);
    this.#shared.write(high, initial);
    this.#shared.write(
      low,
      initial.map((value) => value - Math.fround(value)),
    );
    for (const node of [last, before, lastRates]) this.#shared.write(node, new Float32Array(initial.length));
    this.#setTime();
  }

  setParameters(parameters: EvolveSpec['parameters']): void {
    this.spec = { ...this.spec, parameters };
    this.#stepper.renew(this.spec);
    const distances = this.model.distances(this.spec);
    if (distances && this.distance) this.#gpu.write(this.distance, Float32Array.from(distances));
    this.#startAnew();
  }

  async step(n: number): Promise<void> {
    const end = this.stepCount + n;
    while (this.stepCount < end && !this.finished && this.time < this.#stop - this.dt / 4) await this.#step();
  }

  async until(time: number): Promise<void> {
    this.#stop = time;
    while (!this.finished && this.time < time - this.dt / 4) await this.#step();
    this.#stop = Number.POSITIVE_INFINITY;
  }

  drain(): Promise<void> {
    return this.#gpu.done();
  }

  async paint(stroke: Stroke): Promise<void> {
    const k = this.model.fields.findIndex(({ name }) => name === stroke.field);
    if (k < 0) throw new Failure('bad-input', `there is no ${stroke.field} to paint`, 'strokes');
    const unknown = this.model.ground(this.spec).tables[k].get('unknown')!;
    const dab = dabOn(stroke, this.spec.axes, this.model.positions).map((value, at) => value * unknown[at]);
    const { high, low } = this.model.programs.nodes;
    const pair = [high, low].map((node) => this.#shared.arrays.get(node)!);
    const [highs, lows] = await Promise.all(
      pair.map(async (array) => new Float32Array(await this.#gpu.read(array, 4 * k * dab.length, 4 * dab.length))),
    );
    addToPairs(highs, lows, dab);
    [highs, lows].forEach((values, i) => void this.#gpu.write(pair[i], values, 4 * k * dab.length));
  }

  async save(): Promise<Saved> {
    const arrays = await Promise.all(this.#kept().map((array) => this.#gpu.read(array)));
    // Whoever goes on from here makes new matrices, now and after loading: the same bits.
    this.#stepper.forget();
    return { numbers: { ...this.moment }, arrays };
  }

  async load({ numbers, arrays }: Saved): Promise<void> {
    const own = this.#kept();
    const keys = Object.keys(this.moment);
    const sound = keys.every((key) => Number.isFinite(numbers[key]));
    if (!sound || own.length !== arrays.length || own.some(({ bytes }, k) => bytes !== arrays[k].byteLength)) {
      throw new Failure('bad-input', 'this state belongs to another scene or grid: start anew', 'snapshot');
    }
    await this.drain();
    own.forEach((array, k) => void this.#gpu.write(array, new Uint8Array(arrays[k])));
    this.moment = Object.fromEntries(keys.map((key) => [key, numbers[key]])) as unknown as TwoStepMoment;
    this.outcome = OK;
    this.#stepper.forget();
    this.#setTime();
  }

  dispose(): void {
    this.#stepper.forget();
    this.#shared.release();
    if (this.distance) this.#gpu.release(this.distance);
  }

  /** Goes on from the present state as from a beginning: what was before says nothing of what comes. */
  #startAnew(): void {
    this.#stepper.forget();
    this.moment = { ...this.moment, depth: Math.max(FIRST, this.moment.depth), last: 0, before: 0, since: 0 };
    this.outcome = OK;
  }

  #kept(): DeviceArray[] {
    const { high, low, last, before, lastRates } = this.model.programs.nodes;
    return [high, low, last, before, lastRates].flatMap((node) => this.#shared.arrays.get(node) ?? []);
  }

  /** The fields are shown at the time of the state. */
  #setTime(): void {
    this.#stepper.setTime(this.time, this.time + this.dt, weightsOf({ now: this.dt, last: 0, before: 0 }));
  }

  /** One step, of another size if need be. */
  async #step(): Promise<void> {
    const { last, before } = this.moment;
    const isGiven = this.spec.dt !== null;
    const error = await this.#attempt({ now: this.dt, last, before });
    if (error === Number.POSITIVE_INFINITY || (!isGiven && error > 1)) {
      if (isGiven || this.moment.depth >= DEEPEST) this.#fail();
      else this.#halve(error < 8 ? 1 : 2);
      return;
    }
    this.#stepper.accept();
    const { time, stepCount, depth, since } = this.moment;
    this.moment = {
      time: time + this.dt,
      stepCount: stepCount + 1,
      depth,
      last: this.dt,
      before: last,
      since: since + 1,
    };
    this.#setTime();
    this.#error = error;
    if (!isGiven && before > 0 && error < EASY) this.#maybeDouble();
  }

  #maybeDouble(): void {
    const { time, depth, since } = this.moment;
    const isEven = Math.round((time - this.spec.time.min) / this.dt) % 2 === 0;
    if (since < PATIENCE || depth <= SHALLOWEST || !isEven) return;
    this.moment = { ...this.moment, depth: depth - 1, since: 0 };
  }

  #halve(times: number): void {
    this.moment = { ...this.moment, depth: Math.min(DEEPEST, this.moment.depth + times), since: 0 };
  }

  #fail(): void {
    const at = this.time.toPrecision(4);
    const advice = this.spec.dt
      ? `the step after t = ${at} has no answer: choose a time step below ${this.spec.dt}, or leave it out`
      : `the solution grows without bound after t = ${at}, however small the step: end the run there, or add damping`;
    this.outcome = { code: 'diverged', advice };
  }

  /** The error of a step as a share of what is allowed: 0 where nothing tells, infinite where the step has no answer. */
  async #attempt(steps: Steps): Promise<number> {
    const weights = weightsOf(steps);
    const { min, max } = this.spec.time;
    const { tolerance = IMPLICIT_TOLERANCE } = this.spec;
    const allowed = Math.max(NOISE, (tolerance * steps.now) / (max - min));
    const wrong = await this.#stepper.attempt(
      this.time,
      this.time + steps.now,
      weights,
      Math.max(NOISE, 0.05 * allowed),
    );
    if (wrong === null) return Number.POSITIVE_INFINITY;
    // Extrapolated rates err up to three times as much as backward differences do.
    return weights.error === null ? 0 : ((this.model.isNewton ? 1 : 3) * weights.error * wrong) / allowed;
  }
}

function startAt(time: number): TwoStepMoment {
  return { time, stepCount: 0, depth: FIRST, last: 0, before: 0, since: 0 };
}
