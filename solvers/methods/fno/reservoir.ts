import { randomBits } from '../../base/random';
import { restrictedCourse } from './restrict';
import type { FnoSettings } from './settings';
import type { StoredSplit } from './stored-examples';
import { moved, type Symmetry } from './symmetry';
import type { Course, Example, OperatorTask } from './task';

/** Examples that errors are measured on are counted from here: training never comes so far. */
export const TESTS = 2 ** 24;
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
  readonly #stored: StoredSplit | null;
  #drawn = 0;
  /** By the number of a group that is solved at once. */
  readonly #groups = new Map<number, Promise<readonly Course[]>>();
  #tests: Promise<readonly Course[]> | null = null;

  /** @param stored examples of files, in place of those that the task makes */
  constructor(
    task: OperatorTask,
    settings: FnoSettings,
    shape: readonly number[],
    seed: number,
    stored: StoredSplit | null = null,
  ) {
    this.#stored = stored;
    this.#task = task;
    this.#settings = settings;
    this.#shape = shape;
    this.#seed = seed;
  }

  /** Examples made so far; without solving them: inputs drawn so far. */
  get made(): number {
    if (this.#stored) return this.#stored.training * this.#task.frames;
    if (this.#settings.loss === 'physics') return this.#drawn;
    return this.#groups.size * this.#task.together * this.#task.frames;
  }

  /** The examples of a training step, each moved by some symmetry. */
  async draw(step: number): Promise<Example[]> {
    const { batch, forward, loss } = this.#settings;
    const { frames } = this.#task;
    if (loss === 'physics') return Array.from({ length: batch }, (_, sample) => this.unsolved(step * batch + sample));
    const there = this.#there(step);
    const drawn: Example[] = [];
    for (let sample = 0; sample < batch; sample++) {
      const counter = 2 * (step * batch + sample);
      const index = randomBits(this.#seed, counter) % there;
      // Behind the last frame nothing is known.
      const last = forward > 0 && frames > 1 && index % frames === frames - 1;
      const example = await this.example(last ? index - 1 : index);
      const which = randomBits(this.#seed, counter + 1) % Math.max(1, this.symmetries.length);
      const symmetry = this.symmetries[which];
      drawn.push(symmetry ? this.#turned(example, symmetry) : example);
    }
    return drawn;
  }

  /** Inputs that nobody solves: as they cost little, no two steps see the same ones. */
  unsolved(index: number): Example {
    this.#drawn++;
    return { inputs: this.#task.draw(index, this.#shape), outputs: null, later: null };
  }

  /** One frame of a course to the next. */
  async example(index: number): Promise<Example> {
    const { frames: count } = this.#task;
    const { inputs, frames } = await this.course(Math.floor(index / count));
    const frame = index % count;
    return {
      inputs: frame === 0 ? inputs : this.#task.next(inputs, frames[frame - 1]),
      outputs: frames[frame],
      later: frames[frame + 1] ?? null,
    };
  }

  async course(index: number): Promise<Course> {
    // Files may be larger than memory: nothing is kept.
    if (this.#stored) return restrictedCourse(await this.#stored.course(index), this.#shape, this.#task);
    const { together } = this.#task;
    const group = Math.floor(index / together);
    const courses = this.#groups.get(group) ?? this.#make(group);
    this.#groups.set(group, courses);
    return (await courses)[index % together];
  }

  /** Courses that no training sees. */
  tests(): Promise<readonly Course[]> {
    this.#tests ??= this.#stored?.allTests() ?? this.#solved(TESTS, this.#settings.tests);
    return this.#tests;
  }

  #there(step: number): number {
    if (this.#stored) return this.#stored.training * this.#task.frames;
    const { examples, first, steps } = this.#settings;
    const rest = Math.max(0, examples - first);
    return Math.min(examples, first + Math.floor((rest * step) / (FILLED * steps)));
  }

  #make(group: number): Promise<readonly Course[]> {
    const { together } = this.#task;
    return this.#solved(group * together, together);
  }

  /** So many courses from a number on, as many at once as the task likes. */
  async #solved(from: number, count: number): Promise<readonly Course[]> {
    const { together } = this.#task;
    const all: Course[] = [];
    for (let k = 0; k < count; k += together) {
      const part = Array.from({ length: Math.min(together, count - k) }, (_, own) => {
        return this.#task.draw(from + k + own, this.#shape);
      });
      all.push(...(await this.#task.solve(part)));
    }
    return all;
  }

  #turned({ inputs, outputs, later }: Example, symmetry: Symmetry): Example {
    return {
      inputs: moved(inputs, symmetry, this.#task.turning),
      outputs: outputs && moved(outputs, symmetry, outputs.count),
      later: later && moved(later, symmetry, later.count),
    };
  }
}
