import { OK, type Outcome } from '../../base/result';
import { type DeviceArray, type Gpu, type Program, type Recorder, Runner, Uniforms } from '../../gpu';
import { Multigrid } from '../multigrid';
import { ADVICE, type Limits, type NonlinearAnswer } from './answer';
import { type DeviceLevel, deviceLevel } from './device-level';
import { Discretisation } from './discretisation';
import { atFloor } from './floor';
import { ENOUGH, HALVINGS, LOOSEST, nextForcing } from './forcing';
import { isRegular, positiveOperator, stepsOf } from './jacobian';
import { nonlinearKernels } from './kernels';
import { assertProblem, type NonlinearProblem } from './problem';
import { Sums } from './sums';

const LIMITS: Limits = { tolerance: 1e-6, iterations: 40 };
/** What a linear solve in f32 can be asked to leave at least. */
const LEAST = 1e-4;
/** A step that leaves more than this of the residual may have reached what f32 holds. */
const STALLED = 0.5;
/** Cycles of a linear solve at most; a rough answer may still point downhill. */
const CYCLES = 30;

/**
 * Newton's method on the device in f32: residual and linearisation by kernels generated from the equation, each linear
 * system by black-box multigrid as exactly as pays, steps halved until the residual falls. The linearisation visits the
 * host, which makes the coarser levels; all else stays on the device.
 */
export class NewtonSolver {
  readonly #gpu: Gpu;
  /** Cycles go in slices, so that pictures get between. */
  readonly #runner: Runner;
  readonly #kernels: ReturnType<typeof nonlinearKernels>;
  readonly #grid: Discretisation;
  readonly #level: DeviceLevel;
  readonly #sums: Sums;
  readonly #owned: DeviceArray[] = [];
  readonly #rows: readonly [number, number];
  readonly #side: DeviceArray;
  readonly #coefficients: DeviceArray;
  readonly #left: DeviceArray;
  readonly #trial: DeviceArray;
  readonly #shift: Uniforms;
  #programs: Promise<Record<'linearise' | 'norm' | 'trialNorm' | 'accept', Program>> | null = null;

  /** @throws Failure 'bad-input' where the problem is refused, 'out-of-memory' where it does not fit. */
  constructor(gpu: Gpu, problem: NonlinearProblem) {
    assertProblem(problem);
    this.#gpu = gpu;
    this.#runner = new Runner(gpu);
    this.#kernels = nonlinearKernels(problem);
    this.#grid = new Discretisation(problem);
    this.#level = deviceLevel(gpu, this.#grid, this.#kernels, (array) => this.#own(array));
    this.#sums = new Sums(gpu, this.#kernels, this.#grid.nodes);
    const { from, to } = this.#grid.inner;
    this.#rows = [to[0] - from[0], to[1] - from[1]];
    const storage = (name: string, count: number) => this.#own(gpu.storage(`newton ${name}`, 4 * count));
    this.#side = storage('side', this.#count);
    this.#left = storage('left', this.#count);
    this.#coefficients = storage('coefficients', stepsOf(this.#grid).length * this.#count);
    this.#trial = storage('trial', this.#grid.count);
    this.#shift = new Uniforms(gpu, this.#kernels.step, 'shift');
    this.#own(this.#shift.array);
    this.start(new Float64Array(this.#grid.count));
  }

  /** u on all nodes, f32, x fastest. */
  get solution(): DeviceArray {
    return this.#level.solution;
  }

  /** Sets u; the values on Dirichlet sides are replaced. */
  start(guess: ArrayLike<number>): void {
    this.#gpu.write(this.solution, Float32Array.from(this.#grid.withSides(guess)));
  }

  /** Iterates from the present solution until the residual is small, or as small as f32 lets it be. */
  async solve(limits: Partial<Limits> = {}): Promise<NonlinearAnswer> {
    const { tolerance, iterations } = { ...LIMITS, ...limits };
    const programs = await (this.#programs ??= this.#recordPrograms());
    this.#gpu.run(programs.norm);
    const residuals = [await this.#readRms()];
    const answer = async (result: Outcome): Promise<NonlinearAnswer> => ({
      value: await this.#read(),
      result,
      stats: { iterations: residuals.length - 1, residuals },
    });
    if (!Number.isFinite(residuals[0])) return answer({ code: 'bad-input', advice: ADVICE.notFinite });
    let forcing = LOOSEST;
    while (residuals.at(-1)! > tolerance * residuals[0]!) {
      if (residuals.length > iterations) return answer({ code: 'not-converged', advice: ADVICE.slow });
      this.#gpu.run(programs.linearise);
      const { operator, sign } = await this.#operator();
      if (!isRegular(operator)) return answer({ code: 'breakdown', advice: ADVICE.singular });
      forcing = nextForcing(forcing, residuals, LEAST);
      const multigrid = new Multigrid(this.#gpu, operator);
      try {
        await this.#solveLinear(multigrid, forcing);
        const residual = await this.#search(multigrid.solution, sign, residuals.at(-1)!, forcing);
        if (residual === null) {
          const done = atFloor(this.#grid, await this.#read(), residuals.at(-1)!);
          return answer(done ? OK : { code: 'diverged', advice: ADVICE.stuck });
        }
        const stalled = residual > STALLED * residuals.at(-1)!;
        residuals.push(residual);
        if (stalled && atFloor(this.#grid, await this.#read(), residual)) return answer(OK);
      } finally {
        multigrid.dispose();
      }
    }
    return answer(OK);
  }

  dispose(): void {
    this.#sums.dispose();
    for (const array of this.#owned) this.#gpu.release(array);
  }

  get #count(): number {
    return this.#rows[0] * this.#rows[1];
  }

  async #recordPrograms(): Promise<Record<'linearise' | 'norm' | 'trialNorm' | 'accept', Program>> {
    const { common } = this.#level;
    const rows = { side: this.#side, coefficients: this.#coefficients };
    const [linearise, norm, trialNorm, accept] = await Promise.all([
      this.#gpu.record('newton linearise', (recorder) => {
        recorder.dispatch(this.#kernels.linearise, { ...common, ...rows }, this.#rows);
      }),
      this.#gpu.record('newton norm', (recorder) => this.#sums.recordResidual(recorder, this.#level)),
      this.#gpu.record('newton trial norm', (recorder) => {
        this.#sums.recordResidual(recorder, this.#level, this.#trial);
      }),
      this.#gpu.record('newton accept', (recorder) => recorder.copy(this.#trial, this.solution)),
    ]);
    return { linearise, norm, trialNorm, accept };
  }

  /** The rows that `linearise` wrote. */
  async #operator() {
    const count = this.#count;
    const all = new Float32Array(await this.#gpu.read(this.#coefficients));
    // The kernel has box stencils row by row, operators have the node itself first.
    const places = stepsOf(this.#grid).map(([a, b], k) => (this.#grid.corners ? 3 * (b! + 1) + a! + 1 : k));
    const planes = places.map((place) => Float64Array.from(all.subarray(place * count, (place + 1) * count)));
    return positiveOperator(this.#grid, planes, 1e-5);
  }

  /** Cycles until the linear residual is `forcing` of its side, or no longer falls. */
  async #solveLinear(multigrid: Multigrid, forcing: number): Promise<void> {
    const check = (recorder: Recorder) => {
      multigrid.levels[0]!.recordResidual(recorder, this.#left);
      this.#sums.recordSquares(recorder, this.#left, this.#count);
    };
    const first = await this.#gpu.record('newton first cycle', (recorder) => {
      recorder.copy(this.#side, multigrid.rhs, 4 * this.#count);
      multigrid.record(recorder);
      check(recorder);
    });
    const cycle = await this.#gpu.record('newton cycle', (recorder) => {
      multigrid.recordCycle(recorder);
      check(recorder);
    });
    const side = await this.#gpu.record('newton side', (recorder) => {
      this.#sums.recordSquares(recorder, this.#side, this.#count);
    });
    this.#gpu.run(side);
    const goal = forcing ** 2 * (await this.#sums.read());
    await this.#runner.run(first);
    for (let k = 1, left = await this.#sums.read(); k < CYCLES && left > goal; k++) {
      await this.#runner.run(cycle);
      const next = await this.#sums.read();
      if (!(next < left)) return;
      left = next;
    }
  }

  /** Moves by the change, by half of it, ... until the residual falls; its value then, or null where it never does. */
  async #search(change: DeviceArray, sign: number, last: number, forcing: number): Promise<number | null> {
    const programs = await this.#programs!;
    const move = await this.#gpu.record('newton step', (recorder) => {
      const buffers = { ...this.#level.common, shift: this.#shift.array, change, trial: this.#trial };
      recorder.dispatch(this.#kernels.step, buffers, this.#grid.nodes);
    });
    for (let k = 0, length = 1; k < HALVINGS; k++, length /= 2) {
      this.#shift.set({ length: sign * length });
      this.#shift.flush();
      this.#gpu.run(move);
      this.#gpu.run(programs.trialNorm);
      const residual = await this.#readRms();
      if (residual <= (1 - ENOUGH * length * (1 - forcing)) * last) {
        this.#gpu.run(programs.accept);
        return residual;
      }
    }
    return null;
  }

  async #readRms(): Promise<number> {
    return Math.sqrt((await this.#sums.read()) / this.#grid.count);
  }

  async #read(): Promise<Float64Array> {
    return Float64Array.from(new Float32Array(await this.#gpu.read(this.solution, 0, 4 * this.#grid.count)));
  }

  #own(array: DeviceArray): DeviceArray {
    this.#owned.push(array);
    return array;
  }
}
