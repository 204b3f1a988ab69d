/**
 * Whether a worker still lives. A worker that is ended from outside says nothing, and a call to it waits for ever; but
 * the lock that it holds is free again.
 */
export class VitalSign {
  readonly #locks: Pick<LockManager, 'query'> | undefined;
  readonly #name = `engine ${Math.random()}`;
  #wasHeld = false;

  /** Asks the worker to hold the lock; worker.ts answers. */
  constructor(worker: { postMessage(message: unknown): void }, locks = globalThis.navigator?.locks) {
    this.#locks = locks;
    if (locks) worker.postMessage({ hold: this.#name });
  }

  /** True once it has ended; false also where nothing can be known. */
  async isGone(): Promise<boolean> {
    const { held = [] } = (await this.#locks?.query()) ?? {};
    const isHeld = held.some(({ name }) => name === this.#name);
    this.#wasHeld ||= isHeld;
    return this.#wasHeld && !isHeld;
  }
}
