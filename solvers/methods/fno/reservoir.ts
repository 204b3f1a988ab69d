import { randomBits } from '../../base/random';
import type { FnoSettings } from './settings';
import { moved, type Symmetry } from './symmetry';
import type { Example, OperatorTask } from './task';

/** Examples that errors are measured on are counted from here: training never comes so far. */
const TESTS = 2 ** 24;
/** All examples are there after this part of the training. */
const FILLED = 0.5;

/**
 * Examples that are made when they are first drawn, while training goes on: which one a step draws depends on its
 * number alone, so that a run that is taken up again draws the same ones.
 */
export class Reservoir {
  symmetries: readonly Symmetry[] = [];
  readonly #task: OperatorTask;
  readonly #settings: FnoSettings;
  readonly #seed: number;
  readonly #shape: readonly number[];
  /** By the number of a group that is solved at once. */
  readonly #groups = new Map<number, Promise<readonly Example[]>>();

  constructor(task: OperatorTask, settings: FnoSettings, shape: readonly number[], seed: number) {
    this.#task = task;
    this.#settings = settings;
    this.#shape = shape;
    this.#seed = seed;
  }

  /** Examples made so far. */
  get made(): number {
    return this.#groups.size * this.#task.together;
  }

  /** The examples of a training step, each moved by some symmetry. */
  async draw(step: number): Promise<Example[]> {
    const { batch } = this.#settings;
    const there = this.#there(step);
    const drawn: Example[] = [];
    for (let sample = 0; sample < batch; sample++) {
      const counter = 2 * (step * batch + sample);
      const { inputs, outputs } = await this.example(randomBits(this.#seed, counter) % there);
      const which = randomBits(this.#seed, counter + 1) % Math.max(1, this.symmetries.length);
      const symmetry = this.symmetries[which];
      drawn.push(
        symmetry ? { inputs: moved(inputs, symmetry), outputs: moved(outputs, symmetry) } : { inputs, outputs },
      );
    }
    return drawn;
  }

  async example(index: number): Promise<Example> {
    const { together } = this.#task;
    const group = Math.floor(index / together);
    const examples = this.#groups.get(group) ?? this.#make(group);
    this.#groups.set(group, examples);
    return (await examples)[index % together];
  }

  /** Examples that no training sees. */
  async tests(): Promise<Example[]> {
    const all: Example[] = [];
    for (let k = 0; k < this.#settings.tests; k++) all.push(await this.example(TESTS + k));
    return all;
  }

  #there(step: number): number {
    const { examples, first, steps } = this.#settings;
    const rest = Math.max(0, examples - first);
    return Math.min(examples, first + Math.floor((rest * step) / (FILLED * steps)));
  }

  async #make(group: number): Promise<readonly Example[]> {
    const { together } = this.#task;
    const inputs = Array.from({ length: together }, (_, k) => this.#task.draw(group * together + k, this.#shape));
    const outputs = await this.#task.solve(inputs);
    return inputs.map((own, k) => ({ inputs: own, outputs: outputs[k] }));
  }
}
