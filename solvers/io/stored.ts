import { Failure } from '../base/result';
import { checkedH5, datasetsOf, type H5Dataset, type H5Library, numbersOf } from './h5';
import { type NpyData, npyHeader, npyNumbers } from './npy';
import { safetensorsEntries } from './safetensors';

/** An array in a file, read by rows of its first axis: the file may be larger than memory. */
export interface StoredArray {
  readonly name: string;
  readonly shape: readonly number[];
  /** Elements of the rows [from, to), C order. */
  rows(from: number, to: number): Promise<NpyData>;
}

/** The arrays of a file, by name. */
export type StoredArrays = ReadonlyMap<string, StoredArray>;

/** Bytes that are read where they are wanted. */
export interface ByteSource {
  readonly size: number;
  read(from: number, to: number): Promise<Uint8Array>;
}

/** More than any header has. */
const HEAD = 16_384;

/** Elements behind each index of the first axis. */
export function rowSize(shape: readonly number[]): number {
  return shape.slice(1).reduce((product, n) => product * n, 1);
}

/** An NPY file. @throws Failure `bad-input` as `readNpy` does, its header alone read */
export async function storedNpy(source: ByteSource, name: string): Promise<StoredArray> {
  const head = await source.read(0, Math.min(HEAD, source.size));
  const { shape, type, start } = npyHeader(head, source.size, name);
  const row = rowSize(shape) * type.BYTES_PER_ELEMENT;
  return {
    name,
    shape,
    rows: async (from, to) => npyNumbers(await source.read(start + from * row, start + to * row), type),
  };
}

/** A safetensors file. @throws Failure `bad-input` as `readSafetensors` does, its header alone read */
export async function storedSafetensors(source: ByteSource, file: string): Promise<StoredArrays> {
  const { entries, start } = await safetensorsEntries(source, file);
  const arrays = entries.map(({ name, shape, begin, width, numbers }): [string, StoredArray] => {
    const row = rowSize(shape) * width;
    const rows = async (from: number, to: number) => {
      return numbers(await source.read(start + begin + from * row, start + begin + to * row));
    };
    return [name, { name, shape, rows }];
  });
  return new Map(arrays);
}

/**
 * An HDF5 file that the library can open itself, such as one of Node's file system.
 * @param size of the file in bytes
 * @returns the arrays whose numbers can be read; `close` when they are no longer wanted
 */
export function storedH5(
  library: H5Library,
  path: string,
  file: string,
  size: number,
): { readonly arrays: StoredArrays; close(): void } {
  const { datasets, close } = datasetsOf(library, path, file);
  const arrays = new Map<string, StoredArray>();
  try {
    for (const [name, dataset] of datasets) {
      const { shape } = checkedH5(dataset, name, size);
      arrays.set(name, { name, shape, rows: async (from, to) => slab(dataset, name, from, to) });
    }
  } catch (error) {
    close();
    throw error;
  }
  return { arrays, close };
}

function slab(dataset: H5Dataset, name: string, from: number, to: number): NpyData {
  try {
    return numbersOf(dataset.slice([[from, to], ...dataset.shape!.slice(1).map(() => [] as [])]), name);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('bad-input', `the dataset ${name} is damaged: rows ${from} to ${to} cannot be read.`, name);
  }
}
