import type { Gpu } from './gpu';
import type { Program } from './program';

/** Weight (about bytes) that a millisecond is assumed to carry before the clock has spoken: 1 GB/s. */
const FIRST_GUESS = 1e6;
/** A slice grows at most so much over the one before. */
const GROWTH = 4;

/** Each slice counts so much less with every later one. */
const DECAY = 0.75;

/**
 * How fast a program has gone so far: weights and times summed apart, since browsers tell of two slices at once and
 * the second then seems to have taken no time.
 */
interface Pace {
  weight: number;
  ms: number;
  lastWeight: number;
}

/**
 * Submits programs in slices of about `sliceMs` milliseconds by the clock, at most two in flight, so that drawing
 * gets between them and no driver thinks the GPU hangs. Order and results do not depend on how it is cut. Driven by
 * the queue alone (no timers, no frames): nothing is lost or hurried when the tab is hidden.
 */
export class Runner {
  readonly #gpu: Gpu;
  readonly #sliceMs: number;
  readonly #paces = new WeakMap<Program, Pace>();
  readonly #inFlight: Promise<void>[] = [];
  #tail: Promise<void> = Promise.resolve();
  #lastDone = 0;
  #slices = 0;

  constructor(gpu: Gpu, { sliceMs = 30 }: { readonly sliceMs?: number } = {}) {
    this.#gpu = gpu;
    this.#sliceMs = sliceMs;
  }

  /** Slices submitted so far. */
  get slices(): number {
    return this.#slices;
  }

  /**
   * Replays `program` `times` times, after all runs asked for earlier. Resolves when everything is submitted and
   * at most one slice is in flight: from then on, writes come after the run. Rejects with `lost`.
   */
  run(program: Program, times = 1): Promise<void> {
    const run = this.#tail.then(() => this.#replay(program, times));
    this.#tail = run.catch(() => {});
    return run;
  }

  /** Resolves when all runs asked for so far are done on the device. */
  async drain(): Promise<void> {
    await this.#tail;
    await this.#room(0);
  }

  async #replay(program: Program, times: number): Promise<void> {
    const end = program.length * times;
    for (let at = 0; at < end; ) {
      const to = this.#cut(program, at, end);
      this.#gpu.run(program, at, to);
      this.#slices++;
      this.#time(program, program.weight(to) - program.weight(at));
      at = to;
      await this.#room(1);
    }
  }

  /** The last entry that fits a slice from `at`; at least one goes. */
  #cut(program: Program, at: number, end: number): number {
    const pace = this.#paces.get(program);
    let weight = this.#sliceMs * FIRST_GUESS;
    if (pace) weight = Math.min((this.#sliceMs * pace.weight) / pace.ms, GROWTH * pace.lastWeight);
    return program.cut(at, end, weight);
  }

  #time(program: Program, weight: number): void {
    const submitted = performance.now();
    const done = this.#gpu.done().then(() => {
      const now = performance.now();
      // The queue is serial: a slice begins when the one before it has ended.
      const ms = Math.max(0.01, now - Math.max(submitted, this.#lastDone));
      this.#lastDone = now;
      const pace = this.#paces.get(program) ?? { weight: 0, ms: 0, lastWeight: 0 };
      pace.weight = DECAY * pace.weight + weight;
      pace.ms = DECAY * pace.ms + ms;
      // Decays slowly: the short slice at the end of a run does not hold back the next run.
      pace.lastWeight = Math.max(weight, DECAY * pace.lastWeight);
      this.#paces.set(program, pace);
    });
    // A loss is reported by the next wait, not as an unhandled rejection.
    done.catch(() => {});
    this.#inFlight.push(done);
  }

  async #room(atMost: number): Promise<void> {
    while (this.#inFlight.length > atMost) {
      const oldest = this.#inFlight[0]!;
      try {
        await oldest;
      } finally {
        if (this.#inFlight[0] === oldest) this.#inFlight.shift();
      }
    }
  }
}
