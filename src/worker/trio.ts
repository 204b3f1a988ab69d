import type { Gpu } from '../../solvers/gpu';
import { atPointsOf } from '../../solvers/methods/interpolate';
import type { HostField, Solver } from '../../solvers/methods/solver';
import type { TrioReport, TrioSide } from './inside';
import { type Plan, start } from './start';

/** A turn of the classical answer, ms. */
const SLICE_MS = 300;

/** What they are called beside each other, from the softest to the hardest. */
const TITLES: Readonly<Record<string, string>> = {
  'pi-sc': 'soft penalty',
  'pi-ot': 'output transform',
  'pi-hc': 'single projection',
  'pi-hc-moe': 'experts',
};
export const TRIO: readonly string[] = Object.keys(TITLES);

interface Trained {
  readonly id: string;
  readonly solver: Solver;
}

/** The same network under several kinds of constraint, beside the classical answer. Called alone on the device. */
export class Trio {
  readonly #sides: readonly Trained[];
  /** The classical answer on its way; null where there is none. */
  readonly #classical: Solver | null;
  #truth: readonly HostField[] | null = null;
  /** The latest of each, and what it was of. */
  readonly #told = new Map<string, { readonly of: string; readonly side: TrioSide }>();

  private constructor(sides: readonly Trained[], classical: Solver | null) {
    this.#sides = sides;
    this.#classical = classical;
  }

  /** Starts them; what was started is let go of where one fails. @param changes parameters that were moved meanwhile */
  static async create(
    gpu: Gpu,
    plans: readonly Plan[],
    classical: Plan | null,
    changes: ReadonlyMap<string, number>,
  ): Promise<Trio> {
    const started: Solver[] = [];
    try {
      for (const plan of classical ? [...plans, classical] : plans) {
        const solver = await start(gpu, plan);
        started.push(solver);
        for (const [name, value] of changes) solver.setParameter(name, value);
      }
      if (classical && changes.size > 0) await started.at(-1)!.reset();
    } catch (error) {
      for (const solver of started) solver.dispose();
      throw error;
    }
    const sides = plans.map(({ method }, k) => ({ id: method.id, solver: started[k]! }));
    return new Trio(sides, classical ? started[plans.length]! : null);
  }

  /** Trains each by `count` steps, and goes on with the classical answer for a while. */
  async step(count: number): Promise<void> {
    for (const { solver } of this.#sides) await solver.step(count);
    await this.solve();
  }

  /** Goes on with the classical answer for a while. */
  async solve(): Promise<void> {
    const classical = this.#classical;
    if (!classical || this.#truth) return;
    const began = performance.now();
    while (!classical.finished && classical.outcome.code === 'ok' && performance.now() - began < SLICE_MS) {
      await classical.step(8);
    }
    if (classical.finished && classical.outcome.code === 'ok') this.#truth = await classical.fields();
  }

  async report(): Promise<TrioReport> {
    const sides: TrioSide[] = [];
    for (const { id, solver } of this.#sides) sides.push(await this.#sideOf(id, solver));
    const isTold = !this.#classical || this.#truth !== null || this.#classical.outcome.code !== 'ok';
    return { sides, working: !isTold };
  }

  dispose(): void {
    for (const { solver } of this.#sides) solver.dispose();
    this.#classical?.dispose();
  }

  async #sideOf(method: string, solver: Solver): Promise<TrioSide> {
    const of = `${solver.stepCount} ${this.#truth !== null}`;
    const known = this.#told.get(method);
    if (known?.of === of) return known.side;
    const side = await this.#look(method, solver);
    this.#told.set(method, { of, side });
    return side;
  }

  async #look(method: string, solver: Solver): Promise<TrioSide> {
    const told = await solver.experts!();
    // The second answer finds its kernels compiled.
    const began = performance.now();
    const [field] = await solver.fields();
    const took = performance.now() - began;
    const [, ny, nx] = field!.shape.length > 2 ? field!.shape : [1, ...field!.shape];
    const values = Float32Array.from(field!.data.slice(-ny! * nx!));
    return {
      method,
      title: TITLES[method] ?? method,
      steps: solver.stepCount,
      finished: solver.finished,
      loss: solver.metrics().loss?.value ?? null,
      largest: told.largest,
      took,
      jump: told.borders.length > 0 ? Math.max(...told.borders.map(({ jump }) => jump)) : null,
      failed: told.experts.filter(({ outcome }) => outcome.code !== 'ok').length,
      error: this.#errorOf(field!),
      shape: [ny!, nx!],
      values,
    };
  }

  /** At the end of time, on the answer's own points. */
  #errorOf(field: HostField): number | null {
    const truth = this.#truth?.find(({ name }) => name === field.name);
    if (!truth) return null;
    const space = Object.fromEntries(
      Object.entries(field.coordinates).filter(([name]) => Object.hasOwn(truth.coordinates, name)),
    );
    const wanted = atPointsOf({ coordinates: space }, truth);
    const own = field.data.slice(-wanted.length);
    let [apart, size] = [0, 0];
    for (const [k, value] of wanted.entries()) {
      apart += (own[k]! - value) ** 2;
      size += value ** 2;
    }
    return Math.sqrt(apart / size);
  }
}
