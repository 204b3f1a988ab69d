import type { DeviceArray, Gpu } from '../../../solvers/gpu';
import type { Solver } from '../../../solvers/methods/solver';
import type { Effort, Rival } from './rival';
import { SLICE_MS, Stopwatch } from './stopwatch';
import { firstAround, lagrangeTable, lagrangeWeights } from './tables';
import { type Target, unknownFields } from './target';

/** States along the way are at most this part of the time apart, where steps are so short. */
const SPACING = 1 / 512;
/** States that one in between is made of. */
const WIDTH = 6;

/** One state on the way, its fields at the columns of the picture. */
interface State {
  readonly time: number;
  readonly fields: ReadonlyMap<string, Float64Array>;
}

/**
 * The answer of a solver in one dimension as a picture over time. The states on its way are read back and brought to the
 * picture's points and times in f64: a solver's own picture has the nearest step in each row, which is not enough to tell
 * errors. Then the solver goes the way once more, unwatched, to see how long it takes.
 */
export class TapeRival implements Rival {
  readonly title: string;
  readonly #gpu: Gpu;
  readonly #solver: Solver;
  readonly #target: Target;
  readonly #end: number;
  readonly #arrays: ReadonlyMap<string, DeviceArray>;
  readonly #pictures: ReadonlyMap<string, Float32Array>;
  readonly #stopwatch: Stopwatch;
  #states: State[] = [];
  /** Rows of the picture that are known. */
  #rows = 0;
  #phase: 'tape' | 'time' | 'done' = 'tape';

  /** Takes the solver over. */
  constructor(gpu: Gpu, title: string, solver: Solver, target: Target, end: number) {
    this.#gpu = gpu;
    this.title = title;
    this.#solver = solver;
    this.#target = target;
    this.#end = end;
    this.#stopwatch = new Stopwatch(gpu, solver);
    this.#arrays = unknownFields(gpu, target);
    this.#pictures = new Map(target.fields.map((name) => [name, new Float32Array(target.cells).fill(Number.NaN)]));
  }

  get words(): string {
    const { outcome, time, stepCount } = this.#solver;
    if (outcome.code !== 'ok') return outcome.advice;
    if (this.#phase === 'done') return `solved in ${stepCount} steps`;
    const at = `t = ${time.toPrecision(3)} of ${this.#end}`;
    return this.#phase === 'tape' ? at : `once more, by the clock: ${at}`;
  }

  get done(): boolean {
    return this.#phase === 'done' || this.#solver.outcome.code !== 'ok';
  }

  get comparable(): boolean {
    return this.#rows > 0;
  }

  get effort(): Effort | null {
    return this.#phase === 'done' ? this.#stopwatch.effort : null;
  }

  array(name: string): DeviceArray {
    return this.#arrays.get(name)!;
  }

  async advance(): Promise<void> {
    if (this.#phase === 'time') {
      await this.#stopwatch.slice();
      if (this.#solver.finished) this.#phase = 'done';
      return;
    }
    const began = performance.now();
    if (this.#states.length === 0) await this.#keep();
    while (!this.#solver.finished && performance.now() - began < SLICE_MS) {
      await this.#solver.step(this.#stepsToNext());
      await this.#keep();
    }
    this.#fill();
    if (this.#solver.finished && this.#solver.outcome.code === 'ok') {
      this.#phase = 'time';
      await this.#solver.reset();
    }
  }

  refresh(): void {}

  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    const { points, fields } = this.#target;
    const [across, up] = [lagrangeTable(points.x, [x]), lagrangeTable(points.y, [y])];
    const values = fields.map((name) => {
      const picture = this.#pictures.get(name)!;
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
    this.#solver.setParameter(name, value);
    await this.#solver.reset();
    this.#stopwatch.restart();
    this.#states = [];
    this.#rows = 0;
    this.#phase = 'tape';
    for (const [field, picture] of this.#pictures) {
      picture.fill(Number.NaN);
      this.#gpu.write(this.array(field), picture);
    }
  }

  dispose(): void {
    for (const array of this.#arrays.values()) this.#gpu.release(array);
    this.#solver.dispose();
  }

  /** Steps to the next state that is kept, as the steps were so far. */
  #stepsToNext(): number {
    const { stepCount, time } = this.#solver;
    const last = this.#states.at(-2);
    const span = this.#end - this.#states[0]!.time;
    if (!last || stepCount === 0) return 1;
    const made = time - last.time;
    const step = made / Math.max(1, stepCount - this.#before);
    return Math.max(1, Math.floor((span * SPACING) / Math.max(step, 1e-12 * span)));
  }

  /** The step of the state before the last. */
  #before = 0;
  #now = 0;

  async #keep(): Promise<void> {
    const fields = await this.#solver.fields();
    const { points, names } = this.#target;
    const kept = fields.map((field): [string, Float64Array] => {
      const { starts, weights } = lagrangeTable(field.coordinates[names[0]]!, points.x);
      const values = Float64Array.from(points.x, (_, k) => {
        let sum = 0;
        for (let m = 0; m < 4; m++) {
          const weight = weights[4 * k + m]!;
          if (weight !== 0) sum += weight * field.data[starts[k]! + m]!;
        }
        return sum;
      });
      return [field.name, values];
    });
    this.#states.push({ time: this.#solver.time, fields: new Map(kept) });
    this.#before = this.#now;
    this.#now = this.#solver.stepCount;
  }

  /** Writes the rows that have enough states around them. */
  #fill(): void {
    const { points, fields } = this.#target;
    const times = this.#states.map(({ time }) => time);
    const width = Math.min(WIDTH, times.length);
    const margin = 1e-9 * (this.#end - times[0]!);
    const first = this.#rows;
    for (; this.#rows < points.y.length; this.#rows++) {
      const at = points.y[this.#rows]!;
      const start = firstAround(times, at, width);
      const isInside = at <= times[start + width - 1]! + margin;
      const isCentred = (times[start + (width >> 1)] ?? 0) >= at - margin;
      if (!isInside || !(isCentred || this.#solver.finished)) break;
      const weights = lagrangeWeights(times, start, width, at);
      for (const name of fields) this.#paint(name, this.#rows, start, weights);
    }
    const nx = points.x.length;
    for (const name of this.#rows > first ? fields : []) {
      const rows = this.#pictures.get(name)!.subarray(first * nx, this.#rows * nx);
      this.#gpu.write(this.array(name), rows, 4 * first * nx);
    }
  }

  #paint(name: string, row: number, start: number, weights: readonly number[]): void {
    const picture = this.#pictures.get(name)!;
    const nx = this.#target.points.x.length;
    for (let i = 0; i < nx; i++) {
      let value = 0;
      for (const [k, weight] of weights.entries()) value += weight * this.#states[start + k]!.fields.get(name)![i]!;
      picture[row * nx + i] = value;
    }
  }
}
