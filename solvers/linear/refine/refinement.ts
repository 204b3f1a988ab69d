import type { DeviceArray, Recorder } from '../../gpu';
import type { Preconditioner } from '../preconditioner';
import type { StencilSystem } from './system';
import type { Precision } from './system-kernels';

/** A method for A u = b whose iterations are recorded; the device ends it. */
export interface IterativeMethod {
  /** b - A u of the present iterate, f32 [points]. */
  readonly residual: DeviceArray;
  /** Records the first residual and its judgement: once, before any iteration. */
  recordStart(recorder: Recorder, precision: Precision): void;
  /** Records one iteration, which ends with a residual and its judgement. */
  recordIteration(recorder: Recorder, precision: Precision): void;
  dispose(): void;
}

/**
 * Iterative refinement: u += M (b - A u), the residual in double-single, M in f32. Every iteration costs one application
 * of M and one residual, and gains what M does until the rounding of u itself is met.
 * Wilkinson (1963); Moler, J. ACM 14 (1967).
 */
export class Refinement implements IterativeMethod {
  readonly #system: StencilSystem;
  readonly #preconditioner: Preconditioner;

  constructor(system: StencilSystem, preconditioner: Preconditioner) {
    this.#system = system;
    this.#preconditioner = preconditioner;
  }

  get residual(): DeviceArray {
    return this.#preconditioner.rhs;
  }

  recordStart(recorder: Recorder, precision: Precision): void {
    this.#system.recordResidual(recorder, this.#preconditioner.rhs, precision);
  }

  recordIteration(recorder: Recorder, precision: Precision): void {
    const { rhs, solution } = this.#preconditioner;
    this.#preconditioner.record(recorder);
    this.#system.recordProjection(recorder, solution, rhs);
    this.#system.recordCorrection(recorder, solution, precision);
    this.#system.recordResidual(recorder, rhs, precision);
  }

  dispose(): void {}
}
