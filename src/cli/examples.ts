import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, normalize } from 'node:path';
import {
  type ByteSource,
  h5Errors,
  MAX_NPY_BYTES,
  type NpyArray,
  readNpz,
  rowSize,
  type StoredArray,
  storedH5,
  storedNpy,
  storedSafetensors,
  storedZarr,
} from '../../solvers/io';
import type { StoredData } from '../../solvers/methods/solver';
import { refuse } from './arguments';

/** Open files of solved examples. */
export interface GivenExamples {
  readonly training: StoredData;
  readonly tests: StoredData | null;
  close(): void;
}

/** Arrays of one file. */
interface Opened {
  readonly arrays: ReadonlyMap<string, StoredArray>;
  close(): void;
}

/**
 * Opens what `--data` and `--test-data` name; only headers are read.
 * @throws Failure `bad-input` naming the option and the file
 */
export async function readExamples(data: readonly string[], tests: readonly string[]): Promise<GivenExamples | null> {
  if (data.length === 0) {
    if (tests.length > 0) throw refuse('--test-data wants --data beside it', '--test-data');
    return null;
  }
  const training = await openAll('--data', data);
  const asked = tests.length > 0 ? await openAll('--test-data', tests) : null;
  const close = (): void => {
    training.close();
    asked?.close();
  };
  return { training: training.data, tests: asked?.data ?? null, close };
}

async function openAll(option: string, words: readonly string[]): Promise<{ data: StoredData; close(): void }> {
  const opened: Opened[] = [];
  const close = (): void => {
    for (const one of opened) one.close();
  };
  const arrays = new Map<string, StoredArray>();
  try {
    for (const word of words) {
      const own = await openOne(option, word);
      opened.push(own);
      for (const [name, array] of own.arrays) {
        if (arrays.has(name)) throw refuse(`${option}: there are two arrays ${name}`, option);
        arrays.set(name, array);
      }
    }
  } catch (error) {
    close();
    throw error;
  }
  return { data: { name: `${option}: ${words.map((word) => basename(word)).join(', ')}`, arrays }, close };
}

async function openOne(option: string, word: string): Promise<Opened> {
  const named = /^([A-Za-z_][\w.-]*)=(.+\.npy)$/.exec(word);
  const path = named ? named[2]! : word;
  const found = await stat(path).catch(() => null);
  if (!found) throw refuse(`${option}: there is no file ${JSON.stringify(path)}`, option);
  const name = basename(path);
  if (found.isDirectory()) return openZarr(option, path);
  if (named) {
    const { source, close } = await sourceOf(path, found.size);
    return opening(async () => new Map([[named[1]!, await storedNpy(source, name)]]), close);
  }
  if (/\.(h5|hdf5)$/.test(name)) {
    const library = (await import('h5wasm/node')) as unknown as typeof import('h5wasm');
    return storedH5(await h5Errors(library), path, name, found.size);
  }
  if (name.endsWith('.safetensors')) {
    const { source, close } = await sourceOf(path, found.size);
    return opening(() => storedSafetensors(source, name), close);
  }
  if (name.endsWith('.npz')) {
    if (found.size > MAX_NPY_BYTES) {
      const advice = 'npz files are read whole: save several .npy files, HDF5 or zarr';
      throw refuse(`${option}: ${name} has ${found.size} bytes, over ${MAX_NPY_BYTES}: ${advice}`, option);
    }
    const all = [...readNpz(await readFile(path), name)].map(([key, array]) => [key, inMemory(key, array)] as const);
    return { arrays: new Map(all), close() {} };
  }
  const kinds = '.h5, .hdf5, .npz, .safetensors, a zarr folder or NAME=FILE.npy';
  throw refuse(`${option}: ${name} is none of ${kinds}`, option);
}

async function opening(arrays: () => Promise<Opened['arrays']>, close: () => void): Promise<Opened> {
  try {
    return { arrays: await arrays(), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Bytes of a file, by parts. */
async function sourceOf(path: string, size: number): Promise<{ source: ByteSource; close(): void }> {
  const handle = await open(path, 'r');
  const read = async (from: number, to: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(to - from);
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, from + at);
      if (bytesRead === 0) throw refuse(`${basename(path)} ended while it was read`, 'data');
      at += bytesRead;
    }
    return bytes;
  };
  return { source: { size, read }, close: () => void handle.close() };
}

async function openZarr(option: string, path: string): Promise<Opened> {
  const folder = {
    async get(key: string): Promise<Uint8Array | undefined> {
      const inside = normalize(key);
      if (inside.startsWith('..')) return undefined;
      return readFile(join(path, inside)).catch(() => undefined);
    },
  };
  const entries = await readdir(path, { withFileTypes: true });
  const arrays = new Map<string, StoredArray>();
  for (const entry of entries.filter((one) => one.isDirectory()).slice(0, 1000)) {
    const head = (await folder.get(`${entry.name}/.zarray`)) ?? (await folder.get(`${entry.name}/zarr.json`));
    if (head) arrays.set(entry.name, await storedZarr(folder, entry.name, entry.name));
  }
  if (arrays.size === 0) throw refuse(`${option}: ${basename(path)} holds no zarr arrays`, option);
  return { arrays, close() {} };
}

function inMemory(name: string, { shape, data }: NpyArray): StoredArray {
  const row = rowSize(shape);
  return { name, shape, rows: async (from, to) => data.slice(from * row, to * row) };
}
