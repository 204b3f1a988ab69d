import { add, type CompiledProgram, compileProgram, grad, mul, type Node, variable } from '../../array';
import { type DeviceArray, type Gpu, Runner } from '../../gpu';
import { adam } from '../../optim';
import type { StepCost } from '../solver';
import { Batch } from './batch';
import { answer, fed, gridOf, relativeError } from './network';
import type { OperatorNetwork } from './operator';
import type { Scaling } from './scaling';
import type { FnoSettings } from './settings';
import type { Example, OperatorTask } from './task';

/** What a training step reads; null what it does not. */
interface Nodes {
  readonly fields: Node;
  readonly targets: Node | null;
  readonly equations: Node | null;
  readonly later: Node | null;
  readonly rate: Node;
  /** What AdamW remembers. */
  readonly memory: readonly Node[];
}

/** Training steps: relative error, or what the equations say, gradient and AdamW in one program, its step size written along a cosine. */
export class Training {
  readonly #runner: Runner;
  readonly #settings: FnoSettings;
  readonly #batch: Batch;
  readonly #nodes: Nodes;
  readonly #program: CompiledProgram;

  private constructor(gpu: Gpu, settings: FnoSettings, batch: Batch, nodes: Nodes, program: CompiledProgram) {
    this.#runner = new Runner(gpu);
    this.#settings = settings;
    this.#batch = batch;
    this.#nodes = nodes;
    this.#program = program;
  }

  static async create(
    gpu: Gpu,
    task: OperatorTask,
    network: OperatorNetwork,
    settings: FnoSettings,
    points: readonly number[],
    shared: { readonly node: Node; readonly array: DeviceArray },
  ): Promise<Training> {
    const grid = gridOf(task, points, settings);
    const padded = points.map((count, axis) => count + grid.padding[axis]);
    const fields = variable('fields', [settings.batch, ...padded, task.inputs.length + grid.places.length]);
    const targets = variable('targets', [settings.batch, ...points, task.outputs.length]);
    const rate = variable('rate', []);
    const later = variable('later', targets.shape);
    const value = answer(shared.node, fields, network, grid, task);
    const physics = settings.loss === 'data' ? null : task.physics;
    const equations = physics && variable('equations', [settings.batch, ...points, physics.count]);
    const losses = [
      ...(settings.loss === 'physics' ? [] : [relativeError(value, targets, settings.slopes)]),
      ...(physics && equations ? [physics.loss(value, equations)] : []),
    ];
    let loss = losses.reduce(add);
    const forward = task.frames > 1 && settings.forward > 0;
    if (forward) {
      const second = answer(shared.node, fed(fields, value, grid), network, grid, task);
      loss = add(loss, mul(settings.forward, relativeError(second, later, settings.slopes)));
    }
    const updates = adam(shared.node, grad(loss, [shared.node])[0], { rate, decay: settings.decay });
    const program = await compileProgram(gpu, 'operator training', {
      outputs: { loss },
      updates,
      shared: new Map([[shared.node, shared.array]]),
    });
    const memory = [...updates.keys()].filter((node) => node !== shared.node);
    const batch = new Batch(task, grid, settings.batch, physics);
    return new Training(
      gpu,
      settings,
      batch,
      {
        fields,
        targets: settings.loss === 'physics' ? null : targets,
        equations,
        later: forward ? later : null,
        rate,
        memory,
      },
      program,
    );
  }

  get cost(): StepCost {
    return this.#program.program.cost;
  }

  /** One step on a batch of examples; resolves when it is submitted. */
  async step(number: number, examples: readonly Example[], scaling: Scaling): Promise<void> {
    for (const [sample, example] of examples.entries()) this.#batch.put(sample, scaling, example);
    const { fields, targets, equations, later } = this.#nodes;
    this.#program.write(fields, this.#batch.fields);
    if (targets) this.#program.write(targets, this.#batch.targets);
    if (equations) this.#program.write(equations, this.#batch.equations);
    if (later) this.#program.write(later, this.#batch.later);
    const { rate, steps } = this.#settings;
    this.#program.write(this.#nodes.rate, [(rate * (1 + Math.cos((Math.PI * Math.min(number, steps)) / steps))) / 2]);
    await this.#runner.run(this.#program.program, 1);
  }

  /** The loss of the latest step. */
  async loss(): Promise<number> {
    await this.#runner.drain();
    return (await this.#program.read('loss'))[0];
  }

  /** AdamW's memory, to be kept and brought back. */
  async save(): Promise<ArrayBuffer[]> {
    await this.#runner.drain();
    return Promise.all(this.#nodes.memory.map(async (node) => (await this.#program.read(node)).slice().buffer));
  }

  restore(arrays: readonly ArrayBuffer[]): void {
    for (const [k, node] of this.#nodes.memory.entries()) this.#program.write(node, new Float32Array(arrays[k]));
  }

  /** Forgets what it remembers of earlier steps. */
  forget(): void {
    for (const node of this.#nodes.memory) {
      this.#program.write(node, new Float32Array(node.shape.reduce((product, n) => product * n, 1)));
    }
  }

  dispose(): void {
    this.#program.release();
  }
}
