import shown from '../../../shaders/multigrid/shown.wgsl?raw';
import { splitDoubles } from '../../base/double-single';
import { type DeviceArray, foldItems, type Gpu, type Kernel, type Program, Uniforms } from '../../gpu';
import type { DeviceNumbers } from '../../linear';
import type { DisplayField } from '../solver';

const SHOWN: Kernel = {
  name: 'multigrid/shown',
  wgsl: shown,
  workgroup: [64, 1, 1],
  cost: { flops: 5, bytes: 24 },
};

/** What a field of the picture is called and how it is drawn. */
export type ShownFacts = Pick<DisplayField, 'name' | 'title' | 'latex' | 'kind'>;

/** What a field of the picture is made of. */
export interface ShownSource {
  readonly name: string;
  readonly values: DeviceNumbers;
  /** What is taken away from the values, on the picture's grid; where there is no unknown it stands, negative, alone. */
  readonly base: Float64Array | null;
}

/** The fields that can be drawn of a linear solve, spread over the grid of the picture when asked for. */
export class ShownFields {
  readonly fields: readonly DisplayField[];
  readonly #gpu: Gpu;
  readonly #places: DeviceArray;
  readonly #none: DeviceArray;
  readonly #count: number;
  #programs = new Map<string, Program>();
  #joined: DeviceArray[] = [];

  /** @param places index of the unknown of each point of the picture, C order; -1 where there is none */
  constructor(gpu: Gpu, places: Int32Array, facts: readonly ShownFacts[]) {
    this.#gpu = gpu;
    this.#count = places.length;
    this.#places = gpu.upload('picture places', places);
    this.#none = gpu.storage('picture base', 16);
    this.fields = facts.map((fact) => {
      return { ...fact, unit: '', data: gpu.storage(`picture ${fact.name}`, 4 * places.length) };
    });
  }

  /** Fills a field that does not move, f64 on the picture's grid. */
  fill(name: string, data: Float64Array): void {
    this.#gpu.write(this.#field(name).data, Float32Array.from(data));
  }

  /** Joins fields to where their numbers now stand, in place of what they were joined to before. */
  async connect(sources: readonly ShownSource[]): Promise<void> {
    const before = this.#joined;
    this.#joined = [];
    const own = (array: DeviceArray): DeviceArray => {
      this.#joined.push(array);
      return array;
    };
    const programs = await Promise.all(
      sources.map(async ({ name, values, base }) => {
        const how = new Uniforms(this.#gpu, SHOWN, 'how');
        how.set({ count: this.#count, lows: values.lows, unit: values.unit });
        how.flush();
        const kernel = { ...SHOWN, constants: { HAS_BASE: base ? 1 : 0 } };
        const buffers = {
          how: own(how.array),
          places: this.#places,
          values: values.array,
          base: base ? own(this.#gpu.upload(`picture base ${name}`, splitDoubles(base))) : this.#none,
          shown: this.#field(name).data,
        };
        const program = await this.#gpu.record(`picture ${name}`, (recorder) =>
          recorder.dispatch(kernel, buffers, foldItems(this.#count, 64)),
        );
        return [name, program] as const;
      }),
    );
    this.#programs = new Map(programs);
    for (const array of before) this.#gpu.release(array);
  }

  /** Submits the refresh of the named fields. */
  refresh(names: readonly string[]): void {
    for (const name of names) {
      const program = this.#programs.get(name);
      if (program) this.#gpu.run(program);
    }
  }

  dispose(): void {
    const outputs = this.fields.map(({ data }) => data);
    for (const array of [...this.#joined, ...outputs, this.#places, this.#none]) this.#gpu.release(array);
  }

  #field(name: string): DisplayField {
    return this.fields.find((field) => field.name === name)!;
  }
}
