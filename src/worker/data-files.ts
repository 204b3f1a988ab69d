import { Failure } from '../../solvers/base/result';
import {
  type ByteSource,
  h5Errors,
  MAX_NPY_BYTES,
  readNpz,
  rowSize,
  type StoredArray,
  storedH5,
  storedNpy,
  storedSafetensors,
  storedZarr,
} from '../../solvers/io';
import type { StoredData } from '../../solvers/methods/solver';
import type { DataFile } from './inside';
import { nextTask } from './timers';

/** Open files of solved examples. */
export interface OpenData {
  readonly data: StoredData;
  close(): void;
}

/** Arrays of one file or folder. */
interface Opened {
  readonly arrays: ReadonlyMap<string, StoredArray>;
  close(): void;
}

const MOST_FILES = 64;
/** A zarr folder holds a file for each chunk. */
const MOST_PIECES = 50_000;
/** Names that stand in messages. */
const NAMED = 3;
const ARRAY = /^[A-Za-z_][\w.-]{0,63}$/;
const PLAIN: Pick<Opened, 'close'> = { close() {} };

let mounts = 0;

/**
 * Opens data files from the page: .h5, .hdf5, .npz, .safetensors, one .npy for each array, named by it, or the pieces of
 * a zarr folder. Headers alone are read, of npz all.
 * @throws Failure `bad-input` naming the file and what is wrong with it
 */
export async function openFiles(files: readonly DataFile[]): Promise<OpenData> {
  if (files.length === 0 || files.length > MOST_PIECES) {
    throw refuse(`${files.length} files are none, or over the limit ${MOST_PIECES}`);
  }
  const groups = new Map<string, DataFile[]>();
  for (const file of files) {
    const [name] = file.path.split('/') as [string];
    const group = groups.get(name);
    if (group) group.push(file);
    else groups.set(name, [file]);
  }
  if (groups.size > MOST_FILES) throw refuse(`${groups.size} files are over the limit ${MOST_FILES}`);
  const opened: Opened[] = [];
  const close = (): void => {
    for (const one of opened) one.close();
  };
  const arrays = new Map<string, StoredArray>();
  try {
    for (const [name, own] of groups) {
      const one = own.some(({ path }) => path.includes('/')) ? await openZarr(name, own) : await openFile(own);
      opened.push(one);
      for (const [array, stored] of one.arrays) {
        if (arrays.has(array)) throw refuse(`${name}: there are two arrays ${array}`);
        arrays.set(array, stored);
      }
    }
  } catch (error) {
    close();
    throw error;
  }
  const names = [...groups.keys()];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return { data: { name: `${names.slice(0, NAMED).join(', ')}${more}`, arrays }, close };
}

async function openFile([file, second]: readonly DataFile[]): Promise<Opened> {
  const { path, blob } = file!;
  if (second) throw refuse(`there are two files ${path}`);
  const kind = /\.(h5|hdf5|npz|npy|safetensors)$/i.exec(path)?.[1]?.toLowerCase();
  switch (kind) {
    case 'npy': {
      const name = path.slice(0, -4);
      if (!ARRAY.test(name)) throw refuse(`${path}: an npy file is called as its array is, such as u.npy`);
      return { arrays: new Map([[name, await storedNpy(sourceOf(file!), path)]]), ...PLAIN };
    }
    case 'safetensors':
      return { arrays: await storedSafetensors(sourceOf(file!), path), ...PLAIN };
    case 'npz':
      return openNpz(file!);
    case 'h5':
    case 'hdf5':
      return openH5(path, blob);
    default:
      throw refuse(`${path} is none of .h5, .hdf5, .npz, .npy, .safetensors or a zarr folder`);
  }
}

async function openNpz(file: DataFile): Promise<Opened> {
  const { path, blob } = file;
  if (blob.size > MAX_NPY_BYTES) {
    const advice = 'npz files are read whole: save several .npy files, HDF5 or zarr';
    throw refuse(`${path} has ${blob.size} bytes, over ${MAX_NPY_BYTES}: ${advice}`);
  }
  const all = readNpz(await sourceOf(file).read(0, blob.size), path);
  const arrays = [...all].map(([name, { shape, data }]): [string, StoredArray] => {
    const row = rowSize(shape);
    return [name, { name, shape, rows: async (from, to) => data.slice(from * row, to * row) }];
  });
  return { arrays: new Map(arrays), ...PLAIN };
}

/** The library reads a blob where it is asked for numbers, which a worker can wait for. */
async function openH5(path: string, blob: Blob): Promise<Opened> {
  if (!('FileReaderSync' in globalThis)) throw refuse(`${path}: HDF5 files are read in workers only`);
  const library = await h5Errors(await import('h5wasm'));
  const system = library.FS!;
  const folder = `/data-${mounts++}`;
  system.mkdir(folder);
  system.mount(system.filesystems.WORKERFS, { blobs: [{ name: 'data.h5', data: blob }] }, folder);
  const leave = (): void => {
    system.unmount(folder);
    system.rmdir(folder);
  };
  try {
    const { arrays, close } = storedH5(library, `${folder}/data.h5`, path, blob.size);
    return {
      arrays: new Map([...arrays].map(([name, array]) => [name, patient(array)])),
      close() {
        close();
        leave();
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

/** Lets what waits have its turn between two reads that wait for the disk. */
function patient(array: StoredArray): StoredArray {
  return {
    ...array,
    rows: async (from, to) => {
      await nextTask();
      return array.rows(from, to);
    },
  };
}

async function openZarr(name: string, files: readonly DataFile[]): Promise<Opened> {
  const pieces = new Map(files.map((file) => [file.path.slice(name.length + 1), file]));
  const folder = {
    async get(key: string): Promise<Uint8Array | undefined> {
      const piece = pieces.get(key);
      return piece && sourceOf(piece).read(0, piece.blob.size);
    },
  };
  const arrays = new Map<string, StoredArray>();
  for (const key of pieces.keys()) {
    const array = /^([^/]+)\/(?:\.zarray|zarr\.json)$/.exec(key)?.[1];
    if (array !== undefined) arrays.set(array, await storedZarr(folder, array, array));
  }
  if (arrays.size === 0) throw refuse(`${name} holds no zarr arrays`);
  return { arrays, ...PLAIN };
}

/** Bytes of a blob, by slices. */
function sourceOf({ path, blob }: DataFile): ByteSource {
  return {
    size: blob.size,
    async read(from, to) {
      const bytes = await blob
        .slice(from, to)
        .arrayBuffer()
        .catch(() => null);
      if (bytes?.byteLength !== to - from) throw refuse(`${path} can no longer be read: it was changed or is gone`);
      return new Uint8Array(bytes);
    },
  };
}

function refuse(why: string): Failure {
  return new Failure('bad-input', why, 'data');
}
