import { Failure } from '../../../solvers/base/result';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from '../../../solvers/io';
import { namesIn, removeSwaps } from './folder';

/** What a file holds. */
export type Content = Omit<Checkpoint, 'counter'>;

/** A file that is whole. */
export interface Filed extends Content {
  readonly name: string;
  readonly bytes: number;
}

/** Larger files are none of ours. */
const MOST_BYTES = 2 ** 28;

/**
 * Named contents in a folder of the browser's private files, each in a file with its hash. A newer version is written
 * beside the older one, which goes when it is whole: whatever happens meanwhile, one of them is there.
 */
export class Cabinet {
  readonly #path: string;
  readonly #root: () => Promise<FileSystemDirectoryHandle>;
  /** The number of each name's version. */
  readonly #versions = new Map<string, number>();

  /** @param path the folder's name */
  constructor(path: string, root: () => Promise<FileSystemDirectoryHandle> = () => navigator.storage.getDirectory()) {
    this.#path = path;
    this.#root = root;
  }

  /** All that is whole, the newest version of each name; and a line for each file that is not. Never throws. */
  async readAll(): Promise<{ readonly files: readonly Filed[]; readonly damaged: readonly string[] }> {
    const damaged: string[] = [];
    const newest = new Map<string, { filed: Filed; version: number }>();
    try {
      const folder = await this.#folder();
      for (const file of await namesIn(folder)) {
        const [name, version] = partsOf(file);
        if (name === null) continue;
        this.#versions.set(name, Math.max(version, this.#versions.get(name) ?? 0));
        const filed = await read(folder, file, name).catch((error) => {
          damaged.push(error instanceof Failure ? error.message : `${file} could not be read.`);
          return null;
        });
        if (filed && version > (newest.get(name)?.version ?? -1)) newest.set(name, { filed, version });
      }
    } catch {
      // There are no private files here.
    }
    return { files: [...newest.values()].map(({ filed }) => filed), damaged };
  }

  /**
   * Files a content under a name, in place of what had that name; the bytes that it took.
   * @throws whatever the browser refuses with, such as a full disk; what was there before stays.
   */
  async write(name: string, content: Content): Promise<number> {
    const folder = await this.#folder();
    const version = (this.#versions.get(name) ?? 0) + 1;
    const bytes = await writeCheckpoint({ ...content, counter: version });
    const file = fileOf(name, version);
    await removeSwaps(folder);
    try {
      const stream = await (await folder.getFileHandle(file, { create: true })).createWritable();
      await stream.write(bytes as Uint8Array<ArrayBuffer>);
      await stream.close();
    } catch (error) {
      await folder.removeEntry(file).catch(() => {});
      throw error;
    }
    this.#versions.set(name, version);
    await this.#removeOf(folder, name, version);
    return bytes.length;
  }

  /** The names that there are. */
  async names(): Promise<string[]> {
    const parts = (await namesIn(await this.#folder())).map((file) => partsOf(file)[0]);
    return [...new Set(parts.filter((name) => name !== null))];
  }

  async remove(name: string): Promise<void> {
    await this.#removeOf(await this.#folder(), name, null);
  }

  async #removeOf(folder: FileSystemDirectoryHandle, name: string, except: number | null): Promise<void> {
    for (const file of await namesIn(folder)) {
      const [own, version] = partsOf(file);
      if (own === name && version !== except) await folder.removeEntry(file).catch(() => {});
    }
  }

  async #folder(): Promise<FileSystemDirectoryHandle> {
    return (await this.#root()).getDirectoryHandle(this.#path, { create: true });
  }
}

function fileOf(name: string, version: number): string {
  return `${name}.${version}.bin`;
}

function partsOf(file: string): [string | null, number] {
  const found = /^([\w-]+)\.(\d{1,9})\.bin$/.exec(file);
  return found ? [found[1]!, Number(found[2])] : [null, 0];
}

async function read(folder: FileSystemDirectoryHandle, file: string, name: string): Promise<Filed> {
  const blob = await (await folder.getFileHandle(file)).getFile();
  if (blob.size > MOST_BYTES) throw new Failure('bad-input', `${file} is larger than ${MOST_BYTES} bytes.`, file);
  const { counter: _, ...content } = await readCheckpoint(new Uint8Array(await blob.arrayBuffer()), file);
  return { ...content, name, bytes: blob.size };
}
