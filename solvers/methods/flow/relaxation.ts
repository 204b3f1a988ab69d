import { Failure } from '../../base/result';
import { widthRange } from '../../grid';
import { TsallisInf } from '../../linear/relax/tsallis-inf';
import type { FlowGrid } from './layout';

/** The best for square cells, and what longer ones may need: 1.3 for 1 : 2, 1.5 for 1 : 3, 1.6 where some are 1 : 10. */
const OMEGAS = [1.15, 1.3, 1.45, 1.6];
/** Cells up to this ratio of sides count as square: the first omega is the best there, and trying others would cost. */
const SQUARE = 1.5;
const SEED = 1;
/** The device counts cycles modulo this, so that f32 holds them. */
const COUNTED = 2 ** 20;

/**
 * Learns the over-relaxation of the pressure's smoother during the run, from the mean cycles of a chunk of steps. Where
 * all cells are nearly square it is fixed. It decides from the same summaries whatever the timing.
 */
export class Relaxation {
  readonly #chunk: number;
  readonly #chooser: TsallisInf | null;
  #omega = OMEGAS[0]!;
  /** Step and count of cycles of the latest summary. */
  #step = -1;
  #counted = 0;
  /** Least mean cycles so far: costs count from there, which the bandit needs to tell them apart soon. */
  #least = COUNTED;
  /** Summaries to come that belong to the omega before. */
  #wait = 0;

  constructor(grid: FlowGrid, chunk: number) {
    const [x, y] = [widthRange(grid.x), widthRange(grid.y)];
    const ratio = Math.max(x[1] / y[0], y[1] / x[0]);
    this.#chunk = chunk;
    this.#chooser = ratio > SQUARE ? new TsallisInf(OMEGAS, SEED) : null;
    if (this.#chooser) this.#omega = this.#chooser.choose();
  }

  get omega(): number {
    return this.#omega;
  }

  /** The omega is tried out, and may need many more cycles than usual. */
  get trying(): boolean {
    return this.#chooser !== null && this.#chooser.chance < 0.5;
  }

  /** Takes in how many cycles (modulo 2^20) all solves had at step `step`, one chunk of steps ago. */
  adapt(step: number, counted: number): void {
    if (!this.#chooser) return;
    const whole = step === this.#step + this.#chunk;
    const mean = ((counted - this.#counted + COUNTED) % COUNTED) / this.#chunk;
    this.#step = step;
    this.#counted = counted;
    // After a start or a return to an earlier state there is nothing to compare with.
    if (!whole) return;
    if (this.#wait > 0) {
      this.#wait--;
      return;
    }
    this.#least = Math.min(this.#least, mean);
    this.#chooser.learn(1 + mean - this.#least);
    this.#omega = this.#chooser.choose();
    this.#wait = 1;
  }

  /** All that later decisions depend on, as plain numbers. */
  save(): Record<string, number> {
    if (!this.#chooser) return {};
    const learnt = Object.entries(this.#chooser.save()).flatMap(([name, values]) =>
      values.map((value, k): [string, number] => [`learnt.${name}.${k}`, value]),
    );
    const own = {
      omega: this.#omega,
      step: this.#step,
      counted: this.#counted,
      least: this.#least,
      wait: this.#wait,
    };
    return { ...own, ...Object.fromEntries(learnt) };
  }

  /** Takes up what {@link save} gave. @throws Failure 'bad-input' where it is none of this grid. */
  load(saved: Readonly<Record<string, number>>): void {
    if (!this.#chooser) return;
    const { omega, step, counted, least, wait } = saved;
    if (!(OMEGAS.includes(omega!) && step! >= -1 && counted! >= 0 && least! > 0 && wait! >= 0)) throw refusal();
    const names = Object.entries(this.#chooser.save());
    this.#chooser.load(
      Object.fromEntries(
        names.map(([name, values]) => [name, values.map((_, k) => saved[`learnt.${name}.${k}`] ?? Number.NaN)]),
      ),
    );
    this.#omega = omega!;
    this.#step = step!;
    this.#counted = counted!;
    this.#least = least!;
    this.#wait = wait!;
  }
}

function refusal(): Failure {
  return new Failure('bad-input', 'this state has no valid relaxation: start anew', 'snapshot');
}
