import { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';

/**
 * One life of one device. Work that needs the device runs alone, in the order of asking, so that a probe never
 * sees the middle of a step. When the device is lost every pending call rejects at once, also one that hangs.
 */
export class Session {
  readonly gpu: Gpu;
  #end: Failure | null = null;
  #tail: Promise<unknown> = Promise.resolve();
  readonly #pending = new Set<(failure: Failure) => void>();

  /** @param onLost called once when the device is lost, not after {@link close}. */
  constructor(gpu: Gpu, onLost: (failure: Failure) => void) {
    this.gpu = gpu;
    void gpu.lost.then((failure) => {
      if (this.#end) return;
      this.#finish(failure);
      onLost(failure);
    });
  }

  /** Null while the device lives. */
  get end(): Failure | null {
    return this.#end;
  }

  /** Runs `work` when everything asked before has ended; rejects with `lost` when the device goes. */
  exclusive<T>(work: () => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#end) return reject(this.#end);
      this.#pending.add(reject);
      const turn = this.#tail.then(() => {
        if (this.#end) throw this.#end;
        return work();
      });
      this.#tail = turn.catch(() => {});
      turn.then(resolve, reject).finally(() => this.#pending.delete(reject));
    });
  }

  /** Ends the device on purpose: nothing is reported and nothing recovers. */
  close(): void {
    if (this.#end) return;
    this.#finish(new Failure('lost', 'The engine was closed.'));
    this.gpu.close();
  }

  #finish(failure: Failure): void {
    this.#end = failure;
    for (const reject of this.#pending) reject(failure);
    this.#pending.clear();
  }
}
