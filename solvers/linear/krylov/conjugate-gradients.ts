import type { DeviceArray, Gpu, Recorder } from '../../gpu';
import type { Preconditioner } from '../preconditioner';
import { CG_DIRECTION, CG_SEARCH, CG_STEP } from '../refine/kernels';
import type { IterativeMethod } from '../refine/refinement';
import type { StencilSystem } from '../refine/system';
import type { Precision } from '../refine/system-kernels';

/**
 * Flexible conjugate gradients for symmetric positive A: each direction is made conjugate to the last by its own product
 * with A, so that M need be neither the same nor exactly symmetric every time. The residual is not carried along but
 * computed from u, in double-single: what CG believes is what is true, to the rounding of u, without restarts.
 * Notay, SIAM J. Sci. Comput. 22 (2000), 1444-1460.
 */
export class ConjugateGradients implements IterativeMethod {
  readonly #gpu: Gpu;
  readonly #system: StencilSystem;
  readonly #preconditioner: Preconditioner;
  readonly #direction: DeviceArray;
  readonly #product: DeviceArray;

  constructor(gpu: Gpu, system: StencilSystem, preconditioner: Preconditioner) {
    this.#gpu = gpu;
    this.#system = system;
    this.#preconditioner = preconditioner;
    this.#direction = gpu.storage('cg direction', 4 * system.points);
    this.#product = gpu.storage('cg product', 4 * system.points);
  }

  get residual(): DeviceArray {
    return this.#preconditioner.rhs;
  }

  recordStart(recorder: Recorder, precision: Precision): void {
    this.#system.recordResidual(recorder, this.#preconditioner.rhs, precision);
  }

  recordIteration(recorder: Recorder, precision: Precision): void {
    const system = this.#system;
    const { rhs: residual, solution: search } = this.#preconditioner;
    const { halt, state, totals } = system;
    const direction = this.#direction;
    this.#preconditioner.record(recorder);
    system.recordProjection(recorder, search, residual);
    system.recordDots(recorder, search, this.#product);
    recorder.dispatch(CG_SEARCH, { halt, state, totals }, [1]);
    recorder.dispatch(CG_DIRECTION, { ...system.pointwise, search, direction }, system.items);
    system.recordProduct(recorder, direction, this.#product, residual);
    recorder.dispatch(CG_STEP, { halt, state, totals }, [1]);
    system.recordCorrection(recorder, direction, precision);
    system.recordResidual(recorder, residual, precision);
  }

  dispose(): void {
    for (const array of [this.#direction, this.#product]) this.#gpu.release(array);
  }
}
