import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { h5Library, writeH5 } from './h5';
import { type NpyArray, writeNpy } from './npy';
import { writeSafetensors } from './safetensors';
import { type ByteSource, storedH5, storedNpy, storedSafetensors } from './stored';
import { storedZarr } from './zarr';

/** Bytes in memory that count what is read of them. */
function sourceOf(bytes: Uint8Array): ByteSource & { readBytes: number } {
  return {
    size: bytes.length,
    readBytes: 0,
    async read(from, to) {
      this.readBytes += to - from;
      return bytes.subarray(from, to);
    },
  };
}

const array: NpyArray = {
  shape: [50, 4, 30],
  data: Float32Array.from({ length: 6000 }, (_, k) => Math.sin(k)),
};
const part = array.data.slice(7 * 120, 9 * 120);

describe('rows of an array', () => {
  test('of an NPY file, of which no more is read than they are', async () => {
    const source = sourceOf(writeNpy(array));
    const stored = await storedNpy(source, 'u');
    expect(stored.shape).toEqual(array.shape);
    source.readBytes = 0;
    expect(await stored.rows(7, 9)).toEqual(part);
    expect(source.readBytes).toBe(4 * 240);
  });

  test('of a safetensors file', async () => {
    const tensors = new Map([
      ['before', { shape: [3], data: Float32Array.of(1, 2, 3) }],
      ['u', { shape: array.shape, data: array.data as Float32Array }],
    ]);
    const source = sourceOf(writeSafetensors({ tensors, metadata: {} }));
    const stored = await storedSafetensors(source, 'data');
    source.readBytes = 0;
    expect(await stored.get('u')!.rows(7, 9)).toEqual(part);
    expect(source.readBytes).toBe(4 * 240);
    expect(await stored.get('before')!.rows(1, 2)).toEqual(Float32Array.of(2));
  });

  test('of an HDF5 file', async () => {
    const library = await h5Library();
    const bytes = await writeH5(new Map([['u', array]]));
    library.FS!.writeFile('/rows.h5', bytes);
    const { arrays, close } = storedH5(library, '/rows.h5', 'rows.h5', bytes.length);
    expect(await arrays.get('u')!.rows(7, 9)).toEqual(part);
    close();
  });

  test('of a zarr array, of which the chunks are read that hold them', async () => {
    const keys: string[] = [];
    const files = zarrFiles([10, 4, 30]);
    const get = async (key: string) => {
      keys.push(key);
      return files.get(key);
    };
    const stored = await storedZarr({ get }, 'u', 'u');
    expect(stored.shape).toEqual(array.shape);
    keys.length = 0;
    expect(await stored.rows(7, 9)).toEqual(part);
    expect(keys).toEqual(['u/c/0/0/0']);
    expect(await stored.rows(9, 11)).toEqual(array.data.slice(9 * 120, 11 * 120));
  });
});

/** The array in zarr's version 3, in chunks along the first axis. */
function zarrFiles(chunks: readonly number[], change: Readonly<Record<string, unknown>> = {}) {
  const head = {
    zarr_format: 3,
    node_type: 'array',
    shape: array.shape,
    data_type: 'float32',
    chunk_grid: { name: 'regular', configuration: { chunk_shape: chunks } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: 0,
    codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
    attributes: {},
    ...change,
  };
  const files = new Map([['u/zarr.json', new TextEncoder().encode(JSON.stringify(head))]]);
  for (let k = 0; k < 5; k++) {
    files.set(`u/c/${k}/0/0`, new Uint8Array(array.data.slice(k * 1200, (k + 1) * 1200).buffer));
  }
  return files;
}

describe('what is refused by name', () => {
  test.each([
    [{ data_type: 'int64' }, 'u holds int64'],
    [{ shape: [2 ** 20, 2 ** 12, 2 ** 12], chunk_grid: big() }, 'more than 1073741824 bytes'],
    [{ node_type: 'group' }, 'cannot be read'],
    [{ shape: 'x' }, 'u'],
  ])('zarr metadata %j', async (change, message) => {
    const files = zarrFiles([10, 4, 30], change);
    await expect(storedZarr({ get: async (key) => files.get(key) }, 'u', 'u')).rejects.toThrow(message);
  });

  test('a zarr chunk that is too short, and one that is missing is filled', async () => {
    const files = zarrFiles([10, 4, 30]);
    files.set('u/c/1/0/0', new Uint8Array(12));
    files.delete('u/c/2/0/0');
    const stored = await storedZarr({ get: async (key) => files.get(key) }, 'u', 'u');
    await expect(stored.rows(10, 12)).rejects.toThrow('u ends inside chunk 1.0.0');
    expect(await stored.rows(21, 22)).toEqual(new Float32Array(120));
  });

  test('damaged headers of NPY and safetensors files give arrays or a refusal, and read no more than a header', async () => {
    const tensors = new Map([['u', { shape: [50, 120], data: array.data as Float32Array }]]);
    const files = [writeNpy(array), writeSafetensors({ tensors, metadata: {} })];
    const byte = fc.tuple(fc.nat(1), fc.nat(140), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(byte, async ([which, at, by]) => {
        const bytes = files[which]!.slice();
        bytes[at] = (bytes[at]! + by) % 256;
        const source = sourceOf(bytes);
        try {
          await (which === 0 ? storedNpy(source, 'u') : storedSafetensors(source, 'u'));
        } catch (error) {
          expect((error as { code?: string }).code).toBe('bad-input');
        }
        expect(source.readBytes).toBeLessThan(2 * 16_384);
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});

function big() {
  return { name: 'regular', configuration: { chunk_shape: [2 ** 20, 2 ** 12, 2 ** 12] } };
}
