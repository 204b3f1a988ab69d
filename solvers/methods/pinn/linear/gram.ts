import { type DeviceArray, type Gpu, type Kernel, type Program, type Recorder, Uniforms } from '../../../gpu';
import { DAMP, DIAGONAL, EXTRACT, productKernel } from './kernels';
import { PANEL, panelsOf } from './panels';

/** Rows that are summed one after the other before they are added to the rest: fewer roundings follow each other. */
const CHUNK = 200;

/** How strongly the Gram matrix G is damped: G + absolute 1 + relative diag(G). */
export interface Damping {
  readonly absolute: number;
  readonly relative: number;
}

/**
 * The Gram matrix J^T J of a Jacobian in panels, and the Cholesky factor of what damping makes of it, all on the
 * device: blocks of 32 columns, each block row solved by the inverse of its diagonal block, the rest updated by
 * products (Golub and Van Loan, section 4.2.9, right-looking). Upper triangles are used throughout.
 */
export class GramFactor {
  /** Columns rounded up to whole panels; the matrices have as many rows. */
  readonly size: number;
  readonly #gpu: Gpu;
  readonly #arrays: Matrices;
  readonly #damping: Uniforms;
  readonly #uniforms: readonly Uniforms[];
  readonly #programs: { readonly gram: Program; readonly factor: Program };

  private constructor(
    gpu: Gpu,
    size: number,
    arrays: Matrices,
    uniforms: readonly Uniforms[],
    damping: Uniforms,
    programs: { gram: Program; factor: Program },
  ) {
    this.#gpu = gpu;
    this.size = size;
    this.#arrays = arrays;
    this.#uniforms = uniforms;
    this.#damping = damping;
    this.#programs = programs;
  }

  /** @param jacobian in panels, `rows` rows and `columns` columns, zero beyond them */
  static async create(gpu: Gpu, jacobian: DeviceArray, rows: number, columns: number): Promise<GramFactor> {
    const panels = panelsOf(columns);
    const size = panels * PANEL;
    const matrix = (name: string): DeviceArray => gpu.storage(`pinn ${name}`, 4 * size * size);
    const arrays = {
      gram: matrix('gram'),
      rest: matrix('rest'),
      factor: matrix('factor'),
      inverse: gpu.storage('pinn inverse', 4 * PANEL * PANEL),
      diagonal: gpu.storage('pinn diagonal', 4 * size),
      failures: gpu.storage('pinn failures', 16),
    };
    const made: Uniforms[] = [];
    const uniform = (kernel: Kernel, name: string, values: Record<string, number>): Uniforms => {
      const uniforms = new Uniforms(gpu, kernel, name);
      uniforms.set(values);
      uniforms.flush();
      made.push(uniforms);
      return uniforms;
    };
    const inner = productKernel(gpu, PANEL);
    const multiply = (
      recorder: Recorder,
      kernel: Kernel,
      operands: Record<string, DeviceArray>,
      place: Place,
    ): void => {
      const { columns: x, blocks: y, ...values } = place;
      const [wx, wy] = kernel.workgroup;
      const product = uniform(kernel, 'product', values).array;
      recorder.dispatch(kernel, { product, ...operands }, [x * wx, y * wy]);
    };
    const damping = uniform(DAMP, 'damping', { size });
    const gram = await gpu.record('pinn gram', (recorder) => {
      const place = { leftRows: rows, rightRows: rows, outRows: size, columns: panels, blocks: panels };
      for (let from = 0; from < rows; from += CHUNK) {
        const own = Math.min(CHUNK, rows - from);
        const { cost, ...kernel } = productKernel(gpu, own);
        // Half of the blocks lie below the diagonal and are skipped.
        const half = { ...kernel, cost: { flops: cost.flops / 2, bytes: cost.bytes / 2 } };
        const part = { ...ALL, ...place, rows: own, leftFrom: from, rightFrom: from, keep: from > 0 ? 1 : 0 };
        multiply(recorder, half, { left: jacobian, right: jacobian, out: arrays.gram }, part);
      }
      recorder.dispatch(EXTRACT, { matrix: arrays.gram, diagonal: arrays.diagonal }, [size]);
    });
    const factor = await gpu.record('pinn factor', (recorder) => {
      recorder.copy(arrays.gram, arrays.rest);
      recorder.dispatch(DAMP, { damping: damping.array, matrix: arrays.rest, failures: arrays.failures }, [size]);
      for (let at = 0; at < panels; at++) {
        const row = at * PANEL;
        const block = uniform(DIAGONAL, 'diagonal', { size, at, width: PANEL }).array;
        const { rest, inverse, failures } = arrays;
        recorder.dispatch(DIAGONAL, { diagonal: block, matrix: rest, factor: arrays.factor, inverse, failures }, [32]);
        const columns = panels - at - 1;
        if (columns === 0) break;
        const next = {
          ...ALL,
          rows: PANEL,
          rightRows: size,
          rightFrom: row,
          outRows: size,
          firstColumn: at + 1,
          columns,
        };
        const solve = { ...next, leftRows: PANEL, outFrom: row, firstRow: at, blocks: 1 };
        multiply(recorder, inner, { left: inverse, right: rest, out: arrays.factor }, solve);
        const left = { leftRows: size, leftFrom: row, leftPanel: at + 1 };
        const update = { ...next, ...left, outFrom: row + PANEL, firstRow: at + 1, blocks: columns, keep: 1, sign: -1 };
        const half = { ...inner, cost: { flops: inner.cost.flops / 2, bytes: inner.cost.bytes / 2 } };
        multiply(recorder, half, { left: arrays.factor, right: arrays.factor, out: rest }, update);
      }
    });
    return new GramFactor(gpu, size, arrays, made, damping, { gram, factor });
  }

  /** What {@link form} and {@link factorise} cost. */
  get cost(): Program['cost'] {
    return this.#programs.gram.cost;
  }

  get factorCost(): Program['cost'] {
    return this.#programs.factor.cost;
  }

  /** Submits the product of the Jacobian with itself. */
  form(): void {
    this.#gpu.run(this.#programs.gram);
  }

  /** The Gram matrix on and above the diagonal, in panels. */
  async gram(): Promise<Float32Array> {
    return new Float32Array(await this.#gpu.read(this.#arrays.gram));
  }

  /** The numbers on the diagonal of the Gram matrix, last formed. */
  async diagonal(): Promise<Float32Array> {
    return new Float32Array(await this.#gpu.read(this.#arrays.diagonal));
  }

  /**
   * The upper factor U of the damped Gram matrix, U^T U, in panels with zeros below the diagonal blocks; null where a
   * pivot was not positive.
   */
  async factorise({ absolute, relative }: Damping): Promise<Float32Array | null> {
    this.#damping.set({ absolute, relative });
    this.#damping.flush();
    this.#gpu.run(this.#programs.factor);
    const [failures, factor] = await Promise.all([
      this.#gpu.read(this.#arrays.failures, 0, 4),
      this.#gpu.read(this.#arrays.factor),
    ]);
    return new Uint32Array(failures)[0] === 0 ? new Float32Array(factor) : null;
  }

  dispose(): void {
    for (const array of Object.values(this.#arrays)) this.#gpu.release(array);
    for (const { array } of this.#uniforms) this.#gpu.release(array);
  }
}

type Matrices = Readonly<Record<'gram' | 'rest' | 'factor' | 'inverse' | 'diagonal' | 'failures', DeviceArray>>;

/** Which blocks of which matrices a product takes; see product-direct.wgsl. */
interface Place {
  readonly rows: number;
  readonly leftRows: number;
  readonly leftFrom: number;
  readonly leftPanel: number;
  readonly rightRows: number;
  readonly rightFrom: number;
  readonly outRows: number;
  readonly outFrom: number;
  readonly firstColumn: number;
  readonly firstRow: number;
  readonly keep: number;
  readonly sign: number;
  /** Blocks along and across. */
  readonly columns: number;
  readonly blocks: number;
}

const ALL = { leftFrom: 0, leftPanel: 0, rightFrom: 0, outFrom: 0, firstColumn: 0, firstRow: 0, keep: 0, sign: 1 };
