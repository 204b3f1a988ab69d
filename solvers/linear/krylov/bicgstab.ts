import type { DeviceArray, Gpu, Recorder } from '../../gpu';
import type { Preconditioner } from '../preconditioner';
import { BICG_DIRECTION, BICG_HALF, BICG_SEARCH, BICG_SHADOW, BICG_SMOOTH, BICG_STEP } from '../refine/kernels';
import type { IterativeMethod } from '../refine/refinement';
import type { StencilSystem } from '../refine/system';
import type { Precision } from '../refine/system-kernels';

/**
 * BiCGStab, preconditioned from the right, for any regular A. As in {@link ConjugateGradients} the residual is computed
 * from u after every step, and products weigh equations by their diagonal, so that jumps of coefficients do no harm. Where its recurrence breaks down it starts anew from the present iterate.
 * van der Vorst, SIAM J. Sci. Stat. Comput. 13 (1992), 631-644.
 */
export class BiCgStab implements IterativeMethod {
  readonly #gpu: Gpu;
  readonly #system: StencilSystem;
  readonly #preconditioner: Preconditioner;
  readonly residual: DeviceArray;
  readonly #shadow: DeviceArray;
  readonly #direction: DeviceArray;
  readonly #weights: DeviceArray;
  /** v = A M p, and t = A M s. */
  readonly #products: readonly [DeviceArray, DeviceArray];

  constructor(gpu: Gpu, system: StencilSystem, preconditioner: Preconditioner) {
    this.#gpu = gpu;
    this.#system = system;
    this.#preconditioner = preconditioner;
    const array = (label: string) => gpu.storage(`bicgstab ${label}`, 4 * system.points);
    this.residual = array('residual');
    this.#shadow = array('shadow');
    this.#direction = array('direction');
    const { operator, scale } = system.stencil;
    const inverse = (value: number) => (value === 0 ? 0 : 1 / Math.abs(scale * value));
    this.#weights = gpu.upload('bicgstab weights', Float32Array.from(operator.coefficients[0]!, inverse));
    this.#products = [array('product'), array('second product')];
  }

  recordStart(recorder: Recorder, precision: Precision): void {
    this.#system.recordResidual(recorder, this.residual, precision);
  }

  recordIteration(recorder: Recorder, precision: Precision): void {
    const system = this.#system;
    const { rhs: side, solution } = this.#preconditioner;
    const { halt, state, totals } = system;
    const { residual } = this;
    const [shadow, direction] = [this.#shadow, this.#direction];
    const [product, second] = this.#products;
    system.recordDots(recorder, shadow, residual);
    recorder.dispatch(BICG_SEARCH, { halt, state, totals }, [1]);
    recorder.dispatch(BICG_DIRECTION, { ...system.pointwise, residual, product, direction, side }, system.items);
    const shade = { ...system.pointwise, residual, weights: this.#weights, shadow };
    recorder.dispatch(BICG_SHADOW, shade, system.items);
    this.#recordHalf(recorder, product, shadow, false);
    recorder.dispatch(BICG_STEP, { halt, state, totals }, [1]);
    system.recordCorrection(recorder, solution, precision);
    recorder.dispatch(BICG_HALF, { ...system.pointwise, residual, product, side }, system.items);
    this.#recordHalf(recorder, second, side, true);
    recorder.dispatch(BICG_SMOOTH, { halt, state, totals }, [1]);
    system.recordCorrection(recorder, solution, precision);
    system.recordResidual(recorder, residual, precision);
  }

  dispose(): void {
    const own = [this.residual, this.#shadow, this.#direction, this.#weights, ...this.#products];
    for (const array of own) this.#gpu.release(array);
  }

  /** product = A M side, and its products with `other`. */
  #recordHalf(recorder: Recorder, product: DeviceArray, other: DeviceArray, weighted: boolean): void {
    const { rhs, solution } = this.#preconditioner;
    this.#preconditioner.record(recorder);
    this.#system.recordProjection(recorder, solution, rhs);
    this.#system.recordProduct(recorder, solution, product, other, weighted);
  }
}
