import type { CompiledProgram, Node } from '../../../array';
import type { DeviceArray, Gpu } from '../../../gpu';
import type { Fields } from '../evolution';
import type { SharedPrograms } from './programs';

/** The fields of a run as they are shown. */
export class DeviceFields implements Fields {
  readonly #gpu: Gpu;
  readonly #view: CompiledProgram;
  readonly #arrays: ReadonlyMap<string, DeviceArray>;

  /** @param targets the variables that `view` brings up to date, by name of the field */
  constructor(gpu: Gpu, shared: SharedPrograms, view: CompiledProgram, targets: ReadonlyMap<string, Node>) {
    this.#gpu = gpu;
    this.#view = view;
    this.#arrays = new Map([...targets].map(([name, node]) => [name, shared.arrays.get(node)!]));
  }

  show(): void {
    this.#gpu.run(this.#view.program);
  }

  shown(name: string): DeviceArray {
    return this.#arrays.get(name)!;
  }

  async field(name: string, size: number): Promise<Float32Array> {
    return new Float32Array(await this.#gpu.read(this.shown(name), 0, 4 * size));
  }
}
