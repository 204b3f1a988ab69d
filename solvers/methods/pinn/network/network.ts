import { type DeviceArray, type Gpu, type Program, Uniforms } from '../../../gpu';
import { PANEL, panelsOf } from '../linear/panels';
import { backwardKernel, COLUMNS, forwardKernel, rowsKernel, threadsOf } from './kernels';
import { layerTable, type NetworkLayout, TILE, wholeTiles } from './layout';

/** What all kernels of one network share: its table of layers and its parameters. */
export class NetworkWeights {
  readonly layout: NetworkLayout;
  readonly table: DeviceArray;
  readonly parameters: DeviceArray;
  readonly #gpu: Gpu;

  constructor(gpu: Gpu, layout: NetworkLayout) {
    this.#gpu = gpu;
    this.layout = layout;
    this.table = gpu.upload('pinn layers', layerTable(layout));
    // Blocks of outputs read beyond the last weight.
    this.parameters = gpu.storage('pinn parameters', 4 * (layout.parameters + 64));
  }

  write(parameters: Float32Array): void {
    this.#gpu.write(this.parameters, parameters);
  }

  dispose(): void {
    this.#gpu.release(this.table);
    this.#gpu.release(this.parameters);
  }
}

/** A network and its derivatives at up to `capacity` points on the device. */
export class NetworkPoints {
  readonly capacity: number;
  readonly tape: DeviceArray;
  readonly outputs: DeviceArray;
  readonly seeds: DeviceArray;
  readonly program: Program;
  readonly #gpu: Gpu;
  readonly #layout: NetworkLayout;
  readonly #owned: readonly DeviceArray[];

  private constructor(gpu: Gpu, layout: NetworkLayout, parts: Parts) {
    this.#gpu = gpu;
    this.#layout = layout;
    this.capacity = parts.capacity;
    this.tape = parts.tape;
    this.outputs = parts.outputs;
    this.seeds = parts.seeds;
    this.program = parts.program;
    this.#owned = parts.owned;
  }

  /** @param channels those of `weights`, or the value alone */
  static async create(
    gpu: Gpu,
    weights: NetworkWeights,
    layout: NetworkLayout,
    points: number,
  ): Promise<NetworkPoints> {
    const capacity = wholeTiles(points);
    const kernel = forwardKernel({ layout, threads: threadsOf(gpu.software) });
    const sizes = new Uniforms(gpu, kernel, 'sizes');
    sizes.set({ items: capacity, layers: layout.layers.length });
    sizes.flush();
    const { count, tapeRows } = layout;
    const array = (name: string, rows: number): DeviceArray => gpu.storage(`pinn ${name}`, 4 * rows * capacity);
    const seeds = array('seeds', layout.sizes[0] * count);
    const tape = array('tape', tapeRows);
    const outputs = array('outputs', layout.sizes.at(-1)! * count);
    // The table of the value alone differs from that of all channels.
    const layers = gpu.upload('pinn layers', layerTable(layout));
    const program = await gpu.record('pinn forward', (recorder) => {
      const buffers = { layers, params: weights.parameters, sizes: sizes.array, seeds, tape, outputs };
      recorder.dispatch(kernel, buffers, [capacity]);
    });
    return new NetworkPoints(gpu, layout, {
      capacity,
      seeds,
      tape,
      outputs,
      program,
      owned: [layers, seeds, tape, outputs, sizes.array],
    });
  }

  /** Writes the features of points from tile `first` on: [tile][features * C][8]. */
  writeSeeds(seeds: Float32Array, first = 0): void {
    this.#gpu.write(this.seeds, seeds, 4 * first * TILE * this.#layout.sizes[0] * this.#layout.count);
  }

  /** Submits the forward pass. */
  run(): void {
    this.#gpu.run(this.program);
  }

  /** The outputs of the first `points` points, [tile][outputs * C][8]. */
  async read(points = this.capacity): Promise<Float32Array> {
    const bytes = 4 * wholeTiles(points) * this.#layout.sizes.at(-1)! * this.#layout.count;
    return new Float32Array(await this.#gpu.read(this.outputs, 0, bytes));
  }

  dispose(): void {
    for (const array of this.#owned) this.#gpu.release(array);
  }
}

interface Parts {
  readonly capacity: number;
  readonly seeds: DeviceArray;
  readonly tape: DeviceArray;
  readonly outputs: DeviceArray;
  readonly program: Program;
  readonly owned: readonly DeviceArray[];
}

/** The Jacobian of rows, each a combination of the outputs and their derivatives at one point. */
export class JacobianRows {
  /** Rows, a multiple of 8. */
  readonly rows: number;
  /** In panels, see linear/panels.ts. */
  readonly jacobian: DeviceArray;
  /** Columns: the network's parameters, then those that are written by {@link writeColumns}. */
  readonly columns: number;
  readonly program: Program;
  readonly #gpu: Gpu;
  readonly #owned: readonly DeviceArray[];
  readonly #coefficients: DeviceArray;
  readonly #more: { readonly values: DeviceArray; readonly program: Program } | null;

  private constructor(
    gpu: Gpu,
    program: Program,
    rows: number,
    columns: number,
    jacobian: DeviceArray,
    coefficients: DeviceArray,
    more: { values: DeviceArray; program: Program } | null,
    owned: readonly DeviceArray[],
  ) {
    this.#gpu = gpu;
    this.program = program;
    this.rows = rows;
    this.columns = columns;
    this.#more = more;
    this.jacobian = jacobian;
    this.#coefficients = coefficients;
    this.#owned = owned;
  }

  /** @param tiles for each tile of 8 rows, the tile of points that it is made of; @param more columns beyond them */
  static async create(
    gpu: Gpu,
    weights: NetworkWeights,
    points: NetworkPoints,
    tiles: Uint32Array,
    more = 0,
  ): Promise<JacobianRows> {
    const { layout } = weights;
    const columns = layout.parameters + more;
    const rows = TILE * tiles.length;
    const making = { layout, threads: threadsOf(gpu.software) };
    const [backward, outer] = [backwardKernel(making), rowsKernel(making)];
    const sizes = new Uniforms(gpu, backward, 'sizes');
    sizes.set({ items: rows, layers: layout.layers.length, rows });
    sizes.flush();
    const map = gpu.upload('pinn tiles', tiles);
    const coefficients = gpu.storage('pinn coefficients', 4 * rows * layout.count * layout.sizes.at(-1)!);
    const deltas = gpu.storage('pinn deltas', 4 * rows * layout.deltaRows);
    const jacobian = gpu.storage('pinn jacobian', 4 * rows * PANEL * panelsOf(columns));
    const program = await gpu.record('pinn rows', (recorder) => {
      const shared = { layers: weights.table, sizes: sizes.array, tape: points.tape, tiles: map, deltas };
      recorder.dispatch(backward, { ...shared, params: weights.parameters, coefficients }, [rows]);
      recorder.dispatch(outer, { ...shared, jacobian }, [rows]);
    });
    const owned = [sizes.array, map, coefficients, deltas, jacobian];
    const beyond = more > 0 ? await columnsOf(gpu, jacobian, rows, layout.parameters, more, owned) : null;
    return new JacobianRows(gpu, program, rows, columns, jacobian, coefficients, beyond, owned);
  }

  /** Submits the rows for `coefficients` [row tile][outputs * C][8], at the points of the last forward pass. */
  run(coefficients: Float32Array): void {
    this.#gpu.write(this.#coefficients, coefficients);
    this.#gpu.run(this.program);
  }

  /** Submits the columns beyond the network's, [column][rows]. */
  writeColumns(values: Float32Array): void {
    if (this.#more === null) return;
    this.#gpu.write(this.#more.values, values);
    this.#gpu.run(this.#more.program);
  }

  dispose(): void {
    for (const array of this.#owned) this.#gpu.release(array);
  }
}

/** The program that puts columns made on the host where they belong. */
async function columnsOf(
  gpu: Gpu,
  jacobian: DeviceArray,
  rows: number,
  first: number,
  count: number,
  owned: DeviceArray[],
): Promise<{ values: DeviceArray; program: Program }> {
  const uniforms = new Uniforms(gpu, COLUMNS, 'columns');
  uniforms.set({ rows, first, count });
  uniforms.flush();
  const values = gpu.storage('pinn columns', 4 * rows * count);
  owned.push(uniforms.array, values);
  const program = await gpu.record('pinn columns', (recorder) => {
    recorder.dispatch(COLUMNS, { columns: uniforms.array, values, jacobian }, [rows]);
  });
  return { values, program };
}
