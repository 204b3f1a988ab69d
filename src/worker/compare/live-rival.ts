import type { DeviceArray, Gpu } from '../../../solvers/gpu';
import type { Solver } from '../../../solvers/methods/solver';
import type { Effort } from '../protocol';
import { pointsOf } from './points';
import { Resampler } from './resampler';
import type { Rival } from './rival';
import { Stopwatch } from './stopwatch';
import { type Target, unknownFields } from './target';

/** Another solver's answer, brought to the points of the picture on the device whenever it is drawn. */
export class LiveRival implements Rival {
  readonly loss = 0;
  readonly error = null;
  readonly title: string;
  readonly #gpu: Gpu;
  readonly #solver: Solver;
  readonly #arrays: ReadonlyMap<string, DeviceArray>;
  readonly #resampler: Resampler;
  readonly #stopwatch: Stopwatch;
  /** When the picture's moment is reached; null = every moment is. */
  readonly #end: number | null;

  private constructor(gpu: Gpu, title: string, solver: Solver, target: Target, end: number | null) {
    this.#gpu = gpu;
    this.title = title;
    this.#solver = solver;
    this.#end = end;
    this.#stopwatch = new Stopwatch(gpu, solver);
    this.#arrays = unknownFields(gpu, target);
    this.#resampler = new Resampler(gpu, pointsOf(solver.display), target.points);
  }

  /** Takes the solver over, also where it fails. @param end the time of the picture, where the problem has one */
  static async create(gpu: Gpu, title: string, solver: Solver, target: Target, end: number | null): Promise<LiveRival> {
    const rival = new LiveRival(gpu, title, solver, target, end);
    try {
      for (const name of target.fields) {
        const source = solver.display.fields.find((field) => field.name === name);
        if (source) await rival.#resampler.add(name, source.data, rival.array(name));
      }
      return rival;
    } catch (error) {
      rival.dispose();
      throw error;
    }
  }

  get words(): string {
    const { outcome, stepCount, time, finished } = this.#solver;
    if (outcome.code !== 'ok') return outcome.advice;
    const at = this.#end === null ? `step ${stepCount}` : `t = ${time.toPrecision(3)} of ${this.#end}`;
    return finished ? `solved in ${stepCount} steps` : at;
  }

  get done(): boolean {
    return this.#solver.finished || this.#solver.outcome.code !== 'ok';
  }

  get comparable(): boolean {
    return this.#end === null ? this.#solver.stepCount > 0 : this.#solver.finished;
  }

  get complete(): boolean {
    return this.comparable;
  }

  get stepwise(): boolean {
    return this.#end === null;
  }

  get effort(): Effort {
    return this.#stopwatch.effort;
  }

  array(name: string): DeviceArray {
    return this.#arrays.get(name)!;
  }

  advance(): Promise<void> {
    return this.#stopwatch.slice(this.stepwise ? 1 : undefined);
  }

  refresh(names: readonly string[]): void {
    this.#solver.refresh(names);
    for (const name of names) this.#resampler.run(name);
  }

  probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    return this.#solver.probe(x, y);
  }

  async setParameter(name: string, value: number): Promise<void> {
    this.#solver.setParameter(name, value);
    await this.#solver.reset();
    this.#stopwatch.restart();
  }

  dispose(): void {
    this.#resampler.dispose();
    for (const array of this.#arrays.values()) this.#gpu.release(array);
    this.#solver.dispose();
  }
}
