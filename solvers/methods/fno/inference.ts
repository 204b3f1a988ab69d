import { add, type CompiledProgram, compileProgram, mul, type Node, reshape, slice, variable } from '../../array';
import type { DeviceArray, Gpu } from '../../gpu';
import type { StepCost } from '../solver';
import { Batch } from './batch';
import { answer, fed, gridOf } from './network';
import { type OperatorNetwork, operatorCount } from './operator';
import { ownScaling, type Scaling } from './scaling';
import type { FnoSettings } from './settings';
import type { Channels, OperatorTask } from './task';

/** What the programs of an inference read and write. */
interface Leaves {
  readonly parameters: Node;
  /** [1, points + padding .., channels] */
  readonly fields: Node;
  readonly sizes: Node;
  readonly middles: Node;
  /** The answers in their own units, [points] each. */
  readonly shown: readonly Node[];
}

/** A network's answers on one grid, a sample at a time, from frame to frame. */
export class Inference {
  readonly #gpu: Gpu;
  readonly #task: OperatorTask;
  readonly #points: readonly number[];
  readonly #leaves: Leaves;
  readonly #batch: Batch;
  readonly #answer: CompiledProgram;
  /** Puts the answer in the place of what was given; null where there is one frame. */
  readonly #advance: CompiledProgram | null;

  private constructor(
    gpu: Gpu,
    task: OperatorTask,
    points: readonly number[],
    leaves: Leaves,
    batch: Batch,
    programs: { readonly answer: CompiledProgram; readonly advance: CompiledProgram | null },
  ) {
    this.#gpu = gpu;
    this.#task = task;
    this.#points = points;
    this.#leaves = leaves;
    this.#batch = batch;
    this.#answer = programs.answer;
    this.#advance = programs.advance;
  }

  /** @param shared the parameters of another program, to be used by this one too */
  static async create(
    gpu: Gpu,
    task: OperatorTask,
    network: OperatorNetwork,
    settings: FnoSettings,
    points: readonly number[],
    shared?: { readonly node: Node; readonly array: DeviceArray },
  ): Promise<Inference> {
    const grid = gridOf(task, points, settings);
    const padded = points.map((count, axis) => count + grid.padding[axis]);
    const parameters = shared?.node ?? variable('parameters', [operatorCount(network)]);
    const fields = variable('fields', [1, ...padded, task.inputs.length + grid.places.length]);
    const sizes = variable('sizes', [task.outputs.length]);
    const value = answer(parameters, fields, network, grid, task);
    const middles = variable('middles', sizes.shape);
    const own = task.frames > 1 ? add(mul(value, sizes), middles) : mul(value, sizes);
    const shown = task.outputs.map((name) => variable(`answer ${name}`, points));
    const program = await compileProgram(gpu, 'operator', {
      updates: new Map(shown.map((node, k) => [node, reshape(slice(own, own.shape.length - 1, k, k + 1), points)])),
      shared: shared ? new Map([[shared.node, shared.array]]) : new Map(),
    });
    const advance =
      task.frames === 1
        ? null
        : await compileProgram(gpu, 'operator frame', {
            updates: new Map([[fields, fed(fields, value, grid)]]),
            shared: new Map([
              [parameters, program.array(parameters)],
              [fields, program.array(fields)],
            ]),
          });
    const leaves = { parameters, fields, sizes, middles, shown };
    return new Inference(gpu, task, points, leaves, new Batch(task, grid, 1), { answer: program, advance });
  }

  /** The network's parameters; training writes them. */
  get parameters(): { readonly node: Node; readonly array: DeviceArray } {
    const node = this.#leaves.parameters;
    return { node, array: this.#answer.array(node) };
  }

  /** Of one answer. */
  get cost(): StepCost {
    return this.#answer.program.cost;
  }

  /** The answers on the device, f32 [points] each, after {@link show}. */
  get shown(): readonly DeviceArray[] {
    return this.#leaves.shown.map((node) => this.#answer.array(node));
  }

  /** Hands in what is to be answered. */
  ask(inputs: Channels, scaling: Scaling): void {
    const own = ownScaling(this.#task, scaling, inputs);
    this.#batch.ask(0, own, inputs);
    this.#answer.write(this.#leaves.sizes, own.sizes);
    if (this.#task.frames > 1) this.#answer.write(this.#leaves.middles, own.means.subarray(0, own.sizes.length));
    this.#restart();
  }

  /** Submits the last frame that follows from what was handed in. */
  show(): void {
    if (this.#advance) {
      this.#restart();
      for (let frame = 1; frame < this.#task.frames; frame++) run(this.#gpu, this.#advance);
    }
    run(this.#gpu, this.#answer);
  }

  /** The one answer to `inputs`. */
  async answer(inputs: Channels, scaling: Scaling): Promise<Channels> {
    this.ask(inputs, scaling);
    run(this.#gpu, this.#answer);
    return this.#read();
  }

  /** Every frame that follows from `inputs`, [points .., outputs] each. */
  async frames(inputs: Channels, scaling: Scaling): Promise<Channels[]> {
    this.ask(inputs, scaling);
    const frames: Channels[] = [];
    for (let frame = 0; frame < this.#task.frames; frame++) {
      if (frame > 0 && this.#advance) run(this.#gpu, this.#advance);
      run(this.#gpu, this.#answer);
      frames.push(await this.#read());
    }
    this.#restart();
    return frames;
  }

  dispose(): void {
    this.#advance?.release();
    this.#answer.release();
  }

  #restart(): void {
    this.#answer.write(this.#leaves.fields, this.#batch.fields);
  }

  async #read(): Promise<Channels> {
    const all = await Promise.all(this.#leaves.shown.map((node) => this.#answer.read(node)));
    const count = all.length;
    const data = new Float32Array(all[0].length * count);
    for (const [k, values] of all.entries()) for (const [at, value] of values.entries()) data[at * count + k] = value;
    return { shape: this.#points, count, data };
  }
}

function run(gpu: Gpu, { program }: CompiledProgram): void {
  gpu.run(program, 0, program.length);
}
