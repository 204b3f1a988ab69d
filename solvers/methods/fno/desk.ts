import { Failure } from '../../base/result';
import type { Gpu } from '../../gpu';
import type { HostField, Operator, OperatorLook, StoredFacts, Stroke } from '../solver';
import { dabbed } from './brush';
import { Inference } from './inference';
import type { OperatorNetwork } from './operator';
import { resampled } from './resample';
import { TESTS } from './reservoir';
import type { Scaling } from './scaling';
import { relative } from './school';
import type { FnoSettings } from './settings';
import type { Channels, OperatorTask } from './task';
import { variedChannel, variedOf } from './varied';

/** Classical answers to examples that are kept. */
const KEPT = 256;
/** Samples of files that are answered at once. */
const AT_ONCE = 4;
/** Grids that a question may ask for, points along the longest side. */
const [FEWEST, MOST] = [8, 1024];

/** What a desk needs of the solver whose operator it is. */
interface DeskParts {
  readonly gpu: Gpu;
  readonly task: OperatorTask;
  readonly network: OperatorNetwork;
  readonly settings: FnoSettings;
  /** Answers on the points of the picture; its parameters are the operator's. */
  readonly taught: Inference;
  readonly scaling: () => Scaling;
  /** The scene's own input at its present parameters. */
  readonly stated: () => Channels;
  /** Shows the answer to {@link Desk.given} again: it is another one, or others were answered meanwhile. */
  readonly ask: () => void;
  readonly train: () => void;
  readonly handedIn: () => boolean;
  readonly stored: () => StoredFacts | null;
  /** Errors on samples of files that are kept from the training. */
  readonly heldOut: (first: number, count: number) => Promise<readonly number[]>;
}

/** Where an operator is questioned: which input it answers, on which grid, and how well. */
export class Desk implements Operator {
  readonly paints: readonly string[];
  readonly modes: number;
  readonly points: number;
  readonly #parts: DeskParts;
  #example: number | null = null;
  #painted: Channels | null = null;
  #version = 0;
  /** Answers on another grid than the picture's. */
  #other: { readonly points: number; readonly inference: Inference } | null = null;
  /** Classical answers, every frame, by what they answer and on which grid. */
  readonly #solved = new Map<string, readonly Channels[]>();

  constructor(parts: DeskParts) {
    const { task, settings } = parts;
    this.#parts = parts;
    const numbers = variedOf(settings).filter(({ name }) => variedChannel(task, name) !== '');
    this.paints = task.inputs.filter((input) => !numbers.some(({ name }) => name === input));
    this.modes = settings.modes;
    this.points = Math.max(...task.points);
  }

  get example(): number | null {
    return this.#example;
  }

  get painted(): boolean {
    return this.#painted !== null;
  }

  get version(): number {
    return this.#version;
  }

  get handedIn(): boolean {
    return this.#parts.handedIn();
  }

  get stored(): StoredFacts | null {
    const facts = this.#parts.stored();
    if (!facts) return null;
    const { name, training, tests, shape, layout } = facts;
    return { name, training, tests, shape, layout };
  }

  /** The input that is answered, on the points of the picture. */
  get given(): Channels {
    return this.#painted ?? this.#unpainted(this.#parts.task.points);
  }

  async choose(example: number | null): Promise<void> {
    if (example !== null && !(Number.isInteger(example) && example >= 0 && example < 2 ** 24)) {
      throw new Failure('bad-input', `example: it is ${example}: choose a whole number from 0 on`, 'example');
    }
    if (example !== null && !this.#parts.task.drawable) {
      throw new Failure('bad-input', 'example: none can be drawn of fields that are handed in', 'example');
    }
    this.#example = example;
    this.#painted = null;
    this.changed();
    this.#parts.ask();
  }

  /** A dab into an input field. */
  paint(stroke: Stroke): void {
    this.#painted = dabbed(this.given, stroke, this.#parts.task);
    this.changed();
    this.#parts.ask();
  }

  /** The input is another one. */
  changed(): void {
    this.#version++;
  }

  async solved(): Promise<readonly HostField[]> {
    const { task } = this.#parts;
    const { shape, count, data } = await this.#truth(this.given);
    const coordinates = this.#coordinates(shape);
    return task.outputs.map((name, k) => ({
      name,
      shape,
      data: Float64Array.from(channel(data, count, k)),
      coordinates,
    }));
  }

  async look(points: number): Promise<OperatorLook> {
    const { task, scaling, ask } = this.#parts;
    if (!(Number.isInteger(points) && points >= FEWEST && points <= MOST)) {
      throw new Failure('bad-input', `points: choose a whole number from ${FEWEST} to ${MOST}`, 'points');
    }
    const shape = task.points.map((count) => Math.max(FEWEST, Math.round((count * points) / this.points)));
    const given = this.#on(shape);
    const inference = await this.#inferenceOn(points, shape);
    const answer = (await inference.frames(given, scaling())).at(-1)!;
    if (inference === this.#parts.taught) ask();
    const solved = await this.#truth(given);
    return {
      shape,
      coordinates: this.#coordinates(shape),
      given: channel(given.data, given.count, 0),
      answer: channel(answer.data, answer.count, 0),
      solved: channel(solved.data, solved.count, 0),
    };
  }

  async examine(first: number, count: number): Promise<readonly number[]> {
    const { task, taught, scaling, ask, heldOut } = this.#parts;
    if (this.stored) {
      const errors = await heldOut(first, Math.min(count, AT_ONCE));
      // The first of them may have told what channels are measured in.
      ask();
      return errors;
    }
    if (!task.drawable) throw new Failure('bad-input', 'examples: none can be drawn of fields that are handed in');
    const numbers = Array.from({ length: Math.min(count, Math.max(1, task.together)) }, (_, k) => first + k);
    const inputs = numbers.map((number) => task.draw(TESTS + number, task.points));
    const key = (number: number): string => `${number} ${task.points.join()}`;
    const fresh = numbers.filter((number) => !this.#solved.has(key(number)));
    const courses = await task.solve(fresh.map((number) => inputs[numbers.indexOf(number)]));
    for (const [k, number] of fresh.entries()) this.#keep(key(number), courses[k].frames);
    const errors: number[] = [];
    for (const [k, number] of numbers.entries()) {
      const found = await taught.frames(inputs[k], scaling());
      const own = this.#solved.get(key(number))!.map(({ data }, frame) => relative(found[frame].data, data));
      errors.push(own.reduce((sum, error) => sum + error / own.length, 0));
    }
    ask();
    return errors;
  }

  train(): void {
    this.#parts.train();
  }

  dispose(): void {
    this.#other?.inference.dispose();
  }

  /** The input on another grid: an example is drawn there, others are interpolated. */
  #on(shape: readonly number[]): Channels {
    const { task } = this.#parts;
    const { given } = this;
    if (shape.join() === task.points.join()) return given;
    if (this.#example !== null && !this.#painted) return this.#unpainted(shape);
    const share = (axis: number, points: number): Float64Array => {
      const { min, max } = task.axes[axis];
      return task.positions(axis, points).map((place) => (place - min) / (max - min));
    };
    return resampled(given, shape, task.periodic, share);
  }

  #unpainted(shape: readonly number[]): Channels {
    const { task, stated } = this.#parts;
    return this.#example === null ? stated() : task.draw(TESTS + this.#example, shape);
  }

  async #inferenceOn(points: number, shape: readonly number[]): Promise<Inference> {
    const { gpu, task, network, settings, taught } = this.#parts;
    if (points === this.points) return taught;
    if (this.#other?.points === points) return this.#other.inference;
    const values = shape.reduce((product, n) => product * n, 1);
    // Every layer keeps its channels, and a transform of them.
    gpu.assertFits(4 * values * settings.width * (settings.layers + 2) * 2, `an answer on ${points} points`, 'points');
    this.#other?.inference.dispose();
    this.#other = null;
    const inference = await Inference.create(gpu, task, network, settings, shape, taught.parameters);
    this.#other = { points, inference };
    return inference;
  }

  /** The classical answer at the end of time. */
  async #truth(given: Channels): Promise<Channels> {
    const own = this.#example !== null && !this.#painted ? `${this.#example}` : `own ${this.#version}`;
    const key = `${own} ${given.shape.join()}`;
    const known = this.#solved.get(key) ?? (await this.#parts.task.solve([given]))[0].frames;
    this.#keep(key, known);
    return known.at(-1)!;
  }

  #keep(key: string, frames: readonly Channels[]): void {
    this.#solved.delete(key);
    this.#solved.set(key, frames);
    for (const old of this.#solved.keys()) {
      if (this.#solved.size <= KEPT) break;
      this.#solved.delete(old);
    }
  }

  #coordinates(shape: readonly number[]): Record<string, Float64Array> {
    const { task } = this.#parts;
    return Object.fromEntries(task.axes.map(({ name }, axis) => [name, task.positions(axis, shape[axis])] as const));
  }
}

function channel(data: Float32Array, count: number, k: number): Float32Array {
  return Float32Array.from({ length: data.length / count }, (_, at) => data[at * count + k]);
}
