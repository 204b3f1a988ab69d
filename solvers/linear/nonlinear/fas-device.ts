import { OK, type Outcome } from '../../base/result';
import type { DeviceArray, Gpu, Program, Recorder } from '../../gpu';
import { ADVICE, type Limits, type NonlinearAnswer } from './answer';
import { type DeviceLevel, deviceLevel } from './device-level';
import { HostFas, RUNAWAY, SWEEPS } from './fas';
import { atFloor } from './floor';
import { nonlinearKernels } from './kernels';
import type { NonlinearProblem } from './problem';
import { Sums } from './sums';

const LIMITS: Limits = { tolerance: 1e-6, iterations: 60 };
/** A cycle that leaves more than this of the residual has reached what f32 holds, or makes no progress. */
const STALLED = 0.9;

/**
 * The full approximation scheme on the device in f32: the same V(2,1) cycle as {@link HostFas}, every kernel generated
 * from the equation. A solve costs one program and one word read for each cycle.
 */
export class FasSolver {
  readonly #gpu: Gpu;
  readonly #host: HostFas;
  readonly #kernels: ReturnType<typeof nonlinearKernels>;
  readonly #levels: readonly DeviceLevel[];
  readonly #owned: DeviceArray[] = [];
  readonly #kept: DeviceArray;
  readonly #sums: Sums;
  #programs: Promise<{ cycle: Program; norm: Program }> | null = null;

  /** @throws Failure 'bad-input' where the problem is refused, 'out-of-memory' where it does not fit. */
  constructor(gpu: Gpu, problem: NonlinearProblem) {
    this.#gpu = gpu;
    this.#host = new HostFas(problem);
    this.#kernels = nonlinearKernels(problem);
    const own = (array: DeviceArray) => {
      this.#owned.push(array);
      return array;
    };
    this.#levels = this.#host.levels.map((grid) => deviceLevel(gpu, grid, this.#kernels, own));
    this.#kept = own(gpu.storage('nonlinear kept', 4 * this.#finest.count));
    this.#sums = new Sums(gpu, this.#kernels, this.#finest.nodes);
    this.start(new Float64Array(this.#finest.count));
  }

  /** u on all nodes, f32, x fastest. */
  get solution(): DeviceArray {
    return this.#levels[0]!.solution;
  }

  /** Sets u; the values on Dirichlet sides are replaced. */
  start(guess: ArrayLike<number>): void {
    this.#gpu.write(this.solution, Float32Array.from(this.#finest.withSides(guess)));
  }

  /** Records one V-cycle on {@link solution}. */
  recordCycle(recorder: Recorder): void {
    this.#record(recorder, 0);
  }

  /**
   * Cycles from the present solution until the residual is small, or as small as f32 lets it be; what is left there is
   * rounding of u, about 2^-24 / h^2 of it.
   */
  async solve(limits: Partial<Limits> = {}): Promise<NonlinearAnswer> {
    const { tolerance, iterations } = { ...LIMITS, ...limits };
    const { cycle, norm } = await (this.#programs ??= this.#recordPrograms());
    this.#gpu.run(norm);
    const residuals = [await this.#readNorm()];
    const answer = async (result: Outcome): Promise<NonlinearAnswer> => ({
      value: await this.#read(),
      result,
      stats: { iterations: residuals.length - 1, residuals },
    });
    if (!Number.isFinite(residuals[0])) return answer({ code: 'bad-input', advice: ADVICE.notFinite });
    while (residuals.at(-1)! > tolerance * residuals[0]!) {
      if (residuals.length > iterations) return answer({ code: 'not-converged', advice: ADVICE.slow });
      this.#gpu.run(cycle);
      const residual = await this.#readNorm();
      const last = residuals.at(-1)!;
      if (!Number.isFinite(residual)) {
        await this.#restore();
        return answer({ code: 'diverged', advice: ADVICE.left });
      }
      residuals.push(residual);
      if (residual > RUNAWAY * Math.min(...residuals)) return answer({ code: 'diverged', advice: ADVICE.grows });
      const stalled = residual > STALLED * last;
      if (stalled && atFloor(this.#finest, await this.#read(), residual)) return answer(OK);
    }
    return answer(OK);
  }

  dispose(): void {
    this.#sums.dispose();
    for (const array of this.#owned) this.#gpu.release(array);
  }

  get #finest() {
    return this.#host.levels[0]!;
  }

  async #recordPrograms(): Promise<{ cycle: Program; norm: Program }> {
    const norm = (recorder: Recorder) => this.#sums.recordResidual(recorder, this.#levels[0]!);
    const cycle = (recorder: Recorder) => {
      recorder.copy(this.solution, this.#kept);
      this.recordCycle(recorder);
      norm(recorder);
    };
    return {
      cycle: await this.#gpu.record('nonlinear cycle', cycle),
      norm: await this.#gpu.record('nonlinear norm', norm),
    };
  }

  async #restore(): Promise<void> {
    this.#gpu.run(await this.#gpu.record('nonlinear restore', (recorder) => recorder.copy(this.#kept, this.solution)));
  }

  #record(recorder: Recorder, depth: number): void {
    const here = this.#levels[depth]!;
    const coarse = this.#levels[depth + 1];
    const kernels = this.#kernels;
    if (!coarse) {
      recorder.dispatch(kernels.coarsest, here.common, [1]);
      return;
    }
    const { solution, misfit } = here;
    this.#recordSweeps(recorder, here, SWEEPS[0]);
    recorder.dispatch(kernels.misfit, { ...here.common, misfit }, here.grid.nodes);
    recorder.dispatch(kernels.inject, { ...coarse.common, fine: solution, before: coarse.before }, coarse.grid.nodes);
    recorder.dispatch(kernels.restriction, { ...coarse.common, misfit }, coarse.grid.nodes);
    this.#record(recorder, depth + 1);
    const change = { before: coarse.before, after: coarse.solution };
    recorder.dispatch(kernels.prolong, { ...here.common, ...change }, here.grid.nodes);
    this.#recordSweeps(recorder, here, SWEEPS[1]);
  }

  #recordSweeps(recorder: Recorder, { grid, colours, common }: DeviceLevel, sweeps: number): void {
    const [nx, ny] = grid.nodes;
    const extent = [Math.ceil(nx / 2), grid.corners ? Math.ceil(ny / 2) : ny] as const;
    for (let k = 0; k < sweeps; k++) {
      for (const level of colours) recorder.dispatch(this.#kernels.smooth, { ...common, level }, extent);
    }
  }

  async #readNorm(): Promise<number> {
    return Math.sqrt((await this.#sums.read()) / this.#finest.count);
  }

  async #read(): Promise<Float64Array> {
    return Float64Array.from(new Float32Array(await this.#gpu.read(this.solution, 0, 4 * this.#finest.count)));
  }
}
