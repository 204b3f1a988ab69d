import type { Gpu } from '../../gpu';
import type { Problem } from '../problem';
import type { Display, HostField } from '../solver';
import { OperatorDisplay } from './display';
import type { Inference } from './inference';
import { named } from './named';
import { type RefinedFrames, refinedFrames } from './refined-frames';
import type { Scaling } from './scaling';
import type { Channels, OperatorTask, Refiner } from './task';

/** What is answered to the input that is shown, as a picture and as fields, refined where that is wanted. */
export class Answers {
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #task: OperatorTask;
  readonly #inference: Inference;
  readonly #refiner: Refiner | null;
  readonly #display: OperatorDisplay;
  /** Null until they were asked for. */
  #fields: readonly HostField[] | null = null;
  #refined: RefinedFrames | null = null;

  constructor(gpu: Gpu, problem: Problem, task: OperatorTask, inference: Inference, refiner: Refiner | null) {
    this.#gpu = gpu;
    this.#problem = problem;
    this.#task = task;
    this.#inference = inference;
    this.#refiner = refiner;
    this.#display = new OperatorDisplay(gpu, task, inference.shown);
  }

  get display(): Display {
    return this.#display.display;
  }

  /** Null until fields were asked for, and where nothing is refined. */
  get refined(): RefinedFrames | null {
    return this.#refined;
  }

  /** Hands in what is to be answered. */
  ask(given: Channels, scaling: Scaling): void {
    this.#inference.ask(given, scaling);
    this.#display.put(given);
    this.forget();
  }

  /** The weights are other ones. */
  forget(): void {
    this.#fields = null;
    this.#refined = null;
  }

  /** Puts the answer into the arrays that are drawn. */
  show(): void {
    const last = this.#refined?.frames.at(-1);
    if (last) this.#gpu.write(this.#inference.shown[0], last.data);
    else this.#inference.show();
  }

  async fields(given: Channels, scaling: Scaling): Promise<readonly HostField[]> {
    if (!this.#fields) {
      if (this.#refiner) {
        this.#refined = await refinedFrames(this.#task, this.#inference, this.#refiner, given, scaling);
      }
      const frames = this.#refined?.frames ?? (await this.#inference.frames(given, scaling));
      this.#fields = named(this.#problem, this.#task, given, frames);
    }
    return this.#fields;
  }

  dispose(): void {
    this.#display.dispose();
    this.#refiner?.dispose();
    this.#inference.dispose();
  }
}
