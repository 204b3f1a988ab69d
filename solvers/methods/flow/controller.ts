import { Failure } from '../../base/result';
import { widthRange } from '../../grid';
import type { FlowGrid } from './layout';
import { Relaxation } from './relaxation';

/** Steps between two looks at the status; decisions fall on multiples of it, so that they never depend on the clock. */
export const CHUNK = 8;

/**
 * What the three-stage scheme is allowed, with C = (|u| / dx + |v| / dy) dt (central differences) and
 * D = 4 nu (1 / dx^2 + 1 / dy^2) dt. A wave with angles a, b moves by z = -(share of D)(1 - cos)/2 ... + i (share of C) sin
 * ..., and is stable where |1 + z + z^2/2 + z^3/6| <= 1: for C alone until 1.73, for D alone until 2.51, for both until
 * D + 0.69 C = 2.83, however they are shared between the axes. The steps keep from these limits by 19, 8 and 5 %.
 */
const COURANT = 1.4;
const DIFFUSION = 2.3;
const BOTH = 2.69;
const COURANT_IN_BOTH = 0.69;

/** Multigrid cycles that a recorded step may have. */
const CYCLES = [1, 2, 3, 4, 5, 6, 8, 12];

/** What the device reports of a chunk. */
export interface Summary {
  /** max |u|/dx + |v|/dy. */
  readonly courantRate: number;
  /** max |div u| sqrt(cell area). */
  readonly divergence: number;
  /** max |du/dt|. */
  readonly change: number;
  /** max(|u|, |v|). */
  readonly speed: number;
  readonly energy: number;
  readonly force: readonly [number, number];
  readonly badCells: number;
  /** Cycles of the latest pressure solve, its residual, and how many solves missed the tolerance so far. */
  readonly cycles: number;
  readonly residual: number;
  readonly missed: number;
  /** Cycles of all solves so far, modulo 2^20. */
  readonly counted: number;
}

export function readSummary(buffer: ArrayBuffer): Summary {
  const f = new Float32Array(buffer);
  return {
    courantRate: f[0]!,
    divergence: f[1]!,
    change: f[2]!,
    speed: f[3]!,
    energy: f[4]!,
    force: [f[5]!, f[6]!],
    badCells: f[7]!,
    cycles: f[8]!,
    residual: f[9]!,
    missed: f[10]!,
    counted: f[11]!,
  };
}

/**
 * Chooses the time step, the number of multigrid cycles and their relaxation from what the device reported one chunk before: always from
 * the same chunk, whatever the timing, so that the same scene gives the same bits.
 */
export class Controller {
  readonly #diffusionRate: number;
  readonly #fixed: number | null;
  readonly #relaxation: Relaxation;
  /** Courant rate below which the step never counts on less: that of the given side velocities. */
  #floor: number;
  #viscosity = 0;
  #rate: number;
  #caution = 1;
  #cycles = 8;
  #missed = 0;
  #dt = 0;

  constructor(grid: FlowGrid, fixed: number | null, floor: number, initialRate: number) {
    const [dx] = widthRange(grid.x);
    const [dy] = widthRange(grid.y);
    this.#diffusionRate = 4 * (1 / dx ** 2 + 1 / dy ** 2);
    this.#fixed = fixed;
    this.#relaxation = new Relaxation(grid, CHUNK);
    this.#floor = floor;
    this.#rate = Math.max(initialRate, floor);
  }

  get dt(): number {
    return this.#dt;
  }

  /** Cycles that a step may have; twice as many as usual while a relaxation is tried out. */
  get cycles(): number {
    if (!this.#relaxation.trying) return this.#cycles;
    return CYCLES.find((k) => k >= 2 * this.#cycles) ?? CYCLES.at(-1)!;
  }

  /** Over-relaxation of the smoother. */
  get relaxation(): number {
    return this.#relaxation.omega;
  }

  /** Largest step that the stability limits allow at the present velocities. */
  get stableStep(): number {
    const courant = this.#rate;
    const diffusion = this.#viscosity * this.#diffusionRate;
    const both = diffusion + COURANT_IN_BOTH * courant;
    return this.#caution / Math.max(courant / COURANT, diffusion / DIFFUSION, both / BOTH);
  }

  /** Sets the viscosity and the rate of the given velocities, and starts from the stable step. */
  setLimits(viscosity: number, floor: number): void {
    this.#viscosity = viscosity;
    this.#floor = floor;
    this.#rate = Math.max(this.#rate, floor);
    this.#dt = this.#fixed ?? this.stableStep;
  }

  /** Velocities of that Courant rate are there now: the step is shortened where it must be. */
  expect(rate: number): void {
    this.#rate = Math.max(this.#rate, rate);
    if (this.#fixed === null) this.#dt = Math.min(this.#dt, this.stableStep);
  }

  /** Takes in the summary of a chunk that ended with step `step`; true if the time step has changed. */
  adapt(step: number, summary: Summary): boolean {
    this.#relaxation.adapt(step, summary.counted);
    this.#rate = Math.max(summary.courantRate, this.#floor);
    if (summary.missed > this.#missed) this.#cycles = CYCLES.find((k) => k > this.#cycles) ?? this.#cycles;
    else if (summary.cycles + 1 < this.#cycles) this.#cycles = CYCLES.findLast((k) => k < this.#cycles)!;
    this.#missed = summary.missed;
    if (this.#fixed !== null) return false;
    const best = this.stableStep;
    if (this.#dt <= best && this.#dt >= 0.8 * best) return false;
    this.#dt = 0.9 * best;
    return true;
  }

  /** All that later decisions depend on. */
  save(): Record<string, number> {
    const own = { dt: this.#dt, rate: this.#rate, caution: this.#caution, cycles: this.#cycles, missed: this.#missed };
    return { ...own, ...this.#relaxation.save() };
  }

  /** Takes up what {@link save} gave; the limits stay. */
  load(saved: Readonly<Record<string, number>>): void {
    const { dt, rate, caution, cycles, missed } = saved;
    if (!(dt > 0 && rate >= 0 && caution > 0 && CYCLES.includes(cycles) && missed >= 0)) {
      throw new Failure('bad-input', 'this state has no valid time step: start anew', 'snapshot');
    }
    this.#relaxation.load(saved);
    this.#dt = dt;
    this.#rate = rate;
    this.#caution = caution;
    this.#cycles = cycles;
    this.#missed = missed;
  }

  /** Sets a shorter step, with which the steps up to the end time come out even. */
  land(dt: number): void {
    this.#dt = dt;
  }

  /** After a divergence: half the step from now on; false where the scene fixes the step. */
  retreat(): boolean {
    if (this.#fixed !== null || this.#caution < 0.1) return false;
    this.#caution /= 2;
    this.#dt = this.stableStep;
    return true;
  }
}
