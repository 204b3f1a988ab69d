import { describe, expect, test } from 'vitest';
import { Cabinet, type Content } from './cabinet';
import { memoryFolder } from './folder.testing';

const content = (title: string, size = 4): Content => ({
  about: { title },
  state: { method: 'none', numbers: { one: 1 }, arrays: { a: new ArrayBuffer(size) } },
});

const titles = async (cabinet: Cabinet): Promise<string[]> =>
  (await cabinet.readAll()).files.map(({ about }) => about.title!).sort();

test('what was filed is there again, under its newest name only, until it is removed', async () => {
  const { open, files } = memoryFolder();
  const cabinet = new Cabinet('runs', open);
  expect(await cabinet.readAll()).toEqual({ files: [], damaged: [] });
  await cabinet.write('a', content('one'));
  await cabinet.write('b', content('two'));
  await cabinet.write('a', content('three'));
  expect([...files.keys()]).toEqual(['runs/b.1.bin', 'runs/a.2.bin']);
  const again = new Cabinet('runs', open);
  expect(await titles(again)).toEqual(['three', 'two']);
  expect((await again.readAll()).files[0]).toMatchObject({ name: 'b', state: { numbers: { one: 1 } } });
  await again.remove('b');
  expect(await titles(again)).toEqual(['three']);
});

describe('a file that a crash cut or something changed', () => {
  test('costs its own version only, at whatever byte, and that is said', async () => {
    const { open, files } = memoryFolder();
    const cabinet = new Cabinet('runs', open);
    await cabinet.write('a', content('whole'));
    const whole = files.get('runs/a.1.bin')!;
    // A newer version that never became whole: cut at every length, or with one bit of each byte turned.
    const broken = [
      ...Array.from({ length: whole.length }, (_, length) => whole.slice(0, length)),
      ...Array.from({ length: whole.length }, (_, at) => whole.map((byte, k) => (k === at ? byte ^ 4 : byte))),
    ];
    for (const bytes of broken) {
      files.set('runs/a.2.bin', bytes);
      const { files: found, damaged } = await new Cabinet('runs', open).readAll();
      expect(found.map(({ about }) => about.title)).toEqual(['whole']);
      expect(damaged).toHaveLength(1);
      expect(damaged[0]).toContain('a.2.bin');
    }
  });

  test('of another version of the program is refused by name, not guessed at', async () => {
    const { open, files } = memoryFolder();
    await new Cabinet('runs', open).write('a', content('old'));
    const bytes = files.get('runs/a.1.bin')!.slice();
    bytes[7] = 9;
    files.set('runs/a.2.bin', bytes);
    const { files: found, damaged } = await new Cabinet('runs', open).readAll();
    expect(found).toHaveLength(1);
    expect(damaged).toEqual(['a.2.bin has version 9, this program reads version 1.']);
  });

  test('is written over by the next version', async () => {
    const { open, files } = memoryFolder();
    await new Cabinet('runs', open).write('a', content('one'));
    files.set('runs/a.2.bin', new Uint8Array(3));
    const cabinet = new Cabinet('runs', open);
    await cabinet.readAll();
    await cabinet.write('a', content('three'));
    expect([...files.keys()]).toEqual(['runs/a.3.bin']);
  });
});

test('whatever moment the browser dies at, one of the last two versions is there, whole', async () => {
  const seen = new Set<string>();
  for (let left = 0; left < 12; left++) {
    const { open, faults } = memoryFolder();
    const cabinet = new Cabinet('runs', open);
    await cabinet.write('a', content('one'));
    faults.left = left;
    const isDone = await cabinet.write('a', content('two')).then(
      () => true,
      () => false,
    );
    faults.left = Number.POSITIVE_INFINITY;
    const after = await titles(new Cabinet('runs', open));
    expect(after).toHaveLength(1);
    if (isDone) expect(after).toEqual(['two']);
    seen.add(after[0]!);
  }
  // Deaths on the way kept the old one, later ones the new one.
  expect([...seen]).toEqual(['one', 'two']);
});

test('a full disk keeps what was there', async () => {
  const { open, files, faults } = memoryFolder();
  const cabinet = new Cabinet('runs', open);
  const bytes = await cabinet.write('a', content('small'));
  faults.quota = bytes + 100;
  await expect(cabinet.write('a', content('large', 1000))).rejects.toThrow('full');
  expect([...files.keys()]).toEqual(['runs/a.1.bin']);
  expect(await titles(new Cabinet('runs', open))).toEqual(['small']);
});

test('what a browser left that was killed while it wrote goes with the next version', async () => {
  const { open, files } = memoryFolder();
  await new Cabinet('runs', open).write('a', content('one'));
  for (const file of ['runs/a.2.bin', 'runs/a.2.bin.crswap', 'runs/b.1.bin.1.crswap'])
    files.set(file, new Uint8Array());
  const cabinet = new Cabinet('runs', open);
  expect((await cabinet.readAll()).damaged).toHaveLength(1);
  await cabinet.write('a', content('three'));
  expect([...files.keys()]).toEqual(['runs/a.3.bin']);
});

test('foreign files are left alone, and where there are no private files nothing is found', async () => {
  const { open, files } = memoryFolder();
  files.set('runs/notes.txt', new Uint8Array(1));
  files.set('runs/x.bin.crswap', new Uint8Array(1));
  const cabinet = new Cabinet('runs', open);
  expect(await cabinet.readAll()).toEqual({ files: [], damaged: [] });
  await cabinet.remove('notes');
  expect(files.size).toBe(2);
  const none = new Cabinet('runs', () => Promise.reject(new Error('none here')));
  expect(await none.readAll()).toEqual({ files: [], damaged: [] });
});
