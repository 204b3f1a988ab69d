import { type DeviceArray, type Gpu, type Program, Uniforms } from '../../../gpu';
import { timesKernel, transposedKernel } from './kernels';
import { PANEL, panelsOf } from './panels';

/** Parts of the rows that are summed apart: enough for the threads of a processor or a small GPU. */
const SHARES = 16;

type Vectors = Readonly<Record<'vector' | 'product' | 'weights' | 'shares', DeviceArray>>;

/** Products with a Jacobian in panels on the device: f32 there, vectors and last sums in f64 here. */
export class JacobianProducts {
  readonly #gpu: Gpu;
  readonly #arrays: Vectors;
  readonly #uniforms: Uniforms;
  readonly #programs: { readonly times: Program; readonly transposed: Program };
  readonly #rows: number;
  readonly #width: number;

  private constructor(
    gpu: Gpu,
    arrays: Vectors,
    uniforms: Uniforms,
    programs: { times: Program; transposed: Program },
    rows: number,
    width: number,
  ) {
    this.#gpu = gpu;
    this.#arrays = arrays;
    this.#uniforms = uniforms;
    this.#programs = programs;
    this.#rows = rows;
    this.#width = width;
  }

  static async create(gpu: Gpu, jacobian: DeviceArray, rows: number, columns: number): Promise<JacobianProducts> {
    const panels = panelsOf(columns);
    const width = panels * PANEL;
    const share = 4 * Math.ceil(rows / (4 * SHARES));
    const [times, transposed] = [timesKernel(columns), transposedKernel(share)];
    const uniforms = new Uniforms(gpu, times, 'times');
    uniforms.set({ rows, panels, share });
    uniforms.flush();
    const arrays = {
      vector: gpu.storage('pinn vector', 4 * width),
      product: gpu.storage('pinn product', 4 * rows),
      weights: gpu.storage('pinn weights', 4 * rows),
      shares: gpu.storage('pinn shares', 4 * width * SHARES),
    };
    const given = { times: uniforms.array, jacobian };
    const programs = {
      times: await gpu.record('pinn J v', (recorder) => {
        recorder.dispatch(times, { ...given, vector: arrays.vector, product: arrays.product }, [2 * rows]);
      }),
      transposed: await gpu.record('pinn J^T w', (recorder) => {
        const buffers = { ...given, weights: arrays.weights, shares: arrays.shares };
        recorder.dispatch(transposed, buffers, [panels * 8, SHARES]);
      }),
    };
    return new JacobianProducts(gpu, arrays, uniforms, programs, rows, width);
  }

  /** What a product with J and one with its transpose cost. */
  get cost(): Program['cost'] {
    const { times, transposed } = this.#programs;
    return {
      dispatches: 2,
      bytes: times.cost.bytes + transposed.cost.bytes,
      flops: times.cost.flops + transposed.cost.flops,
    };
  }

  /** J v; `v` has as many numbers as the panels have columns. */
  async times(v: Float64Array): Promise<Float64Array> {
    this.#gpu.write(this.#arrays.vector, new Float32Array(v));
    this.#gpu.run(this.#programs.times);
    return new Float64Array(new Float32Array(await this.#gpu.read(this.#arrays.product, 0, 4 * this.#rows)));
  }

  /** J^T w. */
  async transposed(w: Float64Array): Promise<Float64Array> {
    this.#gpu.write(this.#arrays.weights, new Float32Array(w));
    this.#gpu.run(this.#programs.transposed);
    const shares = new Float32Array(await this.#gpu.read(this.#arrays.shares));
    const width = this.#width;
    const sum = new Float64Array(width);
    for (let first = 0; first < shares.length; first += width) {
      for (let k = 0; k < width; k++) sum[k] += shares[first + k];
    }
    return sum;
  }

  dispose(): void {
    for (const array of Object.values(this.#arrays)) this.#gpu.release(array);
    this.#gpu.release(this.#uniforms.array);
  }
}
