import type { Gpu } from '../../../gpu';
import type { StepCost } from '../../solver';
import type { EvolveSpec } from '../spec';
import type { CompiledStep } from './compiled';
import type { Ground } from './jacobian';
import type { ImplicitModel } from './model';
import { makeOperators, type Operators, type Slots } from './operators';
import { type SharedPrograms, StepPrograms } from './programs';
import type { Weights } from './scheme';

/** Matrices of another alpha serve as well while they are this near. */
const NEAR = 0.15;
/**
 * Solves of a step, each of one cycle that leaves a twentieth of what the guess was wrong: where that is as small as the
 * error that is allowed, where the step is given, and where the guess or the matrices are those of another step.
 */
const [CHOSEN, GIVEN, STRANGE] = [1, 2, 3];
/** Newton's iterations at most; a correction that is not this much smaller than the one before asks for new matrices. */
const [MOST, SLOW] = [10, 0.3];
/** Cycles of each of Newton's solves. */
const NEWTON_CYCLES = 2;
/** Matrices that are kept. */
const KNOWN = 3;
/** Components smaller than the largest by more than this count as if they were so large. */
const SMALLEST = 1e-3;

/** Corrections, and what the guess of the change was wrong, relative to the state. */
interface Norms {
  readonly correction: number;
  readonly guess: number;
}

/** Makes the change of a step on the device, and touches the state only where it is accepted. */
export class Stepper {
  readonly #gpu: Gpu;
  readonly #model: ImplicitModel;
  readonly #shared: SharedPrograms;
  readonly #programs: CompiledStep;
  readonly #slots: Slots;
  #ground: Ground;
  #isGiven: boolean;
  #operators: Operators[] = [];
  #iterations = 1;

  constructor(gpu: Gpu, model: ImplicitModel, spec: EvolveSpec, shared: SharedPrograms, programs: CompiledStep) {
    this.#gpu = gpu;
    this.#model = model;
    this.#shared = shared;
    this.#programs = programs;
    this.#ground = model.ground(spec);
    this.#isGiven = spec.dt !== null;
    const { misfits, corrections } = model.programs.nodes;
    this.#slots = this.#ground.descriptions.map(({ part }, k) => {
      if (part.diffusion.every((d) => d === null)) return null;
      return { misfit: shared.arrays.get(misfits[k])!, correction: shared.arrays.get(corrections[k])! };
    });
  }

  /** Of the latest step. */
  get cost(): StepCost {
    const { begin, misfit, correct, accept } = this.#programs;
    const programs = [begin.program, accept.program];
    for (let k = 0; k < this.#iterations; k++) {
      programs.push(misfit.program, correct.program, ...this.#operators.slice(-1).map(({ program }) => program));
    }
    const sum = (key: keyof StepCost): number => programs.reduce((total, { cost }) => total + cost[key], 0);
    return { dispatches: sum('dispatches'), bytes: sum('bytes'), flops: sum('flops') };
  }

  /** Takes the parameters of a spec. */
  renew(spec: EvolveSpec): void {
    this.forget();
    this.#ground = this.#model.ground(spec);
    for (const [node, data] of this.#model.constants(spec)) this.#shared.write(node, data);
  }

  /** Gives the matrices back. */
  forget(): void {
    for (const one of this.#operators) one.dispose();
    this.#operators = [];
  }

  /** Tells the programs what time it is. */
  setTime(t: number, next: number, weights: Weights): void {
    this.#shared.write(this.#model.programs.nodes.numbers, StepPrograms.numbersOf(t, next, weights));
  }

  /**
   * The change from `t` to `next`: what its guess was wrong, relative to the state; null where there is none.
   * @param tolerance of Newton's corrections
   */
  async attempt(t: number, next: number, weights: Weights, tolerance: number): Promise<number | null> {
    this.setTime(t, next, weights);
    this.#gpu.run(this.#programs.begin.program);
    const norms = this.#model.isNewton
      ? await this.#newton(next, weights, tolerance)
      : await this.#solve(next, weights, next - t);
    return norms && Number.isFinite(norms.guess) ? norms.guess : null;
  }

  accept(): void {
    this.#gpu.run(this.#programs.accept.program);
  }

  /** With matrices that are right: one solve, or a few. */
  async #solve(next: number, weights: Weights, dt: number): Promise<Norms> {
    const usual = 1.5 / dt;
    const alpha = Math.abs(weights.alpha / usual - 1) < NEAR ? usual : weights.alpha;
    const isOwn = (one: Operators): boolean => Math.abs(one.alpha / alpha - 1) < 1e-9;
    const found = this.#operators.find(isOwn) ?? (await this.#make(alpha, next, this.#nothing(), 1));
    this.#operators = [...this.#operators.filter((one) => one !== found), found];
    this.#shared.write(this.#model.programs.nodes.inverses, found.inverses);
    const isStrange = weights.error === null || Math.abs(weights.alpha / alpha - 1) > 1e-9;
    this.#iterations = isStrange ? STRANGE : this.#isGiven ? GIVEN : CHOSEN;
    for (let k = 0; k < this.#iterations; k++) this.#correct(found);
    return this.#norms();
  }

  /** Newton's iteration with matrices that are made anew only where it slows down; null where it does not converge. */
  async #newton(next: number, weights: Weights, tolerance: number): Promise<Norms | null> {
    let isFresh = false;
    const renew = async (): Promise<Operators> => {
      const state = await this.#iterate();
      this.forget();
      isFresh = true;
      return this.#make(weights.alpha, next, state, NEWTON_CYCLES);
    };
    let [own] = this.#operators;
    if (!own || Math.abs(own.alpha / weights.alpha - 1) > NEAR) own = await renew();
    let previous = Number.POSITIVE_INFINITY;
    for (this.#iterations = 1; this.#iterations <= MOST; this.#iterations++) {
      this.#shared.write(this.#model.programs.nodes.inverses, own.inverses);
      this.#correct(own);
      const norms = await this.#norms();
      const { correction } = norms;
      if (!Number.isFinite(correction)) return null;
      const rate = correction / previous;
      if (correction <= tolerance || (rate < 1 && correction * (rate / (1 - rate)) <= tolerance)) return norms;
      if (rate > 1 && isFresh) return null;
      if (rate > SLOW && !isFresh) own = await renew();
      previous = correction;
    }
    return null;
  }

  #correct({ program }: Operators): void {
    this.#gpu.run(this.#programs.misfit.program);
    this.#gpu.run(program);
    this.#gpu.run(this.#programs.correct.program);
  }

  async #make(alpha: number, t: number, state: readonly Float64Array[], cycles: number): Promise<Operators> {
    const operators = await makeOperators(this.#gpu, this.#ground, this.#slots, { alpha, state, t, cycles });
    if (this.#operators.length >= KNOWN) this.#operators.shift()!.dispose();
    this.#operators.push(operators);
    return operators;
  }

  #nothing(): Float64Array[] {
    return this.#ground.tables.map((tables) => new Float64Array(tables.get('volume')!.length));
  }

  /** The components at the new time as they stand, on the host. */
  async #iterate(): Promise<Float64Array[]> {
    const { iterate } = this.#programs;
    this.#gpu.run(iterate!.program);
    const all = await iterate!.read('iterate');
    const size = all.length / this.#ground.descriptions.length;
    return this.#ground.descriptions.map((_, k) => Float64Array.from(all.subarray(k * size, (k + 1) * size)));
  }

  /** Root mean squares relative to the state, the largest of all components. */
  async #norms(): Promise<Norms> {
    const all = await this.#programs.correct.read('norms');
    const components = this.#ground.descriptions.map((_, k) => all.subarray(3 * k, 3 * k + 3));
    const least = SMALLEST * Math.max(1e-30, ...components.map(([, , size]) => Math.sqrt(size)));
    const largest = (part: 0 | 1): number =>
      Math.max(...components.map((one) => Math.sqrt(one[part]) / Math.max(Math.sqrt(one[2]), least)));
    return { correction: largest(0), guess: largest(1) };
  }
}
