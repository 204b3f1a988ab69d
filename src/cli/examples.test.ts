import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type NpyArray, writeH5, writeNpy, writeNpz, writeSafetensors } from '../../solvers/io';
import { readExamples } from './examples';

const folder = mkdtempSync(join(tmpdir(), 'examples-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

const made = (from: number) => ({ shape: [5, 2, 3], data: Float32Array.from({ length: 30 }, (_, k) => from + k) });
const arrays = new Map<string, NpyArray & { data: Float32Array }>([
  ['a', made(0)],
  ['u', made(100)],
]);

writeFileSync(at('all.h5'), await writeH5(arrays));
writeFileSync(at('all.npz'), writeNpz(arrays));
writeFileSync(at('all.safetensors'), writeSafetensors({ tensors: arrays, metadata: {} }));
for (const [name, array] of arrays) {
  writeFileSync(at(`${name}.npy`), writeNpy(array));
  mkdirSync(at(`all.zarr/${name}`), { recursive: true });
  const head = { zarr_format: 2, shape: array.shape, chunks: [2, 2, 3], dtype: '<f4', fill_value: 0, order: 'C' };
  writeFileSync(at(`all.zarr/${name}/.zarray`), JSON.stringify({ ...head, compressor: null, filters: null }));
  for (let k = 0; k < 3; k++) {
    const chunk = new Float32Array(12);
    chunk.set(array.data.subarray(12 * k, 12 * k + 12));
    writeFileSync(at(`all.zarr/${name}/${k}.0.0`), new Uint8Array(chunk.buffer));
  }
}

test.each([[['all.h5']], [['all.npz']], [['all.safetensors']], [['all.zarr']], [['a=a.npy', 'u=u.npy']]])(
  'samples of %j',
  async (words) => {
    const paths = words.map((word) => word.replace(/^(\w=)?/, (name) => `${name}${folder}/`));
    const { training, tests, close } = (await readExamples(paths, []))!;
    expect(tests).toBeNull();
    for (const [name, { shape, data }] of arrays) {
      expect(training.arrays.get(name)!.shape).toEqual(shape);
      expect(await training.arrays.get(name)!.rows(1, 3)).toEqual(data.slice(6, 18));
    }
    close();
  },
);

describe('refused by the option and the file', () => {
  writeFileSync(at('junk.h5'), 'no');
  writeFileSync(at('junk.txt'), 'no');
  mkdirSync(at('empty'));
  test.each([
    [['nothing.h5'], '--data: there is no file'],
    [['junk.h5'], 'junk.h5 is not a readable HDF5 file'],
    [['junk.txt'], 'junk.txt is none of .h5'],
    [['empty'], 'empty holds no zarr arrays'],
    [['all.h5', 'all.npz'], 'there are two arrays a'],
  ])('%j', async (names, message) => {
    await expect(readExamples(names.map(at), [])).rejects.toThrow(message);
  });

  test('tests without anything to learn from', async () => {
    await expect(readExamples([], [at('all.h5')])).rejects.toThrow('--test-data wants --data');
  });
});
