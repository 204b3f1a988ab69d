import {
  type CompiledProgram,
  compileProgram,
  concat,
  type Node,
  reshape,
  square,
  sub,
  sum,
  variable,
} from '../../array';
import type { DeviceArray, Gpu, Program } from '../../gpu';
import { addToPairs } from './dab';
import { leavesOf } from './leaves';
import type { Model } from './model';

/** Size of the state, and how far it is from the copy beside it: root mean squares over each component's array. */
export interface Look {
  readonly sizes: readonly number[];
  readonly distances: readonly number[];
}

/** A model on a device: its step, its fields, and copies of the state to go back to and to compare with. */
export class Device {
  readonly step: CompiledProgram;
  readonly #gpu: Gpu;
  readonly #view: CompiledProgram;
  readonly #look: CompiledProgram;
  readonly #arrays: ReadonlyMap<Node, DeviceArray>;
  readonly #shown: ReadonlyMap<string, DeviceArray>;
  readonly #copies: ReadonlyMap<string, Program>;
  readonly #owned: readonly DeviceArray[];
  readonly #components: readonly number[];

  private constructor(parts: {
    gpu: Gpu;
    step: CompiledProgram;
    view: CompiledProgram;
    look: CompiledProgram;
    arrays: ReadonlyMap<Node, DeviceArray>;
    shown: ReadonlyMap<string, DeviceArray>;
    copies: ReadonlyMap<string, Program>;
    owned: readonly DeviceArray[];
    components: readonly number[];
  }) {
    this.step = parts.step;
    this.#gpu = parts.gpu;
    this.#view = parts.view;
    this.#look = parts.look;
    this.#arrays = parts.arrays;
    this.#shown = parts.shown;
    this.#copies = parts.copies;
    this.#owned = parts.owned;
    this.#components = parts.components;
  }

  static async create(gpu: Gpu, model: Model): Promise<Device> {
    const step = await compileProgram(gpu, 'evolve step', { updates: model.updates });
    const inStep = leavesOf([...model.updates.keys(), ...model.updates.values()]);
    const arrays = new Map([...inStep].map((leaf) => [leaf, step.array(leaf)]));

    const targets = model.fields.map(({ name, node }) => variable(`shown ${name}`, node.shape));
    const updates = new Map(model.fields.map(({ node }, k) => [targets[k], node]));
    const inView = leavesOf([...updates.values()]);
    const view = await compileProgram(gpu, 'evolve view', { updates, shared: pick(arrays, inView) });
    for (const leaf of inView) if (!arrays.has(leaf)) arrays.set(leaf, view.array(leaf));
    const shown = new Map(model.fields.map(({ name }, k) => [name, view.array(targets[k])]));

    const compared = model.compared.map((node) => variable('compared', node.shape));
    const squares = [...model.compared, ...model.compared.map((node, k) => sub(node, compared[k]))].map((node) =>
      reshape(sum(square(node)), [1]),
    );
    // One array, so that a look waits for the device once.
    const outputs = { squares: concat(squares, 0) };
    const inLook = leavesOf(model.compared);
    const look = await compileProgram(gpu, 'evolve look', { outputs, shared: pick(arrays, inLook) });

    const held = model.state.filter((node) => arrays.has(node)).map((node) => arrays.get(node)!);
    const kept = held.map((array, k) => gpu.storage(`kept ${k}`, array.bytes));
    const record = (name: string, from: readonly DeviceArray[], to: readonly DeviceArray[]) =>
      gpu.record(name, (recorder) => {
        from.forEach((array, k) => void recorder.copy(array, to[k]));
      });
    const compare = compared.map((node) => look.array(node));
    const copies = new Map([
      ['keep', await record('evolve keep', held, kept)],
      ['restore', await record('evolve restore', kept, held)],
      [
        'compare',
        await record(
          'evolve compare',
          model.compared.map((node) => arrays.get(node)!),
          compare,
        ),
      ],
    ]);
    const components = model.compared.map((node) => node.shape.reduce((product, extent) => product * extent, 1));
    return new Device({ gpu, step, view, look, arrays, shown, copies, owned: kept, components });
  }

  /** Writes variables, as far as the programs use them; ordered with the runs around it. */
  write(values: ReadonlyMap<Node, Float64Array>): void {
    for (const [variable, data] of values) {
      const array = this.#arrays.get(variable);
      if (array) this.#gpu.write(array, Float32Array.from(data));
    }
  }

  /** Copies the state aside, or back. */
  copy(what: 'keep' | 'restore' | 'compare'): void {
    this.#gpu.run(this.#copies.get(what)!);
  }

  /** Brings the fields up to the present state. */
  show(): void {
    this.#gpu.run(this.#view.program);
  }

  /** The array of a field, [batch][z][y][x]. */
  shown(name: string): DeviceArray {
    return this.#shown.get(name)!;
  }

  /** @param size elements of the field: arrays on the device are rounded up */
  async field(name: string, size: number): Promise<Float32Array> {
    return new Float32Array(await this.#gpu.read(this.shown(name), 0, 4 * size));
  }

  /** Looks at the present state and how far it is from the one that was copied to compare; NaN shows as such. */
  async look(): Promise<Look> {
    this.#gpu.run(this.#look.program);
    const squares = await this.#look.read('squares');
    const count = this.#components.length;
    const rms = (from: number) => this.#components.map((size, k) => Math.sqrt(squares[from + k] / size));
    return { sizes: rms(0), distances: rms(count) };
  }

  /** The bytes of the state, by the order of the model. */
  read(model: Model): Promise<ArrayBuffer[]> {
    return Promise.all(this.#state(model).map((array) => this.#gpu.read(array)));
  }

  /** Whether bytes can be a state of this model. */
  takes(model: Model, arrays: readonly ArrayBuffer[]): boolean {
    const own = this.#state(model);
    return own.length === arrays.length && own.every(({ bytes }, k) => bytes === arrays[k].byteLength);
  }

  /** Writes what {@link read} has read. */
  restore(model: Model, arrays: readonly ArrayBuffer[]): void {
    this.#state(model).forEach((array, k) => void this.#gpu.write(array, new Uint8Array(arrays[k])));
  }

  /** Adds to a sum of two variables on the host, in f64; one that no program uses stays as it is. */
  async add(high: Node, low: Node, change: Float64Array): Promise<void> {
    const [whole, rest] = [this.#arrays.get(high), this.#arrays.get(low)];
    if (!whole || !rest) return;
    const [values, lows] = [
      new Float32Array(await this.#gpu.read(whole)),
      new Float32Array(await this.#gpu.read(rest)),
    ];
    addToPairs(values, lows, change);
    this.#gpu.write(whole, values);
    this.#gpu.write(rest, lows);
  }

  #state(model: Model): DeviceArray[] {
    return model.state.flatMap((node) => this.#arrays.get(node) ?? []);
  }

  release(): void {
    for (const array of this.#owned) this.#gpu.release(array);
    for (const program of [this.#look, this.#view, this.step]) program.release();
  }
}

function pick(arrays: ReadonlyMap<Node, DeviceArray>, wanted: ReadonlySet<Node>): Map<Node, DeviceArray> {
  return new Map([...arrays].filter(([leaf]) => wanted.has(leaf)));
}
