import difference from '../../../shaders/view/difference.wgsl?raw';
import type { DeviceArray, Gpu, Kernel, Program, Uniforms } from '../../../solvers/gpu';

const GROUPS = 64;
const GROUP_SIZE = 64;
/** Numbers that a workgroup leaves. */
const LEFT = 8;

const DIFFERENCE: Kernel = {
  name: 'view.difference',
  wgsl: difference,
  workgroup: [GROUP_SIZE, 1, 1],
  cost: { flops: 14, bytes: 16 },
};

/** Sums over the points of a field that can be compared. */
export interface Sums {
  /** Of (answer - other) squared, (answer - truth) squared, (other - truth) squared. */
  readonly apart: number;
  readonly answer: number;
  readonly other: number;
  /** Of other squared and truth squared. */
  readonly otherSize: number;
  readonly truthSize: number;
  readonly count: number;
}

/** What is compared of one field, each f32 of as many cells; `distance` is shorter where there are no bodies. */
export interface Compared {
  readonly answer: DeviceArray;
  readonly other: DeviceArray;
  readonly truth: DeviceArray;
  readonly distance: DeviceArray;
  /** Where the signed difference goes. */
  readonly difference: DeviceArray;
}

/** The difference of two answers in one field, as a picture and as sums of squares. */
export class Difference {
  readonly compared: Compared;
  readonly #gpu: Gpu;
  readonly #how: Uniforms;
  readonly #partials: DeviceArray;
  readonly #program: Program;

  private constructor(gpu: Gpu, compared: Compared, how: Uniforms, partials: DeviceArray, program: Program) {
    this.compared = compared;
    this.#gpu = gpu;
    this.#how = how;
    this.#partials = partials;
    this.#program = program;
  }

  static async create(gpu: Gpu, cells: number, compared: Compared): Promise<Difference> {
    const how = gpu.uniforms(DIFFERENCE, 'how');
    how.set({ cells, comparable: 0 });
    how.flush();
    const partials = gpu.storage('compare partials', 4 * LEFT * GROUPS);
    const buffers = { how: how.array, ...compared, partials };
    const program = await gpu.record('compare difference', (r) =>
      r.dispatch(DIFFERENCE, buffers, [GROUPS * GROUP_SIZE]),
    );
    return new Difference(gpu, compared, how, partials, program);
  }

  /** Submits the comparison; without `comparable` there is nothing to compare anywhere. */
  run(comparable: boolean): void {
    this.#how.set({ comparable: comparable ? 1 : 0 });
    this.#how.flush();
    this.#gpu.run(this.#program);
  }

  /** The sums of the latest {@link run}. */
  async sums(): Promise<Sums> {
    const left = new Float32Array(await this.#gpu.read(this.#partials));
    const total = (which: number): number => {
      let sum = 0;
      for (let group = 0; group < GROUPS; group++) sum += left[LEFT * group + which]!;
      return sum;
    };
    const [apart, answer, other, otherSize, truthSize, count] = [0, 1, 2, 3, 4, 5].map(total) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return { apart, answer, other, otherSize, truthSize, count };
  }

  dispose(): void {
    for (const array of [this.#how.array, this.#partials]) this.#gpu.release(array);
  }
}
