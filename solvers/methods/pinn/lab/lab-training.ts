import { Failure, OK, type Outcome } from '../../../base/result';
import type { Executor } from '../../../optim';
import { LabPoints } from './lab-points';
import { type Model, type Programs, programsOf } from './programs';

/** Iterations between new learning rates. */
const SCHEDULE = 50;
/** A rate that was halved so often is too small to go on. */
const LEAST_FACTOR = 2 ** -20;

const NOWHERE: Outcome = {
  code: 'diverged',
  advice: 'The loss is not a number however small the steps: check divisions, roots and logarithms, or lower the rate.',
};

/** What was measured of a training at its present weights. */
export interface Measured {
  readonly loss: number;
  /** By term. */
  readonly losses: Readonly<Record<string, number>>;
  /** Between the gradients of groups, by `A.B`. */
  readonly cosines: Readonly<Record<string, number>>;
  /** By group. */
  readonly weights: Readonly<Record<string, number>>;
  /** The weight of the last slab of time; null without slabs. */
  readonly causal: number | null;
  /** Steps that were taken back, and what is left of the rate for it. */
  readonly rejected: number;
  readonly rateFactor: number;
}

/**
 * A network in training by first-order or quasi-Newton steps: one program a step, replayed; the host draws points,
 * writes the rate and reads a few numbers when it is asked. What happens at certain numbers of iterations does so
 * however many are run at once.
 */
export class LabTraining {
  readonly model: Model;
  readonly points: LabPoints;
  iterations = 0;
  readonly #executor: Executor;
  readonly #programs: Programs;

  private constructor(executor: Executor, model: Model, programs: Programs) {
    this.#executor = executor;
    this.model = model;
    this.#programs = programs;
    this.points = new LabPoints(executor, model);
    this.reset();
  }

  static async create(executor: Executor, model: Model): Promise<LabTraining> {
    return new LabTraining(executor, model, await programsOf(executor, model));
  }

  /** Sums over all iterations so far: dispatches, bytes, flops of the steps themselves. */
  get cost() {
    return this.#programs.stepper.cost;
  }

  /** Fresh weights from the problem's seed, the first points. */
  reset(): void {
    const { network, statement } = this.model;
    this.points.restart();
    this.iterations = 0;
    this.begin(Float32Array.from(network.initial(statement.problem.seed)));
  }

  /** Goes on from these weights, with no memory of others. */
  begin(weights: Float32Array): void {
    const { stepper, work } = this.#programs;
    for (const node of stepper.state) this.#executor.write(node, new Float32Array(sizeOf(node.shape)));
    stepper.restored();
    this.#executor.write(this.model.parameters, weights);
    if (stepper.guard) {
      this.#executor.write(stepper.guard.kept, weights);
      this.#executor.write(stepper.guard.rateFactor, [1]);
    }
    this.#executor.write(work.weights, new Float32Array(work.losses.groups.length).fill(1));
  }

  /** `count` iterations more. */
  async run(count: number): Promise<Outcome> {
    const end = this.iterations + count;
    while (this.iterations < end) {
      await this.#prepare();
      const next = Math.min(end, ...this.#dates().map((every) => every * (Math.floor(this.iterations / every) + 1)));
      const outcome = await this.#programs.stepper.run(this.iterations, next - this.iterations);
      this.iterations = next;
      if (outcome.code !== 'ok') return outcome;
    }
    return OK;
  }

  /** Every how many iterations something is done before one. */
  #dates(): number[] {
    const { redraw, reweigh } = this.model.recipe;
    return [SCHEDULE, ...(redraw > 0 ? [redraw] : []), ...(this.#programs.reweigh ? [reweigh] : [])];
  }

  async #prepare(): Promise<void> {
    const { recipe } = this.model;
    const { stepper, reweigh, work } = this.#programs;
    const due = (every: number): boolean => every > 0 && this.iterations % every === 0;
    if (due(SCHEDULE)) {
      const share = Math.min(1, this.iterations / recipe.iterations);
      if (stepper.guard) this.#executor.write(work.rate, [recipe.rate * recipe.rateLeft ** share]);
    }
    if (this.iterations > 0 && due(recipe.redraw)) {
      await this.points.redraw();
      // Other points have another loss: it is not to be taken for a divergence.
      for (const mean of stepper.guard?.means ?? []) this.#executor.write(mean, [0]);
    }
    if (reweigh && due(recipe.reweigh)) await reweigh.run();
  }

  /** Looks at losses and gradients; costs about an iteration. */
  async measure(): Promise<Measured> {
    const { measure, work, stepper } = this.#programs;
    await measure.run();
    const told = Array.from(await measure.read('told'));
    const take = (count: number): number[] => told.splice(0, count);
    const { terms, groups, causal } = work.losses;
    const losses = Object.fromEntries(take(terms.length).map((loss, k) => [terms[k][0], loss]));
    const pairs = groups.flatMap((a, i) => groups.slice(i + 1).map((b) => `${a.name}.${b.name}`));
    const cosines = Object.fromEntries(take(pairs.length).map((value, k) => [pairs[k], value]));
    const weights = Object.fromEntries(take(groups.length).map((value, k) => [groups[k].name, value]));
    const number = async (node: typeof work.rate): Promise<number> => (await this.#executor.read(node))[0];
    return {
      loss: Object.values(losses).reduce((sum, loss) => sum + loss, 0),
      losses,
      cosines,
      weights,
      causal: causal ? take(1)[0] : null,
      rejected: stepper.guard ? await number(stepper.guard.rejected) : 0,
      rateFactor: stepper.guard ? await number(stepper.guard.rateFactor) : 1,
    };
  }

  /** Why it cannot go on, as far as that is known. */
  static outcomeOf({ rateFactor }: Measured): Outcome {
    return rateFactor < LEAST_FACTOR ? NOWHERE : OK;
  }

  /** The weights as they are. */
  async weights(): Promise<Float32Array> {
    return Float32Array.from(await this.#executor.read(this.model.parameters));
  }

  /** Everything that a run goes on from, by name. */
  async state(): Promise<Record<string, Float32Array>> {
    const nodes = this.#kept();
    const arrays = await Promise.all(nodes.map((node) => this.#executor.read(node)));
    return Object.fromEntries(arrays.map((values, k) => [`state ${k}`, Float32Array.from(values)]));
  }

  /** @throws Failure 'bad-input' where it is that of another training */
  restore(state: Readonly<Record<string, Float32Array>>): void {
    const nodes = this.#kept();
    if (!nodes.every((node, k) => state[`state ${k}`]?.length === sizeOf(node.shape))) {
      throw new Failure('bad-input', 'this state belongs to another network or method, or is damaged: start anew');
    }
    for (const [k, node] of nodes.entries()) this.#executor.write(node, state[`state ${k}`]);
    this.#programs.stepper.restored();
  }

  #kept() {
    const { stepper, work } = this.#programs;
    return [this.model.parameters, work.weights, ...(stepper.guard ? [work.rate] : []), ...stepper.state];
  }

  dispose(): void {
    this.#executor.release();
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
