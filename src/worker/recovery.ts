import type { DeviceNotice } from './protocol';
import { sleep } from './timers';

/** Waits before each attempt to reopen the GPU, ms: browsers block a page that asks too often. */
const BACKOFF = [2_000, 10_000, 30_000];
/** A loss so soon after the last one counts as the second in a row, ms. */
const SETTLED_MS = 60_000;

// A page's own reload does not lift the browser's ban on a page whose GPU process crashed twice; a visitor's does.
const RELOAD =
  'Reload the page with the browser’s own button to try again; a smaller grid or a newer graphics driver may help.';

/** Reopens a lost GPU: three attempts, further and further apart, and none after a second loss in a row. */
export class Recovery {
  readonly #reopen: () => Promise<string>;
  readonly #tell: (state: DeviceNotice['state'], text: string) => void;
  readonly #backoff: readonly number[];
  readonly #settled: number;
  #restoredAt = Number.NEGATIVE_INFINITY;
  #busy = false;
  #gone = false;

  /**
   * @param reopen brings everything back and resolves to one sentence that says in which state.
   * @param times waits before each attempt, and how long after the last loss another is the second in a row, ms.
   */
  constructor(
    reopen: () => Promise<string>,
    tell: (state: DeviceNotice['state'], text: string) => void,
    {
      backoff = BACKOFF,
      settled = SETTLED_MS,
    }: { readonly backoff?: readonly number[]; readonly settled?: number } = {},
  ) {
    this.#reopen = reopen;
    this.#tell = tell;
    this.#backoff = backoff;
    this.#settled = settled;
  }

  /** Call at every loss, also one that happens while the last is being repaired. */
  async lost(): Promise<void> {
    if (this.#gone) return;
    if (this.#busy || performance.now() - this.#restoredAt < this.#settled) {
      return this.#giveUp(`The GPU was lost twice in a row, so the engine stops here. ${RELOAD}`);
    }
    this.#busy = true;
    this.#tell('lost', 'The GPU was lost. It is being reopened.');
    for (const wait of this.#backoff) {
      await sleep(wait);
      const text = await this.#reopen().catch(() => null);
      if (this.#gone) return;
      if (text === null) continue;
      this.#busy = false;
      this.#restoredAt = performance.now();
      return this.#tell('restored', text);
    }
    this.#giveUp(`The GPU did not come back. ${RELOAD}`);
  }

  #giveUp(text: string): void {
    this.#gone = true;
    this.#tell('gone', text);
  }
}
