import type { Gpu } from '../../gpu';
import { Inference } from './inference';
import { pointsAt } from './network';
import type { OperatorNetwork } from './operator';
import { refinedFrames } from './refined-frames';
import { refinerOf } from './refiner';
import { Reservoir } from './reservoir';
import { type Scaling, scalingOf } from './scaling';
import type { FnoSettings } from './settings';
import type { StoredSplit } from './stored-examples';
import { symmetriesOf } from './symmetry';
import type { OperatorTask, Refiner } from './task';
import { Training } from './training';

/** Examples that the scaling is taken from. */
const SCALING = 16;

/** What training and examination need, and an answer alone does not. */
export class School {
  readonly training: Training;
  /** What channels are measured in, by the first examples. */
  readonly scaling: Scaling;
  readonly #reservoir: Reservoir;
  /** Answers on the grid of the examples. */
  readonly #examiner: Inference;

  readonly #refiner: Refiner | null;
  readonly #task: OperatorTask;

  private constructor(
    training: Training,
    scaling: Scaling,
    reservoir: Reservoir,
    examiner: Inference,
    refiner: Refiner | null,
    task: OperatorTask,
  ) {
    this.training = training;
    this.scaling = scaling;
    this.#reservoir = reservoir;
    this.#examiner = examiner;
    this.#refiner = refiner;
    this.#task = task;
  }

  /** Makes the first examples, looks for symmetries, and compiles. @param taught whose parameters are trained */
  static async open(
    gpu: Gpu,
    task: OperatorTask,
    network: OperatorNetwork,
    settings: FnoSettings,
    seed: number,
    taught: Inference,
    stored: StoredSplit | null = null,
  ): Promise<School> {
    const { resolution, first, loss } = settings;
    const shape = stored?.shape ?? pointsAt(task.points, resolution);
    const reservoir = new Reservoir(task, settings, shape, seed, stored);
    const known = [];
    const there = stored ? stored.training * task.frames : first;
    // Of all frames, where there are several: early ones may be far larger than late ones.
    const apart = task.frames > 1 ? Math.max(1, Math.floor(there / SCALING)) : 1;
    for (let k = 0; k < Math.min(SCALING, there); k++) {
      known.push(loss === 'physics' ? reservoir.unsolved(k) : await reservoir.example(k * apart));
    }
    // Files may tell of other equations than those that are solved again here: then nothing is found.
    if (loss !== 'physics' && task.drawable) reservoir.symmetries = await symmetriesOf(task, await reservoir.course(0));
    const training = await Training.create(gpu, task, network, settings, shape, taught.parameters);
    const examiner = await Inference.create(gpu, task, network, settings, shape, taught.parameters);
    const refiner = await refinerOf(task, shape, settings.refine);
    return new School(training, scalingOf(known, task), reservoir, examiner, refiner, task);
  }

  /** Examples made so far. */
  get made(): number {
    return this.#reservoir.made;
  }

  /** Examples that one stands for, since the problem is the same when turned round. */
  get symmetries(): number {
    return Math.max(1, this.#reservoir.symmetries.length);
  }

  async step(number: number, scaling: Scaling): Promise<void> {
    await this.training.step(number, await this.#reservoir.draw(number), scaling);
  }

  /** Relative L2 errors on fresh examples, one a course: the mean over its frames. */
  async errors(scaling: Scaling): Promise<number[]> {
    const errors: number[] = [];
    for (const { inputs, frames } of await this.#reservoir.tests()) {
      const found = await this.#examiner.frames(inputs, scaling);
      const own = frames.map(({ data }, frame) => relative(found[frame].data, data));
      errors.push(own.reduce((sum, error) => sum + error / own.length, 0));
    }
    return errors;
  }

  /** The same of answers that are refined by their own equations; null where none are. */
  async refinedErrors(scaling: Scaling): Promise<number[] | null> {
    if (!this.#refiner) return null;
    const errors: number[] = [];
    for (const { inputs, frames } of await this.#reservoir.tests()) {
      const { frames: found } = await refinedFrames(this.#task, this.#examiner, this.#refiner, inputs, scaling);
      const own = frames.map(({ data }, frame) => relative(found[frame].data, data));
      errors.push(own.reduce((sum, error) => sum + error / own.length, 0));
    }
    return errors;
  }

  dispose(): void {
    this.#refiner?.dispose();
    this.training.dispose();
    this.#examiner.dispose();
  }
}

/** Relative L2 distance. */
export function relative(found: Float32Array, wanted: Float32Array): number {
  let [error, size] = [0, 0];
  for (const [at, value] of wanted.entries()) {
    error += (found[at] - value) ** 2;
    size += value ** 2;
  }
  return Math.sqrt(error / size);
}
