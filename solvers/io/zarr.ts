import { Failure } from '../base/result';
import type { NpyData } from './npy';
import type { StoredArray } from './stored';

/** A folder of a zarr hierarchy: the bytes under a key such as "u/zarr.json", or undefined. */
export interface ZarrFolder {
  get(key: string): Promise<Uint8Array | undefined>;
}

/** Bytes of a chunk at most: a chunk is read whole. */
const MAX_CHUNK = 2 ** 30;
const TYPES: readonly string[] = ['float64', 'float32', 'int32', 'uint8'];

/**
 * An array of a zarr hierarchy (version 2 or 3), chunk by chunk; the library is loaded when the first is opened.
 * @param path of the array within the folder, '' = the folder itself is one
 * @throws Failure `bad-input` for another type, or chunks that are too large
 */
export async function storedZarr(folder: ZarrFolder, path: string, name: string): Promise<StoredArray> {
  const zarr = await import('zarrita');
  const store = { get: (key: string) => folder.get(key.slice(1)) };
  const refuse = (why: string): never => {
    throw new Failure('bad-input', `the zarr array ${name} ${why}.`, name);
  };
  const array = await zarr
    .open(zarr.root(store).resolve(path), { kind: 'array' })
    .catch(() => refuse('cannot be read'));
  const { shape, chunks, dtype } = array;
  if (!TYPES.includes(dtype)) refuse(`holds ${String(dtype).slice(0, 32)}: convert it to float32`);
  const whole = [...shape, ...chunks].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!whole || shape.length < 1 || shape.length > 32) refuse('has no shape of 1 to 32 axes');
  if (!(8 * chunks.reduce((product, n) => product * n, 1) <= MAX_CHUNK)) {
    refuse(`has chunks of ${chunks.join(' x ')} numbers, more than ${MAX_CHUNK} bytes`);
  }
  return {
    name,
    shape,
    async rows(from, to) {
      const wanted = [zarr.slice(from, to), ...shape.slice(1).map(() => null)];
      const part = await zarr
        .get(array, wanted)
        .catch(() => refuse(`is damaged: rows ${from} to ${to} cannot be read`));
      return part.data as NpyData;
    },
  };
}
