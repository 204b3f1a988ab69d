import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../solvers/base/result';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../../solvers/io';

const NAMES = ['checkpoint-0.bin', 'checkpoint-1.bin'] as const;

/**
 * Two files of a folder that take turns: whatever happens while one is written, the other is whole. A file is written
 * under another name and renamed when all of it has reached the disk.
 */
export class Slots {
  readonly #folder: string;
  #counter = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The newest whole checkpoint, or null; and of each damaged file a line. */
  async latest(): Promise<{ checkpoint: Checkpoint | null; damaged: readonly string[] }> {
    const damaged: string[] = [];
    let newest: Checkpoint | null = null;
    for (const name of NAMES) {
      const bytes = await readFile(join(this.#folder, name)).catch(() => null);
      if (!bytes) continue;
      try {
        const checkpoint = await readCheckpoint(bytes, name);
        if (checkpoint.counter > (newest?.counter ?? 0)) newest = checkpoint;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        damaged.push(error.message);
      }
    }
    this.#counter = newest?.counter ?? 0;
    return { checkpoint: newest, damaged };
  }

  /** Writes over the older of the two. */
  async write({ about, state }: Omit<Checkpoint, 'counter'>): Promise<void> {
    const counter = this.#counter + 1;
    const path = join(this.#folder, NAMES[counter % 2]!);
    const file = await open(`${path}.tmp`, 'w');
    try {
      await file.writeFile(await writeCheckpoint({ about, counter, state }));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.tmp`, path);
    this.#counter = counter;
  }
}
