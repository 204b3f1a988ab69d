import { Failure } from '../../base/result';
import type { Gpu } from '../../gpu';
import type { StepCost } from '../solver';
import { Inference } from './inference';
import { lessonsOf } from './lessons';
import { gridOf, pointsAt } from './network';
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

/** A grid that is trained on: what is drawn for it, and until which step. */
interface Room {
  readonly until: number;
  readonly shape: readonly number[];
  readonly reservoir: Reservoir;
}

/** What training and examination need, and an answer alone does not. */
export class School {
  /** What channels are measured in, by the first examples. */
  readonly scaling: Scaling;
  readonly #enter: (room: Room) => Promise<Training>;
  /** Coarse grids first; the last one is that of the answers that are examined. */
  readonly #rooms: readonly Room[];
  /** Answers on the grid of the examples. */
  readonly #examiner: Inference;
  readonly #refiner: Refiner | null;
  readonly #task: OperatorTask;
  /** The one that is trained in; null before the first step. */
  #taught: { readonly room: Room; readonly training: Training } | null = null;

  private constructor(
    enter: (room: Room) => Promise<Training>,
    scaling: Scaling,
    rooms: readonly Room[],
    examiner: Inference,
    refiner: Refiner | null,
    task: OperatorTask,
  ) {
    this.#enter = enter;
    this.scaling = scaling;
    this.#rooms = rooms;
    this.#examiner = examiner;
    this.#refiner = refiner;
    this.#task = task;
  }

  /**
   * Makes the first examples, and looks for symmetries.
   * @param taught whose parameters are trained
   * @throws Failure 'bad-input' where a coarser grid does not hold the network's frequencies
   */
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
    const own = stored?.shape ?? pointsAt(task.points, resolution);
    const rooms = lessonsOf(settings, Math.max(...own)).map((lesson): Room => {
      const shape = pointsAt(own, lesson.resolution);
      refuseOfFew(shape, task, settings);
      return { until: lesson.until, shape, reservoir: new Reservoir(task, settings, shape, seed, stored) };
    });
    const { reservoir } = rooms[rooms.length - 1];
    const known = [];
    const there = stored ? stored.training * task.frames : first;
    // Of all frames, where there are several: early ones may be far larger than late ones.
    const apart = task.frames > 1 ? Math.max(1, Math.floor(there / SCALING)) : 1;
    for (let k = 0; k < Math.min(SCALING, there); k++) {
      known.push(loss === 'physics' ? reservoir.unsolved(k) : await reservoir.example(k * apart));
    }
    // Files may tell of other equations than those that are solved again here: then nothing is found.
    if (loss !== 'physics' && task.drawable) {
      const symmetries = await symmetriesOf(task, await reservoir.course(0));
      for (const room of rooms) room.reservoir.symmetries = symmetries;
    }
    const enter = ({ shape }: Room) => Training.create(gpu, task, network, settings, shape, taught.parameters);
    const examiner = await Inference.create(gpu, task, network, settings, own, taught.parameters);
    const refiner = await refinerOf(task, own, settings.refine);
    return new School(enter, scalingOf(known, task), rooms, examiner, refiner, task);
  }

  /** Examples made so far. */
  get made(): number {
    return this.#rooms.reduce((sum, { reservoir }) => sum + reservoir.made, 0);
  }

  /** Of a step; null before the first one. */
  get cost(): StepCost | null {
    return this.#taught?.training.cost ?? null;
  }

  /** Examples that one stands for, since the problem is the same when turned round. */
  get symmetries(): number {
    return Math.max(1, this.#last.symmetries.length);
  }

  async step(number: number, scaling: Scaling): Promise<void> {
    const { training, room } = await this.#at(number);
    await training.step(number, await room.reservoir.draw(number), scaling);
  }

  /** The loss of the latest step; NaN before the first one. */
  async loss(): Promise<number> {
    return this.#taught ? await this.#taught.training.loss() : Number.NaN;
  }

  /** What AdamW remembers. */
  async save(): Promise<ArrayBuffer[]> {
    return this.#taught ? await this.#taught.training.save() : [];
  }

  /** Brings it back for the step of a number. @param memory none = that of the first step */
  async restore(number: number, memory: readonly ArrayBuffer[]): Promise<void> {
    if (memory.length > 0) (await this.#at(number)).training.restore(memory);
    else this.forget();
  }

  /** Forgets what it remembers of earlier steps. */
  forget(): void {
    this.#taught?.training.forget();
  }

  /** Relative L2 errors on fresh examples from a number on, one a course: the mean over its frames. */
  async errors(scaling: Scaling, first = 0, count = Number.POSITIVE_INFINITY): Promise<number[]> {
    const errors: number[] = [];
    for (const { inputs, frames } of (await this.#last.tests()).slice(first, first + count)) {
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
    for (const { inputs, frames } of await this.#last.tests()) {
      const { frames: found } = await refinedFrames(this.#task, this.#examiner, this.#refiner, inputs, scaling);
      const own = frames.map(({ data }, frame) => relative(found[frame].data, data));
      errors.push(own.reduce((sum, error) => sum + error / own.length, 0));
    }
    return errors;
  }

  dispose(): void {
    this.#refiner?.dispose();
    this.#taught?.training.dispose();
    this.#examiner.dispose();
  }

  get #last(): Reservoir {
    return this.#rooms[this.#rooms.length - 1].reservoir;
  }

  /** Goes over to the grid of a step; what AdamW remembers goes along. */
  async #at(number: number): Promise<{ readonly room: Room; readonly training: Training }> {
    const room = this.#rooms.find(({ until }) => number < until) ?? this.#rooms[this.#rooms.length - 1];
    const before = this.#taught;
    if (before?.room === room) return before;
    const memory = await before?.training.save();
    const taught = { room, training: await this.#enter(room) };
    if (memory) taught.training.restore(memory);
    before?.training.dispose();
    this.#taught = taught;
    return taught;
  }
}

/** @throws Failure 'bad-input' where a coarser grid has fewer frequencies than the network */
function refuseOfFew(shape: readonly number[], task: OperatorTask, settings: FnoSettings): void {
  const { blocks, coarse, modes, stagger } = settings;
  if (coarse === '' || blocks === 'deeponet') return;
  const { padding } = gridOf(task, shape, settings);
  const most = Math.floor(Math.min(...shape.map((n, axis) => n + padding[axis])) / (2 * stagger));
  if (modes <= most) return;
  const advice = `${shape.join(' x ')} points hold ${most} modes along each axis, fewer than ${modes}: take more points`;
  throw new Failure('bad-input', `recipes.fno.coarse: ${advice}`, 'recipes.fno.coarse');
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
