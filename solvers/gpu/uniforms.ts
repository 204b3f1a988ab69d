import { Failure } from '../base/result';
import type { DeviceArray } from './array';
import type { Kernel } from './kernel';
import { uniformView } from './reflect';

/** A number, a vector or matrix (column by column), an array of them, or a nested structure. */
export type UniformValue =
  | number
  | ArrayLike<number>
  | readonly UniformValue[]
  | { readonly [field: string]: UniformValue };

interface Host {
  uniform(label: string, bytes: number): DeviceArray;
  write(array: DeviceArray, data: ArrayBufferView): void;
}

/** A WGSL uniform structure on the host: set fields by name, then flush. Its layout is read from the source. */
export class Uniforms {
  readonly array: DeviceArray;
  readonly #gpu: Host;
  readonly #set: (values: Readonly<Record<string, UniformValue>>) => void;
  readonly #fields: ReadonlySet<string>;
  readonly #bytes: Uint8Array;

  constructor(gpu: Host, kernel: Kernel, variable: string) {
    const view = uniformView(kernel.wgsl, variable);
    if (!view || ArrayBuffer.isView(view.views)) {
      throw new Failure('breakdown', `${kernel.name} has no uniform structure "${variable}".`);
    }
    this.#gpu = gpu;
    this.#set = view.set;
    this.#fields = new Set(Object.keys(view.views));
    this.#bytes = new Uint8Array(view.arrayBuffer);
    this.array = gpu.uniform(`${kernel.name}.${variable}`, this.#bytes.length);
  }

  /** Sets the named fields on the host; the others stay. */
  set(values: Readonly<Record<string, UniformValue>>): void {
    for (const field of Object.keys(values)) {
      if (!this.#fields.has(field)) {
        const known = [...this.#fields].join(', ');
        throw new Failure('breakdown', `"${this.array.label}" has no field "${field}" (its fields: ${known}).`);
      }
    }
    this.#set(values);
  }

  /** Writes the structure to the device, ordered with the submits around it. */
  flush(): void {
    this.#gpu.write(this.array, this.#bytes);
  }
}
