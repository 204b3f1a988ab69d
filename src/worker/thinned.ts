/**
 * An even selection of a series that nobody knows the length of: when it is full, every second entry goes, and from
 * then on only every second that is offered is taken.
 */
export class Thinned<T> {
  readonly capacity: number;
  #entries: T[] = [];
  #stride = 1;

  /** @param capacity entries at most; even. */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get entries(): readonly T[] {
    return this.#entries;
  }

  /** How much further apart the entries are than at the start. */
  get stride(): number {
    return this.#stride;
  }

  /** Adds an entry at the end; those that had to go for it. */
  add(entry: T): T[] {
    const full = this.#entries.length >= this.capacity;
    const gone = full ? this.#entries.filter((_, k) => k % 2 === 1) : [];
    if (full) {
      this.#entries = this.#entries.filter((_, k) => k % 2 === 0);
      this.#stride *= 2;
    }
    this.#entries.push(entry);
    return gone;
  }

  /** Takes out the entries at the end that do not stay. */
  cut(stays: (entry: T) => boolean): T[] {
    const end = this.#entries.findIndex((entry) => !stays(entry));
    if (end < 0) return [];
    const gone = this.#entries.slice(end);
    this.#entries = this.#entries.slice(0, end);
    if (end === 0) this.#stride = 1;
    return gone;
  }
}
