import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from '../sweep/job';
import { isFinal, type Run, readRun } from '../sweep/run';
import { refuse } from './arguments';

/**
 * DIR/results: one file a job, called by its hash. A file appears whole, under its name, when it has reached the disk;
 * a job that is run twice overwrites itself.
 */
export class Results {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(out: string): Promise<Results> {
    const folder = join(out, 'results');
    await mkdir(folder, { recursive: true }).catch((error: Error) => {
      throw refuse(`--out: the folder ${folder} cannot be made (${error.message})`, '--out');
    });
    return new Results(folder);
  }

  /** The run of a job, if it is there and stands; a file that is damaged counts as none. */
  async find({ hash }: Pick<Job, 'hash'>): Promise<Run | null> {
    const text = await readFile(this.#path(hash), 'utf8').catch(() => null);
    if (text === null) return null;
    try {
      const run = readRun(JSON.parse(text), hash);
      return isFinal(run) ? run : null;
    } catch {
      return null;
    }
  }

  async write(run: Run): Promise<void> {
    const path = this.#path(run.hash);
    // Two workers that share the folder may write the same job at once.
    const own = `${path}.${process.pid}.tmp`;
    const file = await open(own, 'w');
    try {
      await file.writeFile(`${JSON.stringify(run)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(own, path);
  }

  #path(hash: string): string {
    return join(this.#folder, `${hash}.json`);
  }
}

/** Writes files that are whole or not there into a folder that exists. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, `${name}.tmp`), text);
    await rename(join(folder, `${name}.tmp`), join(folder, name));
  }
}
