import { Failure } from '../base/result';
import type { NpyData } from './npy';
import type { StoredArray } from './stored';

/** A folder of a zarr hierarchy: the bytes under a key such as "u/zarr.json", or undefined. */
export interface ZarrFolder {
  get(key: string): Promise<Uint8Array | undefined>;
}

/** Bytes of a chunk at most: a chunk is read whole. */
const MAX_CHUNK = 2 ** 30;
const CONSTRUCTORS: Readonly<Record<string, new (length: number) => NpyData>> = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint8: Uint8Array,
};

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
  if (!Object.hasOwn(CONSTRUCTORS, dtype)) refuse(`holds ${String(dtype).slice(0, 32)}: convert it to float32`);
  const whole = [...shape, ...chunks].every((n) => Number.isSafeInteger(n) && n >= 0);
  if (!whole || shape.length < 1 || shape.length > 32) refuse('has no shape of 1 to 32 axes');
  if (!(8 * chunks.reduce((product, n) => product * n, 1) <= MAX_CHUNK)) {
    refuse(`has chunks of ${chunks.join(' x ')} numbers, more than ${MAX_CHUNK} bytes`);
  }
  return {
    name,
    shape,
    async rows(from, to) {
      const size = shape.slice(1).reduce((product, n) => product * n, to - from);
      const rows = new CONSTRUCTORS[dtype]!(size);
      const counts = shape.map((n, axis) => Math.ceil(n / chunks[axis]!));
      const first = Math.floor(from / chunks[0]!);
      const along = [Math.ceil(to / chunks[0]!) - first, ...counts.slice(1)];
      for (const place of placesOf(along)) {
        const at = place.with(0, place[0]! + first);
        const { data, stride } = await array.getChunk(at).catch(() => refuse(`is damaged at chunk ${at.join('.')}`));
        const held = data as NpyData;
        if (held.length !== chunks.reduce((product, n) => product * n, 1)) refuse(`ends inside chunk ${at.join('.')}`);
        // The part of the chunk that lies in the array and in these rows.
        const low = at.map((n, axis) => (axis === 0 ? Math.max(from - n * chunks[0]!, 0) : 0));
        const high = at.map((n, axis) => Math.min(chunks[axis]!, (axis === 0 ? to : shape[axis]!) - n * chunks[axis]!));
        for (const inside of placesOf(high.map((n, axis) => n - low[axis]!))) {
          let [source, target] = [0, 0];
          for (const [axis, n] of inside.entries()) {
            const own = n + low[axis]!;
            source += own * stride[axis]!;
            const whole = at[axis]! * chunks[axis]! + own;
            target = target * (axis === 0 ? to - from : shape[axis]!) + (axis === 0 ? whole - from : whole);
          }
          rows[target] = held[source]!;
        }
      }
      return rows;
    },
  };
}

/** All places of a box, the last axis fastest. */
function* placesOf(extents: readonly number[]): Generator<number[]> {
  const total = extents.reduce((product, n) => product * n, 1);
  for (let k = 0; k < total; k++) {
    const place: number[] = [];
    for (let axis = extents.length - 1, rest = k; axis >= 0; axis--) {
      place[axis] = rest % extents[axis]!;
      rest = Math.floor(rest / extents[axis]!);
    }
    yield place;
  }
}
