import { removeSwaps } from './folder';

/** A scene as it was kept, and the address that it was opened from. */
export interface Kept {
  readonly hash: string;
  readonly text: string;
  /** When it was kept, by `Date.now()`. */
  readonly at: number;
}

interface Slot extends Kept {
  /** The newer of two slots has the larger number. */
  readonly turn: number;
}

const SLOTS = ['autosave-0.json', 'autosave-1.json'] as const;

/**
 * Keeps the latest scene in the browser's private files, in two slots by turns: a file that a crash left half written
 * costs one change, not all. Where there are no such files nothing is kept.
 */
export class Autosave {
  readonly #folder: () => Promise<FileSystemDirectoryHandle>;
  #turn = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(folder: () => Promise<FileSystemDirectoryHandle> = () => navigator.storage.getDirectory()) {
    this.#folder = folder;
  }

  /** The latest scene that was kept whole; null where there is none. */
  async latest(): Promise<Kept | null> {
    const slots = (await Promise.all(SLOTS.map((name) => this.#read(name)))).filter((slot) => slot !== null);
    const [first = null, second = null] = slots.sort((a, b) => b.turn - a.turn);
    this.#turn = Math.max(this.#turn, first?.turn ?? 0, second?.turn ?? 0);
    return first;
  }

  keep(kept: Kept): Promise<void> {
    this.#work = this.#work.then(() => this.#write(kept)).catch(() => {});
    return this.#work;
  }

  async #write(kept: Kept): Promise<void> {
    this.#turn += 1;
    const folder = await this.#folder();
    await removeSwaps(folder);
    const file = await folder.getFileHandle(SLOTS[this.#turn % 2]!, { create: true });
    const stream = await file.createWritable();
    await stream.write(JSON.stringify({ ...kept, turn: this.#turn } satisfies Slot));
    await stream.close();
  }

  async #read(name: string): Promise<Slot | null> {
    try {
      const file = await (await (await this.#folder()).getFileHandle(name)).getFile();
      const slot = JSON.parse(await file.text()) as Partial<Slot>;
      // Those of older versions have no time.
      const { hash, text, turn, at = 0 } = slot;
      return typeof hash === 'string' && typeof text === 'string' && typeof turn === 'number'
        ? { hash, text, turn, at: Number(at) }
        : null;
    } catch {
      return null;
    }
  }
}
