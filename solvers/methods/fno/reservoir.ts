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
  readonly #known = new Map<number, Promise<Example>>();

  constructor(task: OperatorTask, settings: FnoSettings, shape: readonly number[], seed: number) {
    this.#task = task;
    this.#settings = settings;
    this.#shape = shape;
    this.#seed = seed;
  }

  /** Examples made so far. */
  get made(): number {
    return this.#known.size;
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

  example(index: number): Promise<Example> {
    const known = this.#known.get(index) ?? this.#make(index);
    this.#known.set(index, known);
    return known;
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

  async #make(index: number): Promise<Example> {
    const inputs = this.#task.draw(index, this.#shape);
    return { inputs, outputs: await this.#task.solve(inputs) };
  }
}
