/** A GPU buffer with its label; the raw handle is for `solvers/gpu` and the renderer's adapter only. */
export interface DeviceArray {
  readonly label: string;
  /** Size in bytes, a multiple of 16. */
  readonly bytes: number;
  readonly raw: GPUBuffer;
  /** {@link Gpu.generation} of the device that holds it. */
  readonly generation: number;
}
