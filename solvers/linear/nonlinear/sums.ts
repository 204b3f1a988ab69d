import { type DeviceArray, foldItems, type Gpu, type Recorder } from '../../gpu';
import type { DeviceLevel } from './device-level';
import { NORM_ROWS, type nonlinearKernels, SQUARES_SHARE } from './kernels';

/** Sums of squares on the device, of F or of an array: one number, read by the host. */
export class Sums {
  readonly #gpu: Gpu;
  readonly #kernels: ReturnType<typeof nonlinearKernels>;
  readonly #owned: DeviceArray[] = [];
  readonly #partial: DeviceArray;
  readonly #total: DeviceArray;

  /** For arrays of up to `nodes` values. */
  constructor(gpu: Gpu, kernels: ReturnType<typeof nonlinearKernels>, [nx, ny]: readonly [number, number]) {
    this.#gpu = gpu;
    this.#kernels = kernels;
    const most = Math.max(nx * Math.ceil(ny / NORM_ROWS), Math.ceil((nx * ny) / SQUARES_SHARE));
    this.#partial = this.#own(gpu.storage('nonlinear partials', 4 * most));
    this.#total = this.#own(gpu.storage('nonlinear total', 16));
  }

  /** Records the sum of F(u)^2 of a level, u in `solution`. */
  recordResidual(recorder: Recorder, { grid, common }: DeviceLevel, solution = common.solution): void {
    const [nx, ny] = grid.nodes;
    const rows = Math.ceil(ny / NORM_ROWS);
    recorder.dispatch(this.#kernels.norm, { ...common, solution, partial: this.#partial }, [nx, rows]);
    this.#recordTotal(recorder, nx * rows);
  }

  /** Records the sum of squares of the first `count` values of an array. */
  recordSquares(recorder: Recorder, values: DeviceArray, count: number): void {
    const items = Math.ceil(count / SQUARES_SHARE);
    const buffers = { size: this.#count(count), values, partial: this.#partial };
    recorder.dispatch(this.#kernels.squares, buffers, foldItems(items, 64));
    this.#recordTotal(recorder, items);
  }

  /** The latest sum. */
  async read(): Promise<number> {
    return new Float32Array(await this.#gpu.read(this.#total, 0, 4))[0]!;
  }

  dispose(): void {
    for (const array of this.#owned) this.#gpu.release(array);
  }

  #recordTotal(recorder: Recorder, count: number): void {
    recorder.dispatch(
      this.#kernels.total,
      { size: this.#count(count), partial: this.#partial, total: this.#total },
      [1],
    );
  }

  readonly #counts = new Map<number, DeviceArray>();

  #count(count: number): DeviceArray {
    let size = this.#counts.get(count);
    if (!size) {
      size = this.#own(this.#gpu.uniform(`nonlinear count ${count}`, 16));
      this.#gpu.write(size, new Uint32Array([count, 0, 0, 0]));
      this.#counts.set(count, size);
    }
    return size;
  }

  #own(array: DeviceArray): DeviceArray {
    this.#owned.push(array);
    return array;
  }
}
