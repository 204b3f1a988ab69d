import { Failure, OK, type Outcome } from '../../../base/result';
import type { DeviceArray, Gpu } from '../../../gpu';
import type { StepCost, Stroke } from '../../solver';
import { addToPairs, dabOn } from '../dab';
import type { Evolution, Saved } from '../evolution';
import type { EvolveSpec } from '../spec';
import { type CompiledStep, compiledStep } from './compiled';
import { DeviceFields } from './fields';
import type { Ground } from './jacobian';
import type { ImplicitModel } from './model';
import { makeOperators, type Operators, type Slots } from './operators';
import { SharedPrograms, StepPrograms } from './programs';
import { type Steps, type Weights, weightsOf } from './scheme';

/** The error that a whole run may have, relative to each component. */
const TOLERANCE = 1e-4;
/** Errors of a step below this are roundings of f32. */
const NOISE = 1e-7;
/** The step is the interval of time halved so often: at first, at least, at most. */
const [FIRST, SHALLOWEST, DEEPEST] = [12, 6, 22];
/** Steps of one size before it is doubled, so that the estimate has seen them. */
const PATIENCE = 3;
/** A step is doubled where its error is below this share of what is allowed. */
const EASY = 0.1;
/** Matrices of another alpha serve as well while they are this near. */
const NEAR = 0.15;
/** Solves a step: with matrices of its own alpha, with others. */
const [EXACT, INEXACT] = [1, 3];
/** Newton's iterations at most; a correction that is not this much smaller than the one before asks for new matrices. */
const [MOST, SLOW] = [10, 0.3];
/** Matrices that are kept. */
const KNOWN = 3;

/** Where a run stands. */
interface Moment {
  readonly time: number;
  readonly stepCount: number;
  readonly depth: number;
  /** Sizes of the last two steps, and steps since the size was changed. */
  readonly last: number;
  readonly before: number;
  readonly since: number;
}

/** Corrections, and what the guess of the change was wrong, relative to the state. */
interface Norms {
  readonly correction: number;
  readonly guess: number;
}

/** How a step came out: its error as a share of what is allowed, null where nothing was estimated. */
type Attempt = { readonly ok: true; readonly error: number | null } | { readonly ok: false };

/** A run of the implicit model. A step that fails changes nothing, so going back costs nothing. */
export class ImplicitRun implements Evolution {
  readonly model: ImplicitModel;
  readonly device: DeviceFields;
  readonly distance: DeviceArray | null;
  readonly #gpu: Gpu;
  readonly #shared: SharedPrograms;
  readonly #programs: CompiledStep;
  readonly #slots: Slots;
  #spec: EvolveSpec;
  #ground: Ground;
  #moment: Moment;
  #outcome: Outcome = OK;
  #operators: Operators[] = [];
  #error = 0;
  #iterations = 0;
  #stop = Number.POSITIVE_INFINITY;

  private constructor(
    gpu: Gpu,
    model: ImplicitModel,
    spec: EvolveSpec,
    shared: SharedPrograms,
    programs: CompiledStep,
  ) {
    this.#gpu = gpu;
    this.model = model;
    this.#spec = spec;
    this.#shared = shared;
    this.#programs = programs;
    this.#ground = model.ground(spec);
    this.#moment = this.#start();
    this.device = new DeviceFields(gpu, shared, programs.view, programs.targets);
    const { misfits, corrections } = model.programs.nodes;
    this.#slots = this.#ground.descriptions.map(({ part }, k) => {
      if (part.diffusion.every((d) => d === null)) return null;
      return { misfit: shared.arrays.get(misfits[k])!, correction: shared.arrays.get(corrections[k])! };
    });
    const distances = model.distances(spec);
    this.distance = distances && gpu.upload('distance to bodies', Float32Array.from(distances));
  }

  static async create(gpu: Gpu, model: ImplicitModel, spec: EvolveSpec): Promise<ImplicitRun> {
    const shared = new SharedPrograms(gpu);
    const run = new ImplicitRun(gpu, model, spec, shared, await compiledStep(shared, model));
    await run.reset();
    return run;
  }

  get spec(): EvolveSpec {
    return this.#spec;
  }

  get time(): number {
    return this.#moment.time;
  }

  get stepCount(): number {
    return this.#moment.stepCount;
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  get finished(): boolean {
    const { min, max } = this.#spec.time;
    return this.#outcome !== OK || this.time >= max - 1e-9 * (max - min);
  }

  get dt(): number {
    const { min, max } = this.#spec.time;
    return this.#spec.dt ?? (max - min) * 2 ** -this.#moment.depth;
  }

  readonly choice = 'chosen by what extrapolation was wrong';

  get trialError(): number {
    return this.#error;
  }

  /** Solves of the latest step. */
  get iterations(): number {
    return this.#iterations;
  }

  get cost(): StepCost {
    const { begin, misfit, correct, accept } = this.#programs;
    const times = Math.max(1, this.#iterations);
    const all = [begin, accept, ...Array.from({ length: times }, () => [misfit, correct]).flat()].map(
      (one) => one.program.cost,
    );
    const solve = this.#operators.at(-1)?.program.cost;
    if (solve) for (let k = 0; k < times; k++) all.push(solve);
    const sum = (key: keyof StepCost): number => all.reduce((total, cost) => total + cost[key], 0);
    return { dispatches: sum('dispatches'), bytes: sum('bytes'), flops: sum('flops') };
  }

  async reset(): Promise<void> {
    await this.drain();
    this.#forget();
    this.#ground = this.model.ground(this.#spec);
    this.#moment = this.#start();
    this.#outcome = OK;
    this.#writeConstants();
    const { high, low, last, before, lastRates } = this.model.programs.nodes;
    const initial = this.model.initial(this.#spec);
    this.#shared.write(high, initial);
    this.#shared.write(
      low,
      initial.map((value) => value - Math.fround(value)),
    );
    for (const node of [last, before, lastRates]) this.#shared.write(node, new Float32Array(initial.length));
    this.#writeNumbers(weightsOf({ now: this.dt, last: 0, before: 0 }));
  }

  setParameters(parameters: EvolveSpec['parameters']): void {
    this.#spec = { ...this.#spec, parameters };
    this.#ground = this.model.ground(this.#spec);
    this.#writeConstants();
    const distances = this.model.distances(this.#spec);
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
    const k = this.#ground.descriptions.findIndex(({ name }) => name === stroke.field);
    if (k < 0) throw new Failure('bad-input', `there is no ${stroke.field} to paint`, 'strokes');
    const unknown = this.#ground.tables[k].get('unknown')!;
    const dab = dabOn(stroke, this.#spec.axes, this.model.positions).map((value, at) => value * unknown[at]);
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
    this.#forget();
    return { numbers: { ...this.#moment }, arrays };
  }

  async load({ numbers, arrays }: Saved): Promise<void> {
    const own = this.#kept();
    const keys = Object.keys(this.#moment);
    const sound = keys.every((key) => Number.isFinite(numbers[key]));
    if (!sound || own.length !== arrays.length || own.some(({ bytes }, k) => bytes !== arrays[k].byteLength)) {
      throw new Failure('bad-input', 'this state belongs to another scene or grid: start anew', 'snapshot');
    }
    await this.drain();
    own.forEach((array, k) => void this.#gpu.write(array, new Uint8Array(arrays[k])));
    this.#moment = Object.fromEntries(keys.map((key) => [key, numbers[key]])) as unknown as Moment;
    this.#outcome = OK;
    this.#forget();
    this.#writeNumbers(weightsOf({ now: this.dt, last: 0, before: 0 }));
  }

  dispose(): void {
    this.#forget();
    this.#shared.release();
    if (this.distance) this.#gpu.release(this.distance);
  }

  #start(): Moment {
    return { time: this.#spec.time.min, stepCount: 0, depth: FIRST, last: 0, before: 0, since: 0 };
  }

  /** Goes on from the present state as from a beginning: what was before says nothing of what comes. */
  #startAnew(): void {
    this.#forget();
    this.#moment = { ...this.#moment, depth: Math.max(FIRST, this.#moment.depth), last: 0, before: 0, since: 0 };
    this.#outcome = OK;
  }

  #forget(): void {
    for (const one of this.#operators) one.dispose();
    this.#operators = [];
  }

  #kept(): DeviceArray[] {
    const { high, low, last, before, lastRates } = this.model.programs.nodes;
    return [high, low, last, before, lastRates].flatMap((node) => this.#shared.arrays.get(node) ?? []);
  }

  #writeConstants(): void {
    for (const [node, data] of this.model.constants(this.#spec)) this.#shared.write(node, data);
  }

  #writeNumbers(weights: Weights): void {
    this.#shared.write(
      this.model.programs.nodes.numbers,
      StepPrograms.numbersOf(this.time, this.time + this.dt, weights),
    );
  }

  /** One step, of another size if need be. */
  async #step(): Promise<void> {
    const { last, before } = this.#moment;
    const steps = { now: this.dt, last, before };
    const result = await this.#attempt(steps);
    const isFixed = this.#spec.dt !== null;
    if (!result.ok || (!isFixed && result.error !== null && result.error > 1)) {
      if (isFixed || this.#moment.depth >= DEEPEST) this.#fail();
      else this.#halve(result.ok && result.error! < 8 ? 1 : 2);
      return;
    }
    this.#gpu.run(this.#programs.accept.program);
    const { time, stepCount, depth, since } = this.#moment;
    this.#moment = {
      time: time + this.dt,
      stepCount: stepCount + 1,
      depth,
      last: this.dt,
      before: last,
      since: since + 1,
    };
    // The fields are shown at the time of the state.
    this.#writeNumbers(weightsOf(steps));
    if (result.error !== null) this.#error = result.error;
    if (!isFixed && result.error !== null && result.error < EASY) this.#maybeDouble();
  }

  #maybeDouble(): void {
    const { time, depth, since } = this.#moment;
    const isEven = Math.round((time - this.#spec.time.min) / this.dt) % 2 === 0;
    if (since < PATIENCE || depth <= SHALLOWEST || !isEven) return;
    this.#moment = { ...this.#moment, depth: depth - 1, since: 0 };
  }

  #halve(times: number): void {
    this.#moment = { ...this.#moment, depth: Math.min(DEEPEST, this.#moment.depth + times), since: 0 };
  }

  #fail(): void {
    const at = this.time.toPrecision(4);
    const advice = this.#spec.dt
      ? `the step after t = ${at} has no answer: choose a time step below ${this.#spec.dt}, or leave it out`
      : `the solution grows without bound after t = ${at}, however small the step: end the run there, or add damping`;
    this.#outcome = { code: 'diverged', advice };
  }

  async #attempt(steps: Steps): Promise<Attempt> {
    const weights = weightsOf(steps);
    this.#writeNumbers(weights);
    this.#gpu.run(this.#programs.begin.program);
    const { min, max } = this.#spec.time;
    const allowed = Math.max(NOISE, (TOLERANCE * steps.now) / (max - min));
    const norms = this.model.isNewton
      ? await this.#newton(weights, Math.max(NOISE, 0.05 * allowed))
      : await this.#solve(weights);
    if (!norms) return { ok: false };
    const { guess } = norms;
    if (!Number.isFinite(guess)) return { ok: false };
    return { ok: true, error: weights.error === null ? null : (this.#factor * weights.error * guess) / allowed };
  }

  /** Extrapolated rates err up to three times as much as backward differences do. */
  get #factor(): number {
    return this.model.isNewton ? 1 : 3;
  }

  /** With matrices that are right: one solve, or a few where they belong to another size of step. */
  async #solve(weights: Weights): Promise<Norms | null> {
    const usual = 1.5 / this.dt;
    const alpha = Math.abs(weights.alpha / usual - 1) < NEAR ? usual : weights.alpha;
    let found = this.#operators.find((one) => one.alpha === alpha);
    if (!found) {
      const size = this.model.programs.nodes.misfits[0].shape.reduce((product, n) => product * n, 1);
      const zero = this.#ground.descriptions.map(() => new Float64Array(size));
      found = await this.#make(alpha, zero);
    }
    this.#operators = [...this.#operators.filter((one) => one !== found), found];
    this.#shared.write(this.model.programs.nodes.inverses, found.inverses);
    this.#iterations = Math.abs(weights.alpha / alpha - 1) < 1e-9 ? EXACT : INEXACT;
    for (let k = 0; k < this.#iterations; k++) this.#correct(found);
    return this.#norms();
  }

  /** Newton's iteration with matrices that are made anew only where it slows down; null where it does not converge. */
  async #newton(weights: Weights, tolerance: number): Promise<Norms | null> {
    let [own] = this.#operators;
    let isFresh = false;
    const renew = async (): Promise<void> => {
      this.#forget();
      own = await this.#make(weights.alpha, await this.#iterate());
      this.#shared.write(this.model.programs.nodes.inverses, own.inverses);
      isFresh = true;
    };
    if (!own || Math.abs(own.alpha / weights.alpha - 1) > NEAR) await renew();
    let previous = Number.POSITIVE_INFINITY;
    for (this.#iterations = 1; this.#iterations <= MOST; this.#iterations++) {
      this.#correct(own);
      const norms = await this.#norms();
      const { correction } = norms;
      if (!Number.isFinite(correction)) return null;
      const rate = correction / previous;
      if (correction <= tolerance || (rate < 1 && correction * (rate / (1 - rate)) <= tolerance)) return norms;
      if (rate > SLOW) {
        if (isFresh && rate > 1) return null;
        if (!isFresh) await renew();
      }
      previous = correction;
    }
    return null;
  }

  #correct({ program }: Operators): void {
    this.#gpu.run(this.#programs.misfit.program);
    this.#gpu.run(program);
    this.#gpu.run(this.#programs.correct.program);
  }

  async #make(alpha: number, state: readonly Float64Array[]): Promise<Operators> {
    const operators = await makeOperators(this.#gpu, this.#ground, this.#slots, {
      alpha,
      state,
      t: this.time + this.dt,
    });
    if (this.#operators.length >= KNOWN) this.#operators.shift()!.dispose();
    this.#operators.push(operators);
    return operators;
  }

  /** The components at the new time as they stand, on the host. */
  async #iterate(): Promise<Float64Array[]> {
    const { iterate } = this.#programs;
    this.#gpu.run(iterate!.program);
    const all = await iterate!.read('iterate');
    const count = this.#ground.descriptions.length;
    const size = all.length / count;
    return Array.from({ length: count }, (_, k) => Float64Array.from(all.subarray(k * size, (k + 1) * size)));
  }

  /** Root mean squares relative to the state, the largest of all components. */
  async #norms(): Promise<Norms> {
    const all = await this.#programs.correct.read('norms');
    const size = (k: number): number => Math.sqrt(all[3 * k + 2]);
    const count = all.length / 3;
    const whole = Math.max(1e-30, ...Array.from({ length: count }, (_, k) => size(k)));
    const largest = (part: 0 | 1): number =>
      Math.max(
        ...Array.from({ length: count }, (_, k) => Math.sqrt(all[3 * k + part]) / Math.max(size(k), 1e-3 * whole)),
      );
    return { correction: largest(0), guess: largest(1) };
  }
}
