import { Failure, OK } from '../../base/result';
import { type Gpu, Runner } from '../../gpu';
import type { StepCost, Stroke } from '../solver';
import { changesBy } from './dab';
import { Device, type Look } from './device';
import { divergedAt } from './diverged';
import type { Evolution, Saved } from './evolution';
import type { Model } from './model';
import { isSound, type Moment, startAt } from './moment';
import type { EvolveSpec } from './spec';
import { Standing } from './standing';
import {
  DEEPEST,
  doublesOf,
  errorShare,
  mayDouble,
  SHALLOWEST,
  StepSearch,
  stepsBetween,
  TOLERANCE,
} from './step-choice';
import { StepFactors } from './step-factors';

/** Steps between two looks at the state. */
const BLOCK = 16;
/** Growth of a component within a block that no solution has. */
const GROWTH = 1e4;
/** Growth of a component within a block that is gone through again with a trial. */
const SUSPICIOUS = 2;
/** Times less than so many steps ahead are near: a trial has two steps. */
const NEAR = 2;

/**
 * A run of a model: steps in blocks, between which the step is chosen and the state is looked at. The step is the
 * interval of time halved some times, so that runs end on time and factors are made again only when it changes.
 */
export class EvolveRun extends Standing<Moment> implements Evolution {
  readonly device: Device;
  readonly model: Model;
  readonly #runner: Runner;
  /** The moment of the state that is kept to go back to. */
  #good: Moment;
  #sizes: readonly number[] = [];
  /** Steps end here, if not earlier. */
  #stop = Number.POSITIVE_INFINITY;
  /** Somebody waits for the fields at this time: a call of `step` ends before it. */
  #wanted = Number.POSITIVE_INFINITY;
  #untilTrial = 0;
  #untilLook = BLOCK;
  #error = 0;
  readonly #factors: StepFactors;

  private constructor(gpu: Gpu, model: Model, device: Device, spec: EvolveSpec) {
    super(spec, startAt(spec.time.min));
    this.#runner = new Runner(gpu);
    this.model = model;
    this.#factors = new StepFactors(model, device);
    this.device = device;
    this.#good = this.moment;
  }

  static async create(gpu: Gpu, model: Model, spec: EvolveSpec): Promise<EvolveRun> {
    const run = new EvolveRun(gpu, model, await Device.create(gpu, model), spec);
    await run.reset();
    return run;
  }

  readonly choice = 'chosen by trials of half the step';
  readonly distance = null;

  get cost(): StepCost {
    return this.device.step.program.cost;
  }

  /** Relative error of the latest trial, as a share of what is allowed; 0 before the first. */
  get trialError(): number {
    return this.#error;
  }

  async reset(): Promise<void> {
    await this.#runner.drain();
    this.moment = startAt(this.spec.time.min);
    this.outcome = OK;
    this.#untilTrial = 0;
    this.#untilLook = BLOCK;
    this.device.write(this.model.initial(this.spec));
    this.#writeStep(this.dt);
    this.#keep((await this.device.look()).sizes);
  }

  /** Changes parameters, and looks for the right step anew. */
  setParameters(parameters: EvolveSpec['parameters']): void {
    this.spec = { ...this.spec, parameters };
    this.#factors.clear();
    this.#untilTrial = 0;
    if (this.outcome !== OK) this.outcome = OK;
  }

  async step(n: number): Promise<void> {
    const first = this.stepCount;
    while (this.stepCount < first + n && !this.finished && this.time < this.#stop - this.dt / 4) {
      if (this.#wanted >= this.time && this.#wanted - this.time < NEAR * this.dt) break;
      if (this.#untilTrial <= 0 && this.spec.dt === null) {
        // A trial needs two steps, from a moment that steps of double the size meet as well.
        while (this.#ticksLeft() === 1 && this.moment.depth < DEEPEST) this.#halve(1);
        if (this.#ticks % 2 === 0 && this.#ticksLeft() > 1) {
          await this.#trial();
          continue;
        }
      }
      const most = this.spec.dt === null ? Math.max(1, this.#untilTrial) : Number.POSITIVE_INFINITY;
      await this.#advance(Math.min(first + n - this.stepCount, this.#untilLook, most, this.#ticksLeft()));
      if (this.#untilLook === 0 || this.finished) await this.#look();
    }
    // Who does not come for what was asked for is not waited for twice.
    if (this.stepCount === first) this.#wanted = Number.POSITIVE_INFINITY;
  }

  /** Goes on until a time, exactly where that is the interval times a whole number of 64ths; or until it is finished. */
  async until(time: number): Promise<void> {
    this.#stop = time;
    while (!this.finished && this.time < time - this.dt / 4) await this.step(BLOCK);
    this.#stop = Number.POSITIVE_INFINITY;
  }

  /**
   * What `read` finds in the fields at a time that is near, by steps that are taken back, the last of them shorter: a
   * look changes nothing. Null where the time is not near, or has passed; the next call of {@link step} ends before it.
   */
  async at<T>(time: number, read: () => Promise<T>): Promise<T | null> {
    if (this.model.isSlow) return null;
    const isNear = () => !this.finished && time >= this.time && time - this.time < NEAR * this.dt;
    // Before a trial has told how large steps may be.
    if (isNear() && this.spec.dt === null && this.stepCount === 0) {
      this.#stop = time;
      await this.step(1);
      this.#stop = Number.POSITIVE_INFINITY;
    }
    if (isNear()) await this.#look();
    if (!isNear()) {
      this.#wanted = time >= this.time ? time : Number.POSITIVE_INFINITY;
      return null;
    }
    this.#wanted = Number.POSITIVE_INFINITY;
    // A size that waits for its trial may have been doubled a moment ago.
    const dt = this.spec.dt === null && this.#untilTrial <= 0 ? this.dt / 2 : this.dt;
    const whole = Math.floor((time - this.time) / dt + 1e-6);
    const rest = time - this.time - whole * dt;
    this.#writeStep(dt);
    if (whole > 0) await this.#runner.run(this.device.step.program, whole);
    if (rest > 1e-6 * dt) {
      this.#factors.writeOnce(this.spec, time - rest, rest);
      await this.#runner.run(this.device.step.program, 1);
    }
    const found = await read();
    this.#goBack();
    this.#writeStep(this.dt);
    return found;
  }

  /** Resolves when the device has done all that was asked for. */
  drain(): Promise<void> {
    return this.#runner.drain();
  }

  /** Dabs on the host, in f64. */
  async paint(stroke: Stroke): Promise<void> {
    const changes = changesBy(stroke, this.model, this.spec);
    await this.drain();
    for (const { high, low, change } of changes) await this.device.add(high, low, change);
    this.#untilTrial = 0;
    this.#untilLook = BLOCK;
    this.#keep((await this.device.look()).sizes);
  }

  async save(): Promise<Saved> {
    await this.drain();
    const arrays = await this.device.read(this.model);
    return { numbers: { ...this.moment, untilTrial: this.#untilTrial, untilLook: this.#untilLook }, arrays };
  }

  async load({ numbers, arrays }: Saved): Promise<void> {
    const { time, stepCount, depth, untilTrial, untilLook } = numbers;
    const isSound = [time, stepCount, depth, untilTrial, untilLook].every(Number.isFinite);
    if (!isSound || !this.device.takes(this.model, arrays)) {
      throw new Failure('bad-input', 'this state belongs to another scene or grid: start anew', 'snapshot');
    }
    await this.drain();
    this.device.restore(this.model, arrays);
    this.moment = { time, stepCount, depth };
    this.#untilTrial = untilTrial;
    this.#untilLook = untilLook;
    this.outcome = OK;
    this.#writeStep(this.dt);
    this.#keep((await this.device.look()).sizes);
  }

  dispose(): void {
    this.device.release();
  }

  #writeStep(dt: number): void {
    this.#factors.write(this.spec, this.time, dt);
  }

  async #advance(steps: number): Promise<void> {
    if (!this.#factors.isFor(this.dt)) this.#writeStep(this.dt);
    await this.#runner.run(this.device.step.program, steps);
    const { time, stepCount, depth } = this.moment;
    this.moment = { time: time + steps * this.dt, stepCount: stepCount + steps, depth };
    this.#untilLook -= steps;
    this.#untilTrial -= steps;
  }

  /** Keeps the present state as one to go back to; `sizes` are those of its components. */
  #keep(sizes: readonly number[]): void {
    this.device.copy('keep');
    this.#sizes = sizes;
    this.#good = this.moment;
  }

  /** Looks whether the block since the last look was sound; else goes back and halves the step. */
  async #look(): Promise<void> {
    this.#untilLook = BLOCK;
    const { sizes } = await this.device.look();
    const sound = isSound(sizes, this.#sizes, GROWTH);
    if (sound && (this.spec.dt !== null || isSound(sizes, this.#sizes, SUSPICIOUS))) {
      this.#keep(sizes);
      return;
    }
    this.#goBack();
    if (sound) {
      // It may have stepped over a singularity: only a trial tells.
      this.#untilTrial = 0;
      return;
    }
    if (this.spec.dt !== null || this.moment.depth + 2 > DEEPEST) {
      this.outcome = divergedAt(this.time, this.spec.dt);
      return;
    }
    this.#halve(2);
    this.#untilTrial = 0;
  }

  #goBack(): void {
    this.device.copy('restore');
    this.moment = { ...this.#good, depth: this.moment.depth };
    this.#untilLook = BLOCK;
    this.device.write(this.model.clock.values(this.time, this.dt));
  }

  #halve(times: number): void {
    this.moment = { ...this.moment, depth: this.moment.depth + times };
    this.#writeStep(this.dt);
  }

  /**
   * A stretch of time with steps of double the size, and again with the present ones, which are kept: the difference is
   * the error. Halves the step until that is small enough; doubles it where double the size would do.
   */
  async #trial(): Promise<void> {
    this.#keep(this.#sizes);
    const search = new StepSearch(this.model.order);
    for (;;) {
      const { time, stepCount, depth } = this.moment;
      const { dt } = this;
      const doubles = doublesOf(depth, this.#ticksLeft());
      const look = await this.#twice(doubles);
      const { min, max } = this.spec.time;
      const { tolerance = TOLERANCE } = this.spec;
      const trial = { ...look, from: (time - min) / (max - min), doubles, depth, order: this.model.order, tolerance };
      const error = errorShare(trial);
      this.#error =
        isSound(look.sizes, this.#sizes, GROWTH) && Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
      if (this.#error <= 1) {
        const doubled = depth > SHALLOWEST && mayDouble(trial);
        this.moment = { time: time + 2 * doubles * dt, stepCount: stepCount + 2 * doubles, depth };
        this.#keep(look.sizes);
        if (doubled) this.moment = { ...this.moment, depth: depth - 1 };
        this.#untilTrial = doubled ? 0 : stepsBetween(depth);
        this.#untilLook = BLOCK;
        this.#writeStep(this.dt);
        return;
      }
      this.#goBack();
      if (depth >= DEEPEST) {
        this.outcome = divergedAt(time, null);
        return;
      }
      this.#halve(Math.min(search.halvings(this.#error), DEEPEST - depth));
    }
  }

  /** Goes over the same stretch with steps of double the size, and then with the present ones. */
  async #twice(doubles: number): Promise<Look> {
    const { step } = this.device;
    this.#writeStep(2 * this.dt);
    await this.#runner.run(step.program, doubles);
    this.device.copy('compare');
    this.device.copy('restore');
    this.#writeStep(this.dt);
    await this.#runner.run(step.program, 2 * doubles);
    return this.device.look();
  }

  /** Steps of the present size since the beginning. */
  get #ticks(): number {
    return Math.round((this.time - this.spec.time.min) / this.dt);
  }

  #ticksLeft(): number {
    const wanted = this.#wanted < this.time ? Number.POSITIVE_INFINITY : this.#wanted;
    const end = Math.min(this.#stop, wanted, this.spec.time.max);
    return Math.max(1, Math.floor((end - this.time) / this.dt + 1e-6));
  }
}
