import type { Solver } from '../../solvers/methods/solver';
import { Pace } from './pace';
import type { Session } from './session';
import { nextTask, sleep } from './timers';

/** What a run asks of its host. */
export interface RunHooks {
  /** Resolves when the first step may be made. */
  ready(): Promise<void>;
  /** Called alone on the device before steps are made. */
  before(): Promise<void>;
  /** Draws if a picture is wanted and may be shown; called alone on the device. Resolves to whether it drew. */
  draw(): Promise<boolean>;
  /** Whether pictures move although the solution stands still (particles). */
  animated(): boolean;
  /** Step, time or state changed. */
  changed(): void;
  /** The loop has ended, by an unforeseen error if there is one. */
  stopped(error?: unknown): void;
}

/** One scene being solved on one device: the loop of steps and pictures. */
export class Run {
  readonly solver: Solver;
  /** Steps per picture at most; 0 = as fast as it goes. */
  speed = 0;
  /** The step that it stops at; it goes on from there when it is started again. */
  last = Number.POSITIVE_INFINITY;
  readonly #session: Session;
  readonly #hooks: RunHooks;
  readonly #pace = new Pace();
  #wanted = false;
  #retired = false;
  #looping = false;
  #waiting = false;
  /** Changes with every command; a counted step gives way to a later command. */
  #command = 0;
  #lastPicture = 0;
  #ms = 0;

  constructor(session: Session, solver: Solver, hooks: RunHooks) {
    this.#session = session;
    this.solver = solver;
    this.#hooks = hooks;
  }

  /** True while steps are being made; false once the solver has finished or failed. */
  get running(): boolean {
    return this.#wanted && !this.solver.finished && !this.#session.end;
  }

  /** Whether the user wants steps to be made. */
  get wanted(): boolean {
    return this.#wanted;
  }

  /** Whether the loop draws by itself. */
  get looping(): boolean {
    return this.#looping && !this.#waiting;
  }

  get stepMs(): number {
    return this.#pace.stepMs;
  }

  /** Wall time of all steps since the beginning or the last {@link rewind}. */
  get seconds(): number {
    return this.#ms / 1000;
  }

  /** The solver was taken back to its beginning. */
  rewind(): void {
    this.#ms = 0;
  }

  start(): void {
    this.#command++;
    this.#wanted = true;
    if (this.solver.stepCount >= this.last) this.last = Number.POSITIVE_INFINITY;
    this.wake();
  }

  /** Resolves when the last batch has ended. */
  async pause(): Promise<void> {
    this.#command++;
    this.#wanted = false;
    await this.#session.exclusive(() => {});
    this.#hooks.changed();
  }

  /** Starts the loop again where it ended by itself although the user wants it to run. */
  wake(): void {
    if (!this.#looping && this.#wanted) void this.#loop();
  }

  /** Makes `count` steps, fewer if another command comes, the solver finishes or fails. */
  async step(count: number): Promise<void> {
    this.#wanted = false;
    const command = ++this.#command;
    let left = count;
    while (left > 0 && command === this.#command && !this.#over) {
      const made = await this.#session.exclusive(() => this.#batch(Math.min(left, this.#pace.batch(0))));
      left -= made;
      this.#hooks.changed();
      if (made === 0) break;
      await nextTask();
    }
  }

  /** Ends for good; call it alone on the device. */
  retire(): void {
    this.#command++;
    this.#wanted = false;
    this.#retired = true;
    this.solver.dispose();
  }

  get #over(): boolean {
    return this.#retired || this.solver.finished || this.solver.outcome.code !== 'ok';
  }

  async #loop(): Promise<void> {
    this.#looping = true;
    let fresh = true;
    let fault: unknown;
    try {
      this.#waiting = true;
      await this.#hooks.ready();
      this.#waiting = false;
      // A failed solver may go on when the user says so: its state is the last good one.
      while (this.#wanted && !this.#session.end && (fresh || this.solver.outcome.code === 'ok')) {
        if (this.solver.finished && !this.#hooks.animated()) break;
        fresh = false;
        const began = performance.now();
        const stepped = await this.#session.exclusive(() => this.#turn());
        this.#hooks.changed();
        // A paced run waits for its next picture; so does one that only moves particles.
        const rest = this.speed > 0 || !stepped ? this.#pace.frameMs - (performance.now() - began) : 0;
        await (rest >= 1 ? sleep(rest) : nextTask());
      }
      if (this.solver.outcome.code !== 'ok') this.#wanted = false;
    } catch (error) {
      fault = error;
      // After a loss the run goes on, on the next device.
      if (!this.#session.end) this.#wanted = false;
    }
    this.#looping = false;
    this.#hooks.stopped(fault);
  }

  /** One batch of steps and, when it is due, one picture. Resolves to whether steps were made. */
  async #turn(): Promise<boolean> {
    if (!this.#wanted) return false;
    const left = this.last - this.solver.stepCount;
    const steps = this.solver.finished ? 0 : await this.#batch(Math.min(left, this.#pace.batch(this.speed)));
    if (this.solver.stepCount >= this.last) this.#wanted = false;
    // Batches fill the time between two pictures; the first, short ones must not draw one each.
    const began = performance.now();
    if (began - this.#lastPicture >= 0.6 * this.#pace.frameMs && (await this.#hooks.draw())) {
      await this.#session.gpu.done();
      this.#pace.drew(performance.now() - began);
      this.#lastPicture = began;
    }
    return steps > 0;
  }

  /** Steps, and waits for the GPU: only so are the times of steps and of pictures known apart. */
  async #batch(count: number): Promise<number> {
    // A batch may have been asked for before the scene was replaced.
    if (this.#retired) return 0;
    await this.#hooks.before();
    const before = this.solver.stepCount;
    const began = performance.now();
    await this.solver.step(count);
    await this.#session.gpu.done();
    const made = this.solver.stepCount - before;
    const ms = performance.now() - began;
    this.#pace.stepped(made, ms);
    this.#ms += ms;
    return made;
  }
}
