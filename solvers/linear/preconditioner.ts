import type { DeviceArray, Recorder } from '../gpu';

/**
 * An approximate inverse of a linear operator on the device: solution = M rhs, one application from zero. It must be
 * linear in `rhs` and near the inverse; for conjugate gradients it should be symmetric and positive as well.
 */
export interface Preconditioner {
  /** f32 [points], x fastest: what M is applied to; whoever uses M writes it, and M leaves it as it is. */
  readonly rhs: DeviceArray;
  /** f32 [points]: the result, overwritten whatever it held. Points without an equation get 0. */
  readonly solution: DeviceArray;
  /** u32: once word 0 is not 0, what was recorded may do nothing. Whoever uses M sets it when it is done. */
  readonly halt: DeviceArray;
  /** Appends one application. */
  record(recorder: Recorder): void;
}
