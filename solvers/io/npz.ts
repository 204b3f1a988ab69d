import { unzipSync, zipSync } from 'fflate';
import { Failure } from '../base/result';
import { MAX_NPY_BYTES, type NpyArray, readNpy, writeNpy } from './npy';

const NAME = /^[A-Za-z_][\w.-]{0,63}$/;
const MAX_ARRAYS = 1_000;

/**
 * Encodes named arrays as `numpy.savez` does (stored, not compressed: fields hardly shrink). The same arrays
 * give the same bytes: entries carry a fixed date.
 */
export function writeNpz(arrays: ReadonlyMap<string, NpyArray>): Uint8Array {
  const entries: Record<string, Uint8Array> = {};
  for (const [name, array] of arrays) {
    if (!NAME.test(name)) throw new Failure('bad-input', `"${name}" cannot name an array in an npz file.`, name);
    entries[`${name}.npy`] = writeNpy(array);
  }
  return zipSync(entries, { level: 0, mtime: new Date(1980, 0, 1) });
}

/**
 * Decodes an npz file (stored or deflated).
 * @param maxBytes cap on the inflated bytes of all arrays together; claims are checked before they are allocated.
 * @throws Failure `bad-input` naming the file or the array.
 */
export function readNpz(bytes: Uint8Array, file = 'npz', maxBytes = MAX_NPY_BYTES): Map<string, NpyArray> {
  const seen = new Set<string>();
  let total = 0;
  const admit = (entry: { name: string; originalSize: number; compression: number }) => {
    const name = entry.name.endsWith('.npy') ? entry.name.slice(0, -4) : '';
    if (!NAME.test(name)) throw new Failure('bad-input', `${file} holds an entry that is not a named NPY array.`, file);
    if (seen.has(name)) throw new Failure('bad-input', `${file} holds the array ${name} twice.`, name);
    seen.add(name);
    total += entry.originalSize;
    if (seen.size > MAX_ARRAYS || total > maxBytes) {
      throw new Failure('bad-input', `${file} is too large: at most ${MAX_ARRAYS} arrays and ${maxBytes} bytes.`, name);
    }
    return true;
  };
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, { filter: admit });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('bad-input', `${file} is not a readable npz file.`, file);
  }
  return new Map(
    Object.entries(entries).map(([entry, data]) => {
      const name = entry.slice(0, -4);
      return [name, readNpy(data, name)];
    }),
  );
}
