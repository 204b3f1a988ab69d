import { Failure, OK, type Outcome } from '../../base/result';
import type { Gpu } from '../../gpu';
import type { Problem } from '../problem';
import type { Metric, Snapshot, StepCost, StoredData } from '../solver';
import type { Inference } from './inference';
import { School } from './school';
import type { FnoSettings } from './settings';
import { ofSnapshot, snapshotOf } from './snapshot';
import { type StoredSplit, splitOf, storedExamples } from './stored-examples';
import type { OperatorTask } from './task';
import type { Taught } from './taught';

/** What is learned, under which method's name. */
export interface Learned {
  readonly method: string;
  readonly task: OperatorTask;
  readonly settings: FnoSettings;
}

/** The training of one network: its steps, how far it has come, and how it ends. */
export class Studies {
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #learned: Learned;
  readonly #taught: Taught;
  readonly #inference: Inference;
  #school: School | null = null;
  /** Examples of files, in place of its own. */
  #stored: StoredSplit | null = null;
  #outcome: Outcome = OK;
  #steps = 0;
  #loss = Number.NaN;
  #finished = false;

  /** @param inference whose parameters are trained */
  constructor(gpu: Gpu, problem: Problem, learned: Learned, taught: Taught, inference: Inference) {
    this.#gpu = gpu;
    this.#problem = problem;
    this.#learned = learned;
    this.#taught = taught;
    this.#inference = inference;
  }

  get steps(): number {
    return this.#steps;
  }

  get outcome(): Outcome {
    return this.#outcome;
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Of a step; null before the first one. */
  get cost(): StepCost | null {
    return this.#school?.cost ?? null;
  }

  /** Examples that one stands for. */
  get symmetries(): number {
    return this.#school?.symmetries ?? 1;
  }

  get stored(): StoredSplit | null {
    return this.#stored;
  }

  async step(n: number): Promise<void> {
    if (this.#finished) return;
    const school = await this.#attend();
    const { steps } = this.#learned.settings;
    for (let k = 0; k < n && this.#steps < steps; k++) {
      await school.step(this.#steps, this.#taught.scaling);
      this.#steps++;
    }
    this.#loss = await school.loss();
    if (!Number.isFinite(this.#loss)) {
      this.#outcome = { code: 'diverged', advice: 'The loss is not a number: lower recipes.fno.rate and start anew.' };
    }
    this.#finished = this.#steps >= steps || this.#outcome !== OK;
  }

  metrics(): Readonly<Record<string, Metric>> {
    return {
      iterations: plain(this.#steps),
      ...(Number.isFinite(this.#loss) && { loss: plain(this.#loss) }),
      ...(this.#school && { examples: plain(this.#school.made) }),
    };
  }

  /** Errors on fresh examples; none where none can be drawn. */
  async examine(): Promise<Readonly<Record<string, Metric>>> {
    if (!this.#learned.task.drawable && !this.#stored) return {};
    const school = await this.#attend();
    const errors = await school.errors(this.#taught.scaling);
    const refined = await school.refinedErrors(this.#taught.scaling);
    return {
      testError: plain(meanOf(errors)),
      worstTestError: plain(Math.max(...errors)),
      ...(refined && { refinedTestError: plain(meanOf(refined)) }),
    };
  }

  /** Errors on samples of files that are kept from the training, from a number on. */
  async heldOut(first: number, count: number): Promise<number[]> {
    const school = await this.#attend();
    return school.errors(this.#taught.scaling, first, count);
  }

  /** @throws Failure 'bad-input' naming file and array */
  async takeExamples(data: StoredData | null, tests: StoredData | null): Promise<void> {
    const { method, settings, task } = this.#learned;
    if (data && settings.loss === 'physics') {
      const advice = 'nothing is learned of examples: set it to data or both';
      throw new Failure('bad-input', `recipes.${method}.loss: ${advice}`, `recipes.${method}.loss`);
    }
    const read = (one: StoredData) => storedExamples(one, task, settings, this.#problem.parameters);
    this.#stored = data && splitOf(data.name, await read(data), tests && (await read(tests)), settings);
    this.#school?.dispose();
    this.#school = null;
  }

  async save(): Promise<Snapshot> {
    const memory = (await this.#school?.save()) ?? [];
    const [parameters, { scaling }] = [await this.#taught.read(), this.#taught];
    return snapshotOf(this.#learned.method, { steps: this.#steps, parameters, memory, scaling });
  }

  /** @throws Failure 'bad-input' where the state belongs to another network */
  async load(snapshot: Snapshot): Promise<void> {
    const kept = ofSnapshot(this.#learned.method, this.#taught.count, snapshot);
    const school = await this.#attend();
    this.#taught.put(kept.parameters, kept.scaling);
    await school.restore(kept.steps, kept.memory);
    this.#steps = kept.steps;
    this.#outcome = OK;
    this.#finished = this.#steps >= this.#learned.settings.steps;
  }

  /** Begins from the weights that are there. */
  begin(): void {
    this.#school?.forget();
    this.#steps = 0;
    this.#loss = Number.NaN;
    this.#outcome = OK;
    this.#finished = false;
  }

  /** Begins from new ones. */
  reset(): void {
    this.#taught.begin(this.#problem.seed);
    if (this.#school) this.#taught.scaling = this.#school.scaling;
    this.begin();
  }

  /** Weights that were learned elsewhere. */
  end(): void {
    this.#finished = true;
  }

  dispose(): void {
    this.#school?.dispose();
  }

  /** Opens the school when it is first needed. */
  async #attend(): Promise<School> {
    const { method, settings, task } = this.#learned;
    if (!task.drawable && !this.#stored) {
      const advice = 'no examples can be drawn of fields that are handed in: give weights, or leave the files out';
      throw new Failure('bad-input', `method ${method}: ${advice}`, 'inputs');
    }
    if (!this.#school) {
      const given = [this.#taught.network, settings, this.#problem.seed, this.#inference, this.#stored] as const;
      this.#school = await School.open(this.#gpu, task, ...given);
      // Weights that were handed in have a scaling of their own.
      if (!this.#taught.handedIn) this.#taught.scaling = this.#school.scaling;
    }
    return this.#school;
  }
}

function plain(value: number): Metric {
  return { value, unit: '' };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}
