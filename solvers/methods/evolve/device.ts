import { type CompiledProgram, compileProgram, type Node } from '../../array';
import type { DeviceArray, Gpu } from '../../gpu';
import { leavesOf } from './leaves';
import type { Model } from './model';

/** A model's programs on a device: one step, and the fields of the present state. */
export class Device {
  readonly step: CompiledProgram;
  readonly view: CompiledProgram;
  readonly #gpu: Gpu;
  readonly #arrays: ReadonlyMap<Node, DeviceArray>;

  private constructor(gpu: Gpu, step: CompiledProgram, view: CompiledProgram, arrays: ReadonlyMap<Node, DeviceArray>) {
    this.#gpu = gpu;
    this.step = step;
    this.view = view;
    this.#arrays = arrays;
  }

  static async create(gpu: Gpu, model: Model): Promise<Device> {
    const step = await compileProgram(gpu, 'evolve step', { updates: model.updates });
    const inStep = leavesOf([...model.updates.keys(), ...model.updates.values()]);
    const arrays = new Map([...inStep].map((leaf) => [leaf, step.array(leaf)]));
    const fields = model.fields.map(({ node }) => node);
    const inView = leavesOf(fields);
    const shared = new Map([...arrays].filter(([leaf]) => inView.has(leaf)));
    const outputs = Object.fromEntries(model.fields.map(({ name, node }) => [name, node]));
    const view = await compileProgram(gpu, 'evolve view', { outputs, shared });
    for (const leaf of inView) if (!arrays.has(leaf)) arrays.set(leaf, view.array(leaf));
    return new Device(gpu, step, view, arrays);
  }

  /** Writes variables, as far as the programs use them; ordered with the runs around it. */
  write(values: ReadonlyMap<Node, Float64Array>): void {
    for (const [variable, data] of values) {
      const array = this.#arrays.get(variable);
      if (array) this.#gpu.write(array, Float32Array.from(data));
    }
  }

  /** The device array of a variable; undefined where no program uses it. */
  array(variable: Node): DeviceArray | undefined {
    return this.#arrays.get(variable);
  }

  release(): void {
    this.step.release();
    this.view.release();
  }
}
