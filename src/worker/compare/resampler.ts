import resample from '../../../shaders/view/resample.wgsl?raw';
import type { DeviceArray, Gpu, Kernel, Program } from '../../../solvers/gpu';
import type { Points } from './points';
import { lagrangeTable } from './tables';

const RESAMPLE: Kernel = {
  name: 'view.resample',
  wgsl: resample,
  workgroup: [64, 1, 1],
  cost: { flops: 40, bytes: 68 },
};

/** Brings fields from one grid of points to another, on the device. */
export class Resampler {
  readonly #gpu: Gpu;
  readonly #shape: DeviceArray;
  readonly #weights: DeviceArray;
  readonly #starts: DeviceArray;
  readonly #programs = new Map<string, Program>();
  readonly #cells: number;

  constructor(gpu: Gpu, from: Points, to: Points) {
    this.#gpu = gpu;
    this.#cells = to.x.length * to.y.length;
    const shape = gpu.uniforms(RESAMPLE, 'shape');
    shape.set({ nx: to.x.length, ny: to.y.length, sourceNx: from.x.length, sourceNy: from.y.length });
    shape.flush();
    this.#shape = shape.array;
    const tables = [lagrangeTable(from.x, to.x), lagrangeTable(from.y, to.y)];
    this.#weights = gpu.upload('compare weights', Float32Array.from(tables.flatMap(({ weights }) => [...weights])));
    this.#starts = gpu.upload('compare starts', Uint32Array.from(tables.flatMap(({ starts }) => [...starts])));
  }

  /** Adds a field: f32 [ny][nx] of the grid that it comes from, to `answer` on the other one. */
  async add(name: string, source: DeviceArray, answer: DeviceArray): Promise<void> {
    const buffers = { shape: this.#shape, source, weights: this.#weights, starts: this.#starts, answer };
    const program = await this.#gpu.record(`compare ${name}`, (r) => r.dispatch(RESAMPLE, buffers, [this.#cells]));
    this.#programs.set(name, program);
  }

  /** Submits the resampling of a field. */
  run(name: string): void {
    const program = this.#programs.get(name);
    if (program) this.#gpu.run(program);
  }

  dispose(): void {
    for (const array of [this.#shape, this.#weights, this.#starts]) this.#gpu.release(array);
  }
}
