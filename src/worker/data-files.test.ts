import { describe, expect, test } from 'vitest';
import { type NpyArray, writeNpy, writeNpz, writeSafetensors } from '../../solvers/io';
import { openFiles } from './data-files';
import type { DataFile } from './inside';

/** Bytes that count what is read of them. */
class Counted {
  readonly size: number;
  read = 0;
  readonly #bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }
  slice(from: number, to: number) {
    return {
      arrayBuffer: async () => {
        const part = new Uint8Array(this.#bytes.slice(from, to));
        this.read += part.length;
        return part.buffer;
      },
    };
  }
}

const file = (path: string, bytes: Uint8Array | string) => {
  const blob = new Counted(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
  return { path, blob: blob as unknown as Blob } satisfies DataFile;
};
const readOf = ({ blob }: DataFile): number => (blob as unknown as Counted).read;

const made = (from: number) => ({
  shape: [500, 6, 7],
  data: Float32Array.from({ length: 21_000 }, (_, k) => from + k),
});
const arrays = new Map<string, NpyArray & { data: Float32Array }>([
  ['a', made(0)],
  ['u', made(1e5)],
]);
const npys = () => [...arrays].map(([name, array]) => file(`${name}.npy`, writeNpy(array)));
const head = { zarr_format: 2, shape: [500, 6, 7], chunks: [250, 6, 7], dtype: '<f4', fill_value: 0, order: 'C' };
const zarr = () =>
  [...arrays].flatMap(([name, { data }]) => [
    file(`all.zarr/${name}/.zarray`, JSON.stringify({ ...head, compressor: null, filters: null })),
    ...[0, 1].map((k) =>
      file(`all.zarr/${name}/${k}.0.0`, new Uint8Array(data.slice(10_500 * k, 10_500 * (k + 1)).buffer)),
    ),
  ]);

// HDF5 is read as only a worker can: e2e/operator.spec.ts has it.
describe('samples, of which no more is read than they are', () => {
  test.each([
    ['npy', async () => npys(), 'a.npy, u.npy'],
    [
      'safetensors',
      async () => [file('all.safetensors', writeSafetensors({ tensors: arrays, metadata: {} }))],
      'all.safetensors',
    ],
  ])('%s', async (_kind, make, called) => {
    const files = await make();
    const { data, close } = await openFiles(files);
    expect(data.name).toBe(called);
    for (const [name, { shape, data: numbers }] of arrays) {
      expect(data.arrays.get(name)!.shape).toEqual(shape);
      expect(await data.arrays.get(name)!.rows(301, 303)).toEqual(numbers.slice(301 * 42, 303 * 42));
    }
    close();
    // Both arrays are 168 kB; two rows of each are 672 bytes, headers at most 16 kB a file.
    for (const one of files) expect(readOf(one)).toBeLessThan(40_000);
  });

  test.each([
    ['npz', () => [file('all.npz', writeNpz(arrays))], 'all.npz'],
    ['zarr', zarr, 'all.zarr'],
  ])('%s, whole or by chunks', async (_kind, make, called) => {
    const { data, close } = await openFiles(make());
    expect(data.name).toBe(called);
    for (const [name, { data: numbers }] of arrays) {
      expect(await data.arrays.get(name)!.rows(249, 251)).toEqual(numbers.slice(249 * 42, 251 * 42));
    }
    close();
  });
});

describe('refused by the file', () => {
  const npy = writeNpy(made(0));
  test.each([
    [[], '0 files are none'],
    [[file('junk.npz', 'no')], 'junk.npz is not a readable npz file'],
    [[file('photo.png', 'no')], 'photo.png is none of .h5'],
    [[file('u(1).npy', npy)], 'u(1).npy: an npy file is called as its array is'],
    [[file('u.npy', npy.subarray(0, 5000))], 'u.npy claims 84000 bytes of data but holds'],
    [[file('lies.safetensors', new Uint8Array(16).fill(255))], 'lies.safetensors claims a header of'],
    [[file('u.npy', npy), file('u.npy', npy)], 'there are two files u.npy'],
    [[file('a.npz', writeNpz(arrays)), file('b.npz', writeNpz(arrays))], 'b.npz: there are two arrays a'],
    [[file('x.zarr/readme', 'no')], 'x.zarr holds no zarr arrays'],
    [Array.from({ length: 65 }, (_, k) => file(`u${k}.npy`, npy)), '65 files are over the limit 64'],
  ])('%#: %s', async (files, message) => {
    await expect(openFiles(files)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(message),
    });
  });

  test('that was changed after it was chosen', async () => {
    const changing = file('u.npy', npy);
    const { data } = await openFiles([changing]);
    changing.blob.slice = () => ({ arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }) as never;
    await expect(data.arrays.get('u')!.rows(0, 1)).rejects.toThrow('u.npy can no longer be read');
  });
});
