import type { Gpu } from '../../../solvers/gpu';
import type { Solver } from '../../../solvers/methods/solver';
import type { Effort } from '../protocol';

/** A slice of steps takes about so long: between two of them the page is drawn and obeyed, ms. */
export const SLICE_MS = 30;
const MAX_STEPS = 512;
const GROWTH = 2;

/** Steps a solver in slices and keeps what its steps took. */
export class Stopwatch {
  readonly #gpu: Gpu;
  readonly #solver: Solver;
  #batch = 1;
  #ms = 0;
  #flops = 0;
  #steps = 0;

  constructor(gpu: Gpu, solver: Solver) {
    this.#gpu = gpu;
    this.#solver = solver;
  }

  get effort(): Effort {
    return { steps: this.#steps, seconds: this.#ms / 1000, flops: this.#flops };
  }

  /** A slice of at most `most` steps. */
  async slice(most = MAX_STEPS): Promise<void> {
    const before = this.#solver.stepCount;
    const began = performance.now();
    await this.#solver.step(Math.min(this.#batch, most));
    await this.#gpu.done();
    const ms = performance.now() - began;
    const made = this.#solver.stepCount - before;
    this.#ms += ms;
    this.#steps += made;
    this.#flops += made * this.#solver.cost.flops;
    const fit = (SLICE_MS * this.#batch) / Math.max(ms, 0.01);
    this.#batch = Math.max(1, Math.min(MAX_STEPS, GROWTH * this.#batch, Math.floor(fit)));
  }

  restart(): void {
    this.#ms = 0;
    this.#flops = 0;
    this.#steps = 0;
  }
}
