import type { HostField, Solver } from '../../../solvers/methods/solver';
import { firstAround, lagrangeTable, lagrangeWeights } from './tables';
import type { Target } from './target';

/** States are kept at most this part of the time apart, where steps are so short. */
const SPACING = 2 ** -9;
/** States that one in between is made of. */
const WIDTH = 6;
/** Points that a value between them is made of: four would lose 6e-4 at the shock of Burgers' equation on 512 cells. */
const ACROSS = 8;

/** One state on the way, its fields at the columns of the picture. */
interface State {
  readonly time: number;
  readonly step: number;
  readonly fields: ReadonlyMap<string, Float64Array>;
}

/** States of a run in one dimension, and the picture over time that they make, row by row. */
export class Tape {
  readonly #target: Target;
  readonly #pictures: ReadonlyMap<string, Float32Array>;
  #states: State[] = [];
  #rows = 0;

  constructor(target: Target) {
    this.#target = target;
    this.#pictures = new Map(target.fields.map((name) => [name, new Float32Array(target.cells).fill(Number.NaN)]));
  }

  /** Rows that are known. */
  get rows(): number {
    return this.#rows;
  }

  /** A field, f32 [ny][nx]; not a number where it is not known yet. */
  picture(name: string): Float32Array {
    return this.#pictures.get(name)!;
  }

  clear(): void {
    this.#states = [];
    this.#rows = 0;
    for (const picture of this.#pictures.values()) picture.fill(Number.NaN);
  }

  /** Steps to the next state that is to be kept, as long as the last ones were. */
  stepsToNext({ time, stepCount }: Pick<Solver, 'time' | 'stepCount'>): number {
    const before = this.#states.at(-2);
    if (!before) return 1;
    const { y } = this.#target.points;
    const span = y.at(-1)! - y[0]!;
    const step = (time - before.time) / Math.max(1, stepCount - before.step);
    return Math.max(1, Math.floor((span * SPACING) / Math.max(step, 1e-9 * span) + 1e-6));
  }

  /** Keeps a state, brought to the columns of the picture; nothing where it is the last one again. */
  keep(time: number, step: number, fields: readonly HostField[]): void {
    if (time <= (this.#states.at(-1)?.time ?? Number.NEGATIVE_INFINITY)) return;
    const { points, names } = this.#target;
    const kept = fields.map(({ name, data, coordinates }): [string, Float64Array] => {
      const { starts, weights } = lagrangeTable(coordinates[names[0]]!, points.x, ACROSS);
      const values = Float64Array.from(points.x, (_, k) => {
        let sum = 0;
        for (let m = 0; m < ACROSS; m++) {
          const weight = weights[ACROSS * k + m]!;
          if (weight !== 0) sum += weight * data[starts[k]! + m]!;
        }
        return sum;
      });
      return [name, values];
    });
    this.#states.push({ time, step, fields: new Map(kept) });
  }

  /** Makes the rows that have enough states around them; whether there were any. */
  fill(finished: boolean): boolean {
    const { y } = this.#target.points;
    const times = this.#states.map(({ time }) => time);
    const width = Math.min(WIDTH, times.length);
    const margin = 1e-9 * (y.at(-1)! - y[0]!);
    const first = this.#rows;
    for (; this.#rows < y.length; this.#rows++) {
      const at = y[this.#rows]!;
      const start = firstAround(times, at, width);
      const isInside = at <= times[start + width - 1]! + margin;
      const isCentred = times[start + (width >> 1)]! >= at - margin;
      if (!isInside || !(isCentred || finished)) break;
      this.#paint(this.#rows, start, lagrangeWeights(times, start, width, at));
    }
    if (finished) this.#states = [];
    return this.#rows > first;
  }

  #paint(row: number, start: number, weights: readonly number[]): void {
    const nx = this.#target.points.x.length;
    for (const [name, picture] of this.#pictures) {
      for (let i = 0; i < nx; i++) {
        let value = 0;
        for (const [k, weight] of weights.entries()) value += weight * this.#states[start + k]!.fields.get(name)![i]!;
        picture[row * nx + i] = value;
      }
    }
  }
}
