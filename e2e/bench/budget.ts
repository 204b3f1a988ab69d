import type { HostName } from './arguments';

/** A peer's row that takes longer is given up, so that nothing holds up the rest. */
const CAP_SECONDS = 300;
/** Parts of a limited run: all peers of one host, and one row of them. */
const PEERS = 0.3;
const ONE_PEER = 0.075;

/** Shares out the minutes of a run. */
export class Budget {
  readonly #seconds: number;
  readonly #began = performance.now();
  readonly #peers = new Map<HostName, number>();

  /** @param minutes of the whole run; null for as long as it takes */
  constructor(minutes: number | null) {
    this.#seconds = minutes === null ? Number.POSITIVE_INFINITY : 60 * minutes;
  }

  /** Why nothing more is begun, or null. */
  over(): string | null {
    const spent = (performance.now() - this.#began) / 1000;
    return spent < this.#seconds ? null : `out of time after ${Math.round(spent / 60)} minutes`;
  }

  /** Seconds that the next row of a peer may take; below a few it is not worth to begin. */
  peerSeconds(host: HostName): number {
    const left = PEERS * this.#seconds - (this.#peers.get(host) ?? 0);
    return this.over() === null ? Math.min(CAP_SECONDS, ONE_PEER * this.#seconds, left) : 0;
  }

  spend(host: HostName, seconds: number): void {
    this.#peers.set(host, (this.#peers.get(host) ?? 0) + seconds);
  }
}
