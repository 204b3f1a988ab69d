import { Failure } from '../base/result';

let generations = 0;

/**
 * Whether a device can still be used. WebGPU itself goes on "succeeding" silently after a loss, so every call of
 * the runtime asks here first, and every promise that the device should settle is watched here.
 */
export class DeviceLife {
  /** Ordinal number of the device in this process; arrays and programs carry it. */
  readonly generation = ++generations;
  /** Resolves once with the reason if the device is lost; a deliberate {@link close} is not a loss. */
  readonly lost: Promise<Failure>;
  #end: Failure | undefined;
  readonly #onWait: (wait: Promise<unknown>) => void;
  // Not Promise.race with `lost`: a race with a promise that stays pending keeps every loser alive.
  readonly #waiting = new Set<(reason: Failure) => void>();

  constructor(device: GPUDevice, onWait: (wait: Promise<unknown>) => void = () => {}) {
    this.#onWait = onWait;
    this.lost = new Promise((resolve) => {
      void device.lost.then(({ reason, message }) => {
        if (this.#end) return;
        const why = message.trim().split('\n')[0] || reason || 'no reason given';
        const failure = new Failure('lost', `The GPU device was lost (${why}): reload, or wait for it to be reopened.`);
        this.#finish(failure);
        resolve(failure);
      });
    });
  }

  get open(): boolean {
    return this.#end === undefined;
  }

  /** Throws `lost` once the device is gone. */
  assertOpen(): void {
    if (this.#end) throw this.#end;
  }

  /** `promise`, but rejected with `lost` as soon as the device is gone, even if the device never answers. */
  settle<T>(promise: Promise<T>): Promise<T> {
    const wait = new Promise<T>((resolve, reject) => {
      if (this.#end) return reject(this.#end);
      this.#waiting.add(reject);
      promise.then(
        (value) => {
          this.#waiting.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          // An operation aborted by a loss may fail a moment before the loss is announced, which then wins.
          setTimeout(() => {
            this.#waiting.delete(reject);
            reject(error);
          }, 50);
        },
      );
    });
    this.#onWait(wait);
    return wait;
  }

  /** Marks the end without a loss; pending calls are rejected. */
  close(): void {
    if (!this.#end) this.#finish(new Failure('lost', 'The GPU was closed: open it again.'));
  }

  #finish(failure: Failure): void {
    this.#end = failure;
    for (const reject of this.#waiting) reject(failure);
    this.#waiting.clear();
  }
}
