import type { DeviceArray, Gpu, Program } from '../../gpu';
import { innerCycles, type Multigrid } from '../../linear';
import type { CycleTrace, LevelVisit } from '../solver';

/**
 * Looks at one cycle of a multigrid as it goes: what it does to the residual of each level that it visits, from the
 * residual that the finest level's `rhs` holds. It leaves the solve as it is, and reads residuals back: for people who
 * look, not for every step.
 */
export class CycleTracer {
  readonly #gpu: Gpu;
  readonly #multigrid: Multigrid;
  readonly #residuals: readonly DeviceArray[];
  readonly #programs = new Map<string, Promise<Program>>();

  constructor(gpu: Gpu, multigrid: Multigrid) {
    this.#gpu = gpu;
    this.#multigrid = multigrid;
    this.#residuals = multigrid.levels.slice(0, -1).map(({ points }, k) => gpu.storage(`trace ${k}`, 4 * points));
  }

  /** Runs one cycle from zero and tells of each visit. */
  async trace(): Promise<Pick<CycleTrace, 'levels' | 'visits'>> {
    const visits: LevelVisit[] = [];
    const { halt } = this.#multigrid;
    // A solve that is done has halted everything that was recorded.
    const halted = new Uint32Array(await this.#gpu.read(halt, 0, 4));
    this.#gpu.write(halt, new Uint32Array(1));
    await this.#visit(0, this.#multigrid.settings.kind, true, visits);
    this.#gpu.write(halt, halted);
    const levels = this.#multigrid.levels.map(({ tables }) => {
      return tables.axes.slice(0, tables.dimensions).map(({ count }) => count);
    });
    return { levels, visits };
  }

  dispose(): void {
    for (const array of this.#residuals) this.#gpu.release(array);
  }

  async #visit(
    depth: number,
    kind: Multigrid['settings']['kind'],
    fresh: boolean,
    visits: LevelVisit[],
  ): Promise<void> {
    const { levels, settings } = this.#multigrid;
    const here = levels[depth]!;
    const coarse = levels[depth + 1];
    const tell = async (work: () => Promise<void>): Promise<void> => {
      const before = await this.#norm(depth);
      await work();
      visits.push({ level: depth, before, after: await this.#norm(depth) });
    };
    if (!coarse) {
      // Solved by its inverse, from whatever it held: its equations are not kept.
      visits.push({ level: depth, before: await this.#size(here.rhs, here.points), after: 0 });
      return this.#run('exact', (recorder) => here.recordExact(recorder));
    }
    if (fresh) await this.#run(`zero ${depth}`, (recorder) => here.recordZero(recorder));
    await tell(() =>
      this.#run(`before ${depth}`, (recorder) => {
        for (let k = 0; k < settings.before; k++) here.recordSweep(recorder, 'present');
      }),
    );
    await this.#run(`down ${depth}`, (recorder) => here.recordDown(recorder, coarse));
    for (const [k, inner] of innerCycles(kind).entries()) await this.#visit(depth + 1, inner, k === 0, visits);
    await tell(() =>
      this.#run(`up ${depth}`, (recorder) => {
        here.recordUp(recorder, coarse, 'add');
        for (let k = 0; k < settings.after; k++) here.recordSweep(recorder, 'present', settings.symmetric);
      }),
    );
  }

  /** Root mean square of a level's residual. */
  async #norm(depth: number): Promise<number> {
    const residual = this.#residuals[depth]!;
    const { points } = this.#multigrid.levels[depth]!;
    await this.#run(`residual ${depth}`, (recorder) =>
      this.#multigrid.levels[depth]!.recordResidual(recorder, residual),
    );
    return this.#size(residual, points);
  }

  async #size(array: DeviceArray, points: number): Promise<number> {
    const values = new Float32Array(await this.#gpu.read(array, 0, 4 * points));
    return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / points);
  }

  async #run(name: string, record: Parameters<Gpu['record']>[1]): Promise<void> {
    let program = this.#programs.get(name);
    if (!program) {
      program = this.#gpu.record(`trace ${name}`, record);
      this.#programs.set(name, program);
    }
    this.#gpu.run(await program);
  }
}
