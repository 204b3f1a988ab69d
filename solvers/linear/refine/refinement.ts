import type { Recorder } from '../../gpu';
import type { Preconditioner } from '../preconditioner';
import type { Precision, StencilSystem } from './system';

/** A method for A u = b whose iterations are recorded; the device ends it. */
export interface IterativeMethod {
  /** Records the first residual and its judgement: once, before any iteration. */
  recordStart(recorder: Recorder): void;
  /** Records one iteration, which ends with a residual and its judgement. */
  recordIteration(recorder: Recorder): void;
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
  readonly #precision: Precision;

  constructor(system: StencilSystem, preconditioner: Preconditioner, precision: Precision) {
    this.#system = system;
    this.#preconditioner = preconditioner;
    this.#precision = precision;
  }

  recordStart(recorder: Recorder): void {
    this.#system.recordResidual(recorder, this.#preconditioner.rhs, this.#precision);
  }

  recordIteration(recorder: Recorder): void {
    const { rhs, solution } = this.#preconditioner;
    this.#preconditioner.record(recorder);
    this.#system.recordProjection(recorder, solution, rhs);
    this.#system.recordCorrection(recorder, solution, this.#precision);
    this.#system.recordResidual(recorder, rhs, this.#precision);
  }

  dispose(): void {}
}
