import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readH5, writeH5 } from './h5';
import type { NpyArray } from './npy';

const arrays = new Map<string, NpyArray>([
  ['tensor', { shape: [2, 1, 3], data: Float32Array.of(1, -2.5, 3, 1e-30, 5, Number.NaN) }],
  ['x-coordinate', { shape: [3], data: Float64Array.of(0.1, 1 / 3, 1) }],
  ['count', { shape: [2], data: Int32Array.of(-1, 2 ** 31 - 1) }],
  ['mask', { shape: [1, 2], data: Uint8Array.of(0, 255) }],
  ['one', { shape: [], data: Float64Array.of(7) }],
  ['none', { shape: [0, 2], data: new Float32Array(0) }],
]);

test('arrays come back to the bit, with type and shape', async () => {
  const back = await readH5(await writeH5(arrays, { beta: 0.1 }));
  expect([...back.keys()].sort()).toEqual([...arrays.keys()].sort());
  for (const [name, array] of arrays) expect(back.get(name), name).toEqual(array);
});

test('what cannot be written is refused by name', async () => {
  const one = { shape: [2], data: Float32Array.of(1, 2) };
  await expect(writeH5(new Map([['a/b', one]]))).rejects.toThrow('"a/b" cannot name a dataset');
  await expect(writeH5(new Map([['a', { ...one, shape: [3] }]]))).rejects.toThrow('a has 2 values');
});

test('what is no HDF5 file, is cut short or too large is refused', async () => {
  const bytes = await writeH5(arrays);
  await expect(readH5(Uint8Array.of(1, 2, 3), 'junk.h5')).rejects.toThrow('junk.h5 is not a readable HDF5 file');
  await expect(readH5(bytes.slice(0, bytes.length / 2), 'half.h5')).rejects.toThrow('half.h5 is not a readable');
  await expect(readH5(bytes, 'all.h5', 40)).rejects.toThrow('all.h5 claims more than 40 bytes');
});

test('other types are refused by the name of the dataset', async () => {
  const { File, FS } = await import('h5wasm');
  const file = new File('/made.h5', 'w');
  file.create_dataset({ name: 'words', data: ['a', 'b'] });
  file.close();
  await expect(readH5(FS!.readFile('/made.h5') as Uint8Array)).rejects.toThrow('words holds no float64');
  const other = new File('/made.h5', 'w');
  other.create_dataset({ name: 'long', data: BigInt64Array.of(1n) });
  other.close();
  await expect(readH5(FS!.readFile('/made.h5') as Uint8Array)).rejects.toThrow('long holds no float64');
});

test('a shape that the file cannot hold is refused before anything is allocated', async () => {
  const { File, FS } = await import('h5wasm');
  const file = new File('/lying.h5', 'w');
  // Chunks that were never written: half a terabyte in a file of some kilobytes.
  const empty = { name: 'huge', data: new Float32Array(1), shape: [1], maxshape: [null], chunks: [1024] };
  file.create_dataset(empty).resize([2 ** 37]);
  file.close();
  await expect(readH5(FS!.readFile('/lying.h5') as Uint8Array)).rejects.toThrow('huge claims 549755813888 bytes');
});

test('a damaged byte gives arrays or a refusal that says so, never another error', async () => {
  const bytes = await writeH5(new Map([...arrays].slice(0, 2)));
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at]! + by) % 256;
      try {
        for (const { shape, data } of (await readH5(damaged)).values()) {
          expect(data.length).toBe(shape.reduce((product, n) => product * n, 1));
        }
      } catch (error) {
        expect((error as { code?: string }).code).toBe('bad-input');
      }
    }),
    { numRuns: 200, seed: 7 },
  );
});
