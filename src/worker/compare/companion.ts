import type { Effort, RivalState } from '../protocol';
import type { Run } from '../run';
import type { Session } from '../session';
import { nextTask, sleep } from '../timers';
import type { Comparison } from './comparison';

/** Two looks at the errors are at least this far apart, ms. */
const LOOK_MS = 400;
/** A look takes at most one part in so many of the time. */
const SHARE = 10;
/** A turn of the other answer takes at most so long, ms. */
const LONGEST_MS = 2000;

/**
 * Goes on with the other answer beside a run, in slices between the run's own work, also while that is paused; and
 * measures both as they change.
 */
export class Companion {
  readonly comparison: Comparison;
  readonly #session: Session;
  readonly #run: Run;
  readonly #tell: (error?: unknown) => void;
  #looping = false;
  #retired = false;
  #looks = 0;
  #gap = LOOK_MS;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** The state of both answers when they were last looked at. */
  #seen = '';

  /** @param tell called when the other answer went on, or failed */
  constructor(session: Session, run: Run, comparison: Comparison, tell: (error?: unknown) => void) {
    this.#session = session;
    this.#run = run;
    this.comparison = comparison;
    this.#tell = tell;
  }

  get state(): RivalState {
    const { words, done } = this.comparison.rival;
    return { words, working: !done, looks: this.#looks };
  }

  /** Something may have changed: goes on where it rests. */
  wake(): void {
    if (!this.#looping && !this.#retired && this.#due) void this.#loop();
  }

  /** Ends for good; call it alone on the device. */
  retire(): void {
    this.#retired = true;
    this.comparison.dispose();
  }

  async #loop(): Promise<void> {
    this.#looping = true;
    try {
      while (!this.#retired && this.#due) {
        const wait = this.comparison.rival.done ? this.#lookedAt + this.#gap - performance.now() : 0;
        if (wait > 0) await sleep(wait);
        await this.#session.exclusive(() => this.#turn());
        this.#tell();
        await nextTask();
      }
    } catch (error) {
      if (!this.#session.end) {
        this.#retired = true;
        this.#tell(error);
      }
    }
    this.#looping = false;
  }

  async #turn(): Promise<void> {
    const began = performance.now();
    // As long as the run's own steps take: beside long ones short slices would never come to an end.
    const share = Math.min(LONGEST_MS, this.#run.stepMs);
    do await this.#slice();
    while (!this.comparison.rival.done && performance.now() - began < share);
  }

  async #slice(): Promise<void> {
    if (this.#retired) return;
    const { rival } = this.comparison;
    const wasDone = rival.done;
    if (!wasDone) await rival.advance();
    const isEvent = !wasDone && (rival.stepwise || rival.done);
    if (!(isEvent || performance.now() - this.#lookedAt >= this.#gap) || this.#moment === this.#seen) return;
    this.#lookedAt = performance.now();
    this.#seen = this.#moment;
    await this.comparison.look(await this.#effort());
    // What is seen must not cost what is looked at much of its time.
    this.#gap = Math.max(LOOK_MS, SHARE * (performance.now() - this.#lookedAt));
    this.#looks++;
  }

  /** What the run's answer took: its steps, or where it was trained already one answer. */
  async #effort(): Promise<Effort> {
    const { solver, seconds } = this.#run;
    const { stepCount: steps, cost, operator, display } = solver;
    if (steps > 0 || !operator?.handedIn) return { steps, seconds, flops: cost.flops * steps };
    await this.#session.gpu.done();
    const began = performance.now();
    solver.refresh(display.fields.map(({ name }) => name));
    await this.#session.gpu.done();
    return { steps: 1, seconds: (performance.now() - began) / 1000, flops: cost.flops };
  }

  /** Whether there is something to go on with or to look at. */
  get #due(): boolean {
    return !this.comparison.rival.done || this.#moment !== this.#seen;
  }

  get #moment(): string {
    const { effort, words } = this.comparison.rival;
    return `${this.#run.solver.stepCount} ${effort?.steps} ${words}`;
  }
}
