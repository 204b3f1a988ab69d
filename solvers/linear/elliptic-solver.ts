import { Failure } from '../base/result';
import { type Gpu, type Program, Runner } from '../gpu';
import { applyStencil, pointCount, type StencilOperator } from '../grid';
import {
  type DeviceNumbers,
  ELLIPTIC_DEFAULTS,
  type EllipticProgress,
  type EllipticSettings,
  type EllipticSolution,
  type EllipticStats,
} from './elliptic-settings';
import { BiCgStab } from './krylov/bicgstab';
import { ConjugateGradients } from './krylov/conjugate-gradients';
import { Multigrid } from './multigrid';
import { outcomeOf } from './outcome';
import type { Preconditioner } from './preconditioner';
import { pairStencil } from './refine/pair-stencil';
import { type IterativeMethod, Refinement } from './refine/refinement';
import type { SolveState } from './refine/state';
import { StencilSystem } from './refine/system';
import type { Precision } from './refine/system-kernels';

/** Makes an approximate inverse of an operator; `halt` is its own. */
export type MakePreconditioner = (gpu: Gpu, operator: StencilOperator) => Preconditioner & { dispose(): void };

const multigrid: MakePreconditioner = (gpu, operator) => new Multigrid(gpu, operator);

/** Iterations recorded at once; the device skips those after the end. */
const BATCH = 3;

/** Iterations that must not gain a hundredth to count as stagnation: Krylov methods have plateaus. */
const PATIENCE = {
  multigrid: { window: 4, decrease: 0.99 },
  cg: { window: 12, decrease: 0.99 },
  bicgstab: { window: 20, decrease: 0.99 },
} as const;

/** Where double-single takes over, the first iteration that gains less than half ends f32. */
const IMPATIENCE = { window: 1, decrease: 0.5 };

/** The residual may grow so much on the way. */
const GROWTH = { multigrid: 1e3, cg: 1e6, bicgstab: 1e9 } as const;

/** A sum of b beyond this share of the sum of sizes cannot be an error of discretisation. */
const INCOMPATIBLE = 0.02;

/**
 * Solves A u = b for a stencil operator on the device, to f64 quality: M is one cycle of multigrid in f32, unknown and
 * residual are double-single. All at once ({@link solve}) or a cycle at a time ({@link begin}, {@link step},
 * {@link solution}).
 */
export class EllipticSolver {
  readonly settings: EllipticSettings;
  readonly method: 'multigrid' | 'cg' | 'bicgstab';
  readonly #gpu: Gpu;
  readonly #operator: StencilOperator;
  readonly #system: StencilSystem;
  readonly #preconditioner: Preconditioner & { dispose(): void };
  readonly #iteration: IterativeMethod;
  readonly #programs = new Map<string, Promise<Program>>();
  readonly #runner: Runner;
  #precision: Precision = 'f32';
  #switched: number | null = null;
  #scale = 1;
  #bytes = 0;
  #state: SolveState | null = null;
  #note = '';
  #cost: Program['cost'] = { dispatches: 0, bytes: 0, flops: 0 };

  /** Throws `bad-input` where a coefficient is not finite, `out-of-memory`, and `breakdown` without double-single. */
  static async create(
    gpu: Gpu,
    operator: StencilOperator,
    settings: Partial<EllipticSettings>,
    precondition: MakePreconditioner = multigrid,
  ): Promise<EllipticSolver> {
    const stencil = pairStencil(operator);
    const scaled = operator.coefficients.map((plane) => plane.map((value) => stencil.scale * value));
    const preconditioner = precondition(gpu, { ...operator, coefficients: scaled });
    const all = { ...ELLIPTIC_DEFAULTS, ...settings };
    const precision = all.precision === 'off' ? 'f32' : 'pairs';
    const system = await StencilSystem.create(gpu, stencil, preconditioner.halt, precision);
    return new EllipticSolver(gpu, operator, system, preconditioner, all);
  }

  private constructor(
    gpu: Gpu,
    operator: StencilOperator,
    system: StencilSystem,
    preconditioner: Preconditioner & { dispose(): void },
    settings: EllipticSettings,
  ) {
    this.#gpu = gpu;
    this.#operator = operator;
    this.#system = system;
    this.#preconditioner = preconditioner;
    this.settings = settings;
    this.#runner = new Runner(gpu);
    const { method } = settings;
    this.method = method === 'auto' ? (operator.symmetric ? 'cg' : 'bicgstab') : method;
    if (this.method === 'cg') this.#iteration = new ConjugateGradients(gpu, system, preconditioner);
    else if (this.method === 'bicgstab') this.#iteration = new BiCgStab(gpu, system, preconditioner);
    else this.#iteration = new Refinement(system, preconditioner);
  }

  /** Solves A u = b for `rhs` f64 [points] from `guess` (default 0). */
  async solve(rhs: Float64Array, guess?: Float64Array): Promise<EllipticSolution> {
    let progress = await this.begin(rhs, guess);
    while (!progress.done) progress = await this.#advance(BATCH);
    return this.solution();
  }

  /** Loads a right-hand side and first guess (default 0), and computes the first residual. */
  async begin(rhs: Float64Array, guess: Float64Array = new Float64Array(rhs.length)): Promise<EllipticProgress> {
    const points = pointCount(this.#operator.shape);
    if (rhs.length !== points || guess.length !== points) {
      throw new Failure('bad-input', `The right-hand side has ${rhs.length} numbers: the operator needs ${points}.`);
    }
    await this.#runner.drain();
    const b = this.#compatible(rhs);
    const system = this.#system;
    this.#scale = system.norm(b) || system.norm(applyStencil(this.#operator, guess)) || 1;
    this.#system.load(b, guess);
    this.#precision = this.settings.precision === 'on' ? 'pairs' : 'f32';
    this.#switched = null;
    this.#bytes = 0;
    this.#system.start(this.#goal);
    await this.#run('start', 1);
    this.#cost = (await this.#recorded('iteration')).cost;
    return this.#progress();
  }

  /** One iteration more. */
  step(): Promise<EllipticProgress> {
    return this.#advance(1);
  }

  /** The present iterate, how the solve ended or stands, and what it took. */
  async solution(): Promise<EllipticSolution> {
    const state = this.#state;
    if (!state) throw new Failure('breakdown', 'A solve begins with a right-hand side.');
    const { iterations } = state;
    const value = await this.#system.readSolution();
    const residuals = (await this.#system.readHistory(iterations)).map((size) => size / this.#scale);
    const last = Math.max(0, residuals.length - 6);
    const result = outcomeOf({
      code: state.code === 'running' ? 'limit' : state.code,
      method: this.method,
      iterations,
      residual: state.norm / this.#scale,
      tolerance: this.settings.tolerance,
      factor: (residuals[residuals.length - 1]! / residuals[last]!) ** (1 / Math.max(1, residuals.length - 1 - last)),
      single: this.settings.precision === 'off',
      floor: this.#floor(value),
    });
    const stats: EllipticStats = {
      method: this.method,
      precision: this.#precision,
      switched: this.#switched,
      iterations,
      residuals,
      workUnits: this.#bytes / this.#sweepBytes(),
      bytes: this.#bytes,
    };
    return { value, result: result.code === 'ok' ? { ...result, advice: this.#note } : result, stats };
  }

  /** Where the present iterate and residual stand on the device. After {@link begin}. */
  get present(): { readonly solution: DeviceNumbers; readonly residual: DeviceNumbers } {
    const { solution, points, units } = this.#system;
    return {
      solution: { array: solution, lows: points, unit: units.solution },
      residual: { array: this.#iteration.residual, lows: 0, unit: units.residual },
    };
  }

  /** What one iteration costs; zero before {@link begin}. */
  get cost(): { readonly dispatches: number; readonly bytes: number; readonly flops: number } {
    return this.#cost;
  }

  dispose(): void {
    this.#iteration.dispose();
    this.#system.dispose();
    this.#preconditioner.dispose();
  }

  async #advance(iterations: number): Promise<EllipticProgress> {
    await this.#run('iteration', iterations);
    const progress = this.#progress();
    if (!this.#begins || !['stagnated', 'diverged', 'breakdown'].includes(this.#state!.code)) return progress;
    // f32 is at its end above the tolerance: the same iterate goes on in double-single.
    this.#precision = 'pairs';
    this.#switched = progress.iterations;
    this.#system.resume(this.#goal, progress.iterations);
    await this.#run('start', 1);
    return this.#progress();
  }

  /** In f32, which double-single will take over from. */
  get #begins(): boolean {
    return this.settings.precision === 'auto' && this.#precision === 'f32';
  }

  get #goal() {
    const { tolerance, cycles } = this.settings;
    const { method } = this;
    const patience = this.#begins ? IMPATIENCE : PATIENCE[method];
    return { tolerance: tolerance * this.#scale, growth: GROWTH[method], ...patience, limit: cycles };
  }

  #progress(): EllipticProgress {
    const { iterations, code, norm: size } = this.#state!;
    return { iterations, residual: size / this.#scale, done: code !== 'running' };
  }

  async #run(what: 'start' | 'iteration', times: number): Promise<void> {
    const program = await this.#recorded(what);
    await this.#runner.run(program, times);
    const before = what === 'start' ? null : this.#state!.iterations;
    this.#state = await this.#system.readState();
    // What was recorded beyond the end moves nothing.
    this.#bytes += program.cost.bytes * (before === null ? 1 : this.#state.iterations - before);
  }

  #recorded(what: 'start' | 'iteration'): Promise<Program> {
    const precision = this.#precision;
    const key = `${what} ${precision}`;
    let recorded = this.#programs.get(key);
    if (!recorded) {
      recorded = this.#gpu.record(`${this.method} ${key}`, (recorder) => {
        if (what === 'start') this.#iteration.recordStart(recorder, precision);
        else this.#iteration.recordIteration(recorder, precision);
      });
      this.#programs.set(key, recorded);
    }
    return recorded;
  }

  /**
   * b without what stands where there is no equation. Where constants are the null space, b must sum to 0: a little
   * is taken away and said, more is refused.
   */
  #compatible(rhs: Float64Array): Float64Array<ArrayBuffer> {
    this.#note = '';
    const diagonal = this.#operator.coefficients[0]!;
    const b = Float64Array.from(rhs, (value, at) => (diagonal[at] === 0 ? 0 : value));
    if (!this.#operator.singular) return b;
    const sum = b.reduce((total, value) => total + value, 0);
    const size = b.reduce((total, value) => total + Math.abs(value), 0);
    const share = Math.abs(sum) / (size || 1);
    if (share > INCOMPATIBLE) {
      const what = `The right-hand side sums to ${sum.toPrecision(3)}, but nothing can flow out`;
      throw new Failure('bad-input', `${what}: let it sum to 0, or set a value somewhere.`);
    }
    // Rounding of the sum itself is not worth a word.
    if (share > 1e-12)
      this.#note = `The right-hand side summed to ${share.toExponential(1)} of its size: its mean was taken away.`;
    const mean = sum / this.#system.stencil.equations;
    return b.map((value, at) => (diagonal[at] === 0 ? 0 : value - mean));
  }

  /** Relative residual that rounding u to 48 bits leaves: 2^-51 or so of the terms of A u. */
  #floor(u: Float64Array): number {
    const diagonal = this.#operator.coefficients[0]!;
    return (2 ** -51 * this.#system.norm(u.map((value, at) => value * diagonal[at]!))) / this.#scale;
  }

  /** Bytes of one f32 red-black sweep: u read and written, b and coefficients read. */
  #sweepBytes(): number {
    const { constant, coefficients } = this.#system.stencil;
    return pointCount(this.#operator.shape) * 12 + (constant ? 0 : 4 * coefficients.length);
  }
}
