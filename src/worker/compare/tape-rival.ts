import type { DeviceArray, Gpu } from '../../../solvers/gpu';
import type { HostField, Solver } from '../../../solvers/methods/solver';
import type { Effort } from '../protocol';
import { type Plan, start } from '../start';
import type { Rival } from './rival';
import { SLICE_MS, Stopwatch } from './stopwatch';
import { lagrangeTable } from './tables';
import { Tape } from './tape';
import { type Target, unknownFields } from './target';
import type { Yardstick } from './yardstick';

/** Steps of the second run are at most this part of the time, and at least that one. */
const [LONGEST, SHORTEST] = [2 ** -9, 2 ** -14];

/**
 * The answer of a solver in one dimension as a picture over time. It goes the way twice: once as it pleases, by the
 * clock; and once in even steps, none longer than its shortest were, whose states are read back and brought to the
 * picture's points and times in f64. A solver's own picture has the nearest step in each row, and its own steps may be
 * longer than a picture's rows are apart: neither would do to tell errors.
 */
export class TapeRival implements Rival {
  readonly title: string;
  readonly stepwise = false;
  readonly #gpu: Gpu;
  #plan: Plan;
  readonly #target: Target;
  readonly #time: { readonly min: number; readonly max: number };
  readonly #arrays: ReadonlyMap<string, DeviceArray>;
  readonly #tape: Tape;
  readonly #yardstick: Yardstick | null;
  /** The same way on the yardstick's points. */
  readonly #stored: Tape | null;
  #phase: 'clock' | 'tape' | 'done' = 'clock';
  #solver: Solver | null = null;
  #stopwatch: Stopwatch | null = null;
  #effort: Effort | null = null;
  #shortest = Number.POSITIVE_INFINITY;
  #end: readonly HostField[] = [];
  #loss = 0;
  #error: number | null = null;
  #fault = '';

  /** @param yardstick on whose points the answer is measured as well */
  constructor(gpu: Gpu, title: string, plan: Plan, target: Target, yardstick: Yardstick | null = null) {
    this.#gpu = gpu;
    this.title = title;
    this.#plan = plan;
    this.#target = target;
    this.#time = plan.problem.time!;
    this.#arrays = unknownFields(gpu, target);
    this.#tape = new Tape(target);
    this.#yardstick = yardstick;
    this.#stored = yardstick && new Tape(yardstick.target);
  }

  get words(): string {
    if (this.#fault !== '') return this.#fault;
    if (this.#phase === 'done') return `solved in ${this.#effort!.steps} steps`;
    const at = `t = ${(this.#solver?.time ?? this.#time.min).toPrecision(3)} of ${this.#time.max}`;
    return this.#phase === 'clock' ? `by the clock, ${at}` : `for the picture, ${at}`;
  }

  get done(): boolean {
    return this.#phase === 'done' || this.#fault !== '';
  }

  get comparable(): boolean {
    return this.#tape.rows > 0;
  }

  get complete(): boolean {
    return this.#tape.rows === this.#target.points.y.length;
  }

  get effort(): Effort | null {
    return this.#effort;
  }

  /** How far both runs are apart at the end: what the steps of the one that was timed lose. */
  get loss(): number {
    return this.#loss;
  }

  /** The error by the yardstick, where there is one and the way is gone. */
  get error(): number | null {
    return this.#error;
  }

  array(name: string): DeviceArray {
    return this.#arrays.get(name)!;
  }

  async advance(): Promise<void> {
    this.#solver ??= await start(this.#gpu, this.#plan);
    if (this.#phase === 'clock') await this.#clock(this.#solver);
    else await this.#watch(this.#solver);
    const { code, advice } = this.#solver?.outcome ?? { code: 'ok', advice: '' };
    if (code !== 'ok') this.#fault = advice;
  }

  refresh(): void {}

  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    const { points, fields } = this.#target;
    const [across, up] = [lagrangeTable(points.x, [x]), lagrangeTable(points.y, [y])];
    const values = fields.map((name) => {
      const picture = this.#tape.picture(name);
      let value = 0;
      for (const [j, high] of up.weights.entries()) {
        for (const [i, share] of across.weights.entries()) {
          if (high * share === 0) continue;
          value += high * share * picture[(up.starts[0]! + j) * points.x.length + across.starts[0]! + i]!;
        }
      }
      return [name, value] as const;
    });
    return Object.fromEntries(values.filter(([, value]) => Number.isFinite(value)));
  }

  async setParameter(name: string, value: number): Promise<void> {
    const { problem } = this.#plan;
    const parameters = { ...problem.parameters, [name]: value };
    this.#plan = { ...this.#plan, problem: { ...problem, parameters, dt: null } };
    this.#leave();
    this.#phase = 'clock';
    this.#effort = null;
    this.#shortest = Number.POSITIVE_INFINITY;
    this.#loss = 0;
    this.#error = null;
    this.#fault = '';
    this.#tape.clear();
    this.#stored?.clear();
    for (const field of this.#target.fields) this.#gpu.write(this.array(field), this.#tape.picture(field));
  }

  dispose(): void {
    for (const array of this.#arrays.values()) this.#gpu.release(array);
    this.#leave();
  }

  #leave(): void {
    this.#solver?.dispose();
    this.#solver = null;
    this.#stopwatch = null;
  }

  async #clock(solver: Solver): Promise<void> {
    this.#stopwatch ??= new Stopwatch(this.#gpu, solver);
    const { time, stepCount } = solver;
    await this.#stopwatch.slice();
    const mean = (solver.time - time) / Math.max(1, solver.stepCount - stepCount);
    this.#shortest = Math.min(this.#shortest, solver.metrics().dt?.value ?? mean);
    if (!solver.finished || solver.outcome.code !== 'ok') return;
    this.#effort = this.#stopwatch.effort;
    this.#end = await solver.fields();
    this.#leave();
    this.#phase = 'tape';
    const span = this.#time.max - this.#time.min;
    const part = Math.min(LONGEST, this.#shortest / span);
    // Where steps must be very short at times, even ones would take for ever: there it goes as it pleases again.
    if (part >= SHORTEST && this.#plan.problem.dt === null) {
      this.#plan = { ...this.#plan, problem: { ...this.#plan.problem, dt: part * span } };
    }
  }

  async #keep(solver: Solver): Promise<void> {
    const fields = await solver.fields();
    for (const tape of [this.#tape, this.#stored]) tape?.keep(solver.time, solver.stepCount, fields);
  }

  async #watch(solver: Solver): Promise<void> {
    const began = performance.now();
    await this.#keep(solver);
    while (!solver.finished && performance.now() - began < SLICE_MS) {
      await solver.step(this.#tape.stepsToNext(solver));
      await this.#keep(solver);
    }
    const fresh = this.#tape.fill(solver.finished);
    this.#stored?.fill(solver.finished);
    for (const name of fresh ? this.#target.fields : []) this.#gpu.write(this.array(name), this.#tape.picture(name));
    if (!solver.finished || solver.outcome.code !== 'ok') return;
    this.#loss = distance(this.#end, await solver.fields(), this.#target.fields);
    this.#end = [];
    if (this.#stored) this.#error = this.#yardstick!.rival(this.#stored);
    this.#leave();
    this.#phase = 'done';
  }
}

/** Relative L2 distance of the named fields. */
function distance(some: readonly HostField[], others: readonly HostField[], names: readonly string[]): number {
  let [apart, size] = [0, 0];
  for (const { name, data } of others) {
    const own = some.find((field) => field.name === name);
    if (!own || !names.includes(name)) continue;
    for (const [k, value] of data.entries()) {
      apart += (own.data[k]! - value) ** 2;
      size += value ** 2;
    }
  }
  return size > 0 ? Math.sqrt(apart / size) : 0;
}
