import { expect, test } from 'vitest';
import { chosen, dropped } from './dropped';

const aFile = (name: string, webkitRelativePath = '') => ({ name, webkitRelativePath }) as File;
const fileEntry = (name: string) => ({
  name,
  isFile: true,
  isDirectory: false,
  file: (done: (file: File) => void) => done(aFile(name)),
});
/** Browsers hand out the entries of a folder in parts. */
const folderEntry = (name: string, parts: object[][]) => {
  const left = [...parts, []];
  const createReader = () => ({ readEntries: (done: (part: object[]) => void) => done(left.shift()!) });
  return { name, isFile: false, isDirectory: true, createReader };
};
const transfer = (entries: object[], files: File[] = []) => {
  return { items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })), files } as never;
};

test('files are called by their names, those of a chosen folder by their paths in it', async () => {
  const all = chosen([aFile('u.npy'), aFile('.zarray', 'set.zarr/u/.zarray')]);
  expect(all.map(({ path }) => path)).toEqual(['u.npy', 'set.zarr/u/.zarray']);
  const plain = await dropped(transfer([fileEntry('a.h5')], [aFile('a.h5')]));
  expect(plain.map(({ path }) => path)).toEqual(['a.h5']);
});

test('a dropped folder is walked to its last part', async () => {
  const u = folderEntry('u', [[fileEntry('.zarray'), fileEntry('0.0')], [fileEntry('1.0')]]);
  const all = await dropped(transfer([folderEntry('set.zarr', [[u], [fileEntry('.zgroup')]])]));
  expect(all.map(({ path }) => path)).toEqual([
    'set.zarr/u/.zarray',
    'set.zarr/u/0.0',
    'set.zarr/u/1.0',
    'set.zarr/.zgroup',
  ]);
});
