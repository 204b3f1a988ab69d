import { type CompiledProgram, compileProgram, mul, type Node, reshape, slice, variable } from '../../array';
import type { DeviceArray, Gpu } from '../../gpu';
import { type Fno, fnoCount } from '../../nets';
import type { StepCost } from '../solver';
import { Batch } from './batch';
import { answer, gridOf } from './network';
import type { Scaling } from './scaling';
import type { FnoSettings } from './settings';
import type { Channels, OperatorTask } from './task';

/** A network's answers on one grid, a sample at a time. */
export class Inference {
  /** The network's parameters; training writes them. */
  readonly parameters: Node;
  readonly #gpu: Gpu;
  readonly #task: OperatorTask;
  readonly #points: readonly number[];
  readonly #fields: Node;
  readonly #sizes: Node;
  readonly #shown: readonly Node[];
  readonly #batch: Batch;
  readonly #program: CompiledProgram;

  private constructor(
    gpu: Gpu,
    task: OperatorTask,
    points: readonly number[],
    nodes: { parameters: Node; fields: Node; sizes: Node; shown: readonly Node[] },
    batch: Batch,
    program: CompiledProgram,
  ) {
    this.#gpu = gpu;
    this.#task = task;
    this.#points = points;
    this.parameters = nodes.parameters;
    this.#fields = nodes.fields;
    this.#sizes = nodes.sizes;
    this.#shown = nodes.shown;
    this.#batch = batch;
    this.#program = program;
  }

  /** @param shared the parameters of another program, to be used by this one too */
  static async create(
    gpu: Gpu,
    task: OperatorTask,
    network: Fno,
    settings: FnoSettings,
    points: readonly number[],
    shared?: { readonly node: Node; readonly array: DeviceArray },
  ): Promise<Inference> {
    const grid = gridOf(task, points, settings);
    const padded = points.map((count, axis) => count + grid.padding[axis]);
    const parameters = shared?.node ?? variable('parameters', [fnoCount(network)]);
    const fields = variable('fields', [1, ...padded, network.inputs]);
    const sizes = variable('sizes', [network.outputs]);
    const value = mul(answer(parameters, fields, network, grid, task), sizes);
    const shown = task.outputs.map((name) => variable(`answer ${name}`, points));
    const updates = new Map(
      shown.map((own, k) => [own, reshape(slice(value, value.shape.length - 1, k, k + 1), points)] as const),
    );
    const program = await compileProgram(gpu, 'operator', {
      updates,
      shared: shared ? new Map([[shared.node, shared.array]]) : new Map(),
    });
    return new Inference(gpu, task, points, { parameters, fields, sizes, shown }, new Batch(task, grid, 1), program);
  }

  get array(): DeviceArray {
    return this.#program.array(this.parameters);
  }

  get cost(): StepCost {
    return this.#program.program.cost;
  }

  /** The answers on the device, f32 [points] each, after {@link run}. */
  get shown(): readonly DeviceArray[] {
    return this.#shown.map((node) => this.#program.array(node));
  }

  /** Hands in what is to be answered. */
  ask(inputs: Channels, scaling: Scaling): void {
    this.#batch.put(0, scaling, inputs, null);
    this.#program.write(this.#fields, this.#batch.fields);
    this.#program.write(this.#sizes, scaling.sizes);
  }

  /** Submits the answer of the present parameters. */
  run(): void {
    this.#gpu.run(this.#program.program, 0, this.#program.program.length);
  }

  /** Answers, and reads: [points .., outputs]. */
  async answer(inputs: Channels, scaling: Scaling): Promise<Channels> {
    this.ask(inputs, scaling);
    this.run();
    const all = await Promise.all(this.#shown.map((node) => this.#program.read(node)));
    const count = this.#task.outputs.length;
    const data = new Float32Array(all[0].length * count);
    for (const [k, values] of all.entries()) for (const [at, value] of values.entries()) data[at * count + k] = value;
    return { shape: this.#points, count, data };
  }

  dispose(): void {
    this.#program.release();
  }
}
