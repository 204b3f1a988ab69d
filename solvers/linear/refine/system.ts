import { joinDoubles, splitDoubles } from '../../base/double-single';
import { Failure } from '../../base/result';
import { type DeviceArray, foldItems, type Gpu, type Kernel, type Recorder, type Uniforms } from '../../gpu';
import { pointCount } from '../../grid';
import { DOT, gridTable, JUDGE, MEAN, PROJECT, ROWS } from './kernels';
import type { PairStencil } from './pair-stencil';
import { readState, type SolveState, STATE_BYTES, stateWords } from './state';
import { chooseKernels, type Precision, type SystemKernels } from './system-kernels';

/** When a solve ends; norms are {@link StencilSystem.norm}s. */
export interface Goal {
  /** Norm of the residual at most this. */
  readonly tolerance: number;
  /** Diverged once the norm is so much larger than the first one. */
  readonly growth: number;
  /** Stagnation is so many iterations without a norm below `decrease` of the best one. */
  readonly window: number;
  readonly decrease: number;
  /** Iterations at most. */
  readonly limit: number;
}

/** Iterations whose norms are kept. */
const HISTORY = 1024;

/**
 * A u = b on the device for a stencil operator, u and b in double-single, with the pieces of which iterative methods
 * are recorded: residual and its judgement, correction, product, projection. All scalars stay on the device; once the
 * state's code is not `running`, `halt` is set and whatever was recorded does nothing.
 */
export class StencilSystem {
  readonly stencil: PairStencil;
  /** f32 [2][points]: unknown and right-hand side, hi then lo, both scaled. */
  readonly solution: DeviceArray;
  readonly rhs: DeviceArray;
  readonly halt: DeviceArray;
  readonly state: DeviceArray;
  readonly totals: DeviceArray;
  readonly #gpu: Gpu;
  readonly #kernels: SystemKernels;
  readonly #grid: DeviceArray;
  readonly #coefficients: DeviceArray;
  readonly #partial: DeviceArray;
  readonly #size: DeviceArray;
  readonly #mask: DeviceArray;
  readonly #history: DeviceArray;
  readonly #goal: Uniforms;
  readonly #owned: DeviceArray[] = [];
  #scale = 1;

  /**
   * Uploads the operator, and asks each double-single kernel its known answer. `halt` is the flag of the preconditioner
   * in use. Throws `breakdown` where this GPU cannot do double-single and `precision` may ask for it.
   */
  static async create(
    gpu: Gpu,
    stencil: PairStencil,
    halt: DeviceArray,
    precision: Precision = 'pairs',
  ): Promise<StencilSystem> {
    return new StencilSystem(gpu, stencil, halt, await chooseKernels(gpu, stencil, precision));
  }

  private constructor(gpu: Gpu, stencil: PairStencil, halt: DeviceArray, kernels: SystemKernels) {
    this.#gpu = gpu;
    this.#kernels = kernels;
    this.stencil = stencil;
    this.halt = halt;
    const { shape, periodic, singular } = stencil.operator;
    const points = pointCount(shape);
    const own = (array: DeviceArray) => {
      this.#owned.push(array);
      return array;
    };
    const [nx, rows, nz] = this.#columns();
    this.solution = own(gpu.storage('solution', 8 * points));
    this.rhs = own(gpu.storage('right-hand side', 8 * points));
    this.state = own(gpu.storage('state', STATE_BYTES));
    this.totals = own(gpu.storage('totals', 16));
    this.#grid = own(gpu.upload('grid', gridTable(shape, periodic)));
    const pairs = splitDoubles(stencil.coefficients);
    this.#coefficients = own(
      gpu.upload('coefficients', stencil.low ? pairs : pairs.subarray(0, stencil.coefficients.length)),
    );
    this.#partial = own(gpu.storage('partials', 16 * nx * rows * nz));
    this.#size = own(gpu.upload('partials size', new Uint32Array([nx * rows * nz, 0, 0, 0])));
    const diagonal = stencil.operator.coefficients[0]!;
    const mask = singular ? Float32Array.from(diagonal, (value) => (value === 0 ? 0 : 1)) : new Float32Array(4);
    this.#mask = own(gpu.upload('mask', mask));
    this.#history = own(gpu.storage('history', 4 * HISTORY));
    this.#goal = gpu.uniforms(JUDGE, 'goal');
    this.#owned.push(this.#goal.array);
  }

  /** Points of the box. */
  get points(): number {
    return pointCount(this.stencil.operator.shape);
  }

  /** Constants are the null space: residuals and corrections are kept free of them. */
  get singular(): boolean {
    return this.stencil.operator.singular;
  }

  /**
   * Sets right-hand side and first guess, both f64 [points]. The device solves scale A (t u) = scale t b with powers of
   * two, so that the largest numbers of matrix and right-hand side are about 1; residual norms are reported in units
   * of b all the same. Throws `bad-input` where a number is not finite.
   */
  load(rhs: ArrayLike<number>, guess: ArrayLike<number>): void {
    const size = largestOf(rhs, 'right-hand side') || largestOf(guess, 'first guess');
    this.#scale = size > 0 ? 2 ** -Math.round(Math.log2(size * this.stencil.scale)) : 1;
    const unknownScale = this.#scale;
    const rhsScale = this.#scale * this.stencil.scale;
    this.#gpu.write(this.rhs, splitDoubles(Float64Array.from(rhs, (value) => rhsScale * value)));
    this.#gpu.write(this.solution, splitDoubles(Float64Array.from(guess, (value) => unknownScale * value)));
  }

  /** Puts the solve at its start; norms of the goal are in units of b. */
  start(goal: Goal): void {
    this.#setGoal(goal);
    this.#gpu.write(this.state, stateWords());
    this.#gpu.write(this.halt, new Uint32Array(1));
  }

  /**
   * Goes on from the present iterate where a solve has ended, with another goal or precision: to be followed by a
   * residual, which is judged as the first one is. Iterations are counted on.
   */
  resume(goal: Goal, iterations: number): void {
    this.#setGoal(goal);
    this.#gpu.write(this.state, stateWords({ iterations }));
    this.#gpu.write(this.halt, new Uint32Array(1));
  }

  /** Records residual = b - A u (`into`, f32 [points]) and its judgement; free of constants where they are the null space. */
  recordResidual(recorder: Recorder, into: DeviceArray, precision: Precision): void {
    const buffers = { ...this.#common, coefficients: this.#coefficients, unknown: this.solution, rhs: this.rhs };
    const kernel = this.#kernels.residual[precision];
    recorder.dispatch(kernel, { ...buffers, residual: into, partial: this.#partial }, this.#columns());
    this.#recordReduce(recorder, this.#kernels.largest);
    const { halt, state, totals } = this;
    recorder.dispatch(JUDGE, { goal: this.#goal.array, halt, state, totals, history: this.#history }, [1]);
    if (this.singular) this.#recordShift(recorder, into);
  }

  /** Records u += state.step * direction. */
  recordCorrection(recorder: Recorder, direction: DeviceArray, precision: Precision): void {
    const buffers = { ...this.#common, state: this.state, direction, unknown: this.solution };
    recorder.dispatch(this.#kernels.correct[precision], buffers, this.items);
  }

  /**
   * Records product = A u for u f32 [points]; totals = (u product, u other, product other, product product / d), d
   * the diagonal; (u product, other other / d, product other / d, product product / d) where `weighted`.
   */
  recordProduct(recorder: Recorder, u: DeviceArray, product: DeviceArray, other: DeviceArray, weighted = false): void {
    const buffers = { ...this.#common, coefficients: this.#coefficients, unknown: u, other, product };
    recorder.dispatch(
      this.#kernels[weighted ? 'weighted' : 'apply'],
      { ...buffers, partial: this.#partial },
      this.#columns(),
    );
    this.#recordReduce(recorder, this.#kernels.sums);
  }

  /** Records totals = (left right, sum of left, left left, right right) of f32 [points]. */
  recordDots(recorder: Recorder, left: DeviceArray, right: DeviceArray): void {
    recorder.dispatch(DOT, { ...this.#common, left, right, partial: this.#partial }, this.#columns());
    this.#recordReduce(recorder, this.#kernels.sums);
  }

  /** Records values -= their mean over the points with an equation; nothing where the operator is regular. */
  recordProjection(recorder: Recorder, values: DeviceArray, other: DeviceArray): void {
    if (!this.singular) return;
    this.recordDots(recorder, values, other);
    recorder.dispatch(MEAN, { goal: this.#goal.array, totals: this.totals, state: this.state }, [1]);
    this.#recordShift(recorder, values);
  }

  /** Bindings that kernels over points share, and the items that cover all points. */
  get #common() {
    return { grid: this.#grid, halt: this.halt };
  }

  /** Bindings for a kernel with an item a point, beside its own. */
  get pointwise() {
    return { ...this.#common, state: this.state };
  }

  get items() {
    return foldItems(this.points, 64);
  }

  /** What the numbers of `solution`, and of residuals, are to be multiplied by to be the caller's. */
  get units(): { readonly solution: number; readonly residual: number } {
    return { solution: 1 / this.#scale, residual: 1 / (this.#scale * this.stencil.scale) };
  }

  async readState(): Promise<SolveState> {
    const state = readState(await this.#gpu.read(this.state, 0, STATE_BYTES));
    const { norm, first, best } = state;
    const largest = state.largest / (this.#scale * this.stencil.scale);
    return { ...state, norm: norm / this.#scale, largest, first: first / this.#scale, best: best / this.#scale };
  }

  /** Norms of the residuals after 0, 1, ... iterations, in units of b; at most 1,024. */
  async readHistory(iterations: number): Promise<number[]> {
    const count = Math.min(iterations + 1, HISTORY);
    const norms = new Float32Array(await this.#gpu.read(this.#history, 0, 4 * count));
    return Array.from(norms, (norm) => norm / this.#scale);
  }

  /** u in f64 [points], in units of the caller. */
  async readSolution(): Promise<Float64Array<ArrayBuffer>> {
    const pairs = new Float32Array(await this.#gpu.read(this.solution, 0, 8 * this.points));
    const u = joinDoubles(pairs, this.points);
    for (let at = 0; at < u.length; at++) u[at]! /= this.#scale;
    return u;
  }

  /** The norm of the goals: L2 of r / diagonal, so that strong and weak equations count alike. */
  norm(values: ArrayLike<number>): number {
    const diagonal = this.stencil.operator.coefficients[0]!;
    let sum = 0;
    for (let at = 0; at < diagonal.length; at++) {
      if (diagonal[at] !== 0) sum += (values[at]! / diagonal[at]!) ** 2;
    }
    return Math.sqrt(sum);
  }

  dispose(): void {
    for (const array of this.#owned) this.#gpu.release(array);
  }

  #setGoal({ tolerance, growth, window, decrease, limit }: Goal): void {
    const points = this.singular ? this.stencil.equations : 0;
    this.#goal.set({ tolerance: tolerance * this.#scale, growth, points, decrease, window, limit });
    this.#goal.flush();
  }

  #columns(): [number, number, number] {
    const [nx, ny, nz] = this.stencil.operator.shape;
    return [nx!, Math.ceil((ny ?? 1) / ROWS), nz ?? 1];
  }

  #recordReduce(recorder: Recorder, kernel: Kernel): void {
    const buffers = { ...this.#common, size: this.#size, partial: this.#partial, totals: this.totals };
    recorder.dispatch(kernel, buffers, [1]);
  }

  #recordShift(recorder: Recorder, values: DeviceArray): void {
    recorder.dispatch(PROJECT, { ...this.pointwise, mask: this.#mask, values }, this.items);
  }
}

function largestOf(values: ArrayLike<number>, what: string): number {
  let largest = 0;
  for (let at = 0; at < values.length; at++) {
    const size = Math.abs(values[at]!);
    if (!(size < Number.POSITIVE_INFINITY)) {
      throw new Failure('bad-input', `The ${what} is ${values[at]} at point ${at}: use finite numbers.`);
    }
    if (size > largest) largest = size;
  }
  return largest;
}
