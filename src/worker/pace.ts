/** At most this many pictures a second: more cannot be told apart in a flow, and the time belongs to the solver. */
const FRAME_MS = 1000 / 30;
const SAMPLES = 15;
/** A batch may be this much longer than the last one, so that one lucky sample cannot start a huge batch. */
const GROWTH = 4;
const MAX_BATCH = 4096;

/**
 * Decides how many steps go between two pictures, from measured times: a picture at most every 33 ms, and at most
 * a third of the time spent on drawing (software adapters draw slowly). Medians, so that a frozen tab or a
 * garbage collection does not change the pace; nothing is caught up afterwards.
 */
export class Pace {
  readonly #stepMs = new Median(SAMPLES);
  readonly #drawMs = new Median(SAMPLES);
  #lastBatch = 0;

  /** Median wall time of a step, ms; 0 before the first. */
  get stepMs(): number {
    return this.#stepMs.value;
  }

  /** Time from one picture to the next, ms. */
  get frameMs(): number {
    return Math.max(FRAME_MS, 3 * this.#drawMs.value);
  }

  /** Steps of the next batch; `speed` > 0 caps them. */
  batch(speed: number): number {
    const room = this.frameMs - this.#drawMs.value;
    const fit = this.#lastBatch === 0 ? 1 : Math.floor(room / Math.max(this.stepMs, 1e-3));
    const cap = speed > 0 ? speed : MAX_BATCH;
    return Math.max(1, Math.min(fit, cap, GROWTH * this.#lastBatch, MAX_BATCH));
  }

  stepped(steps: number, ms: number): void {
    if (steps <= 0) return;
    this.#stepMs.add(ms / steps);
    this.#lastBatch = steps;
  }

  drew(ms: number): void {
    this.#drawMs.add(ms);
  }
}

class Median {
  readonly #size: number;
  readonly #samples: number[] = [];
  value = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(sample: number): void {
    this.#samples.push(sample);
    if (this.#samples.length > this.#size) this.#samples.shift();
    const sorted = [...this.#samples].sort((a, b) => a - b);
    this.value = sorted[sorted.length >> 1]!;
  }
}
