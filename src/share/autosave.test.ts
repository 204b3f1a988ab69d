import { expect, test } from 'vitest';
import { Autosave } from './autosave';

/** A folder in memory; files that `torn` names are cut when they are written. */
function folder(torn: { name: string | null } = { name: null }) {
  const files = new Map<string, string>();
  const handle = {
    getFileHandle: async (name: string, options?: { create: boolean }) => {
      if (!files.has(name) && !options?.create) throw new Error('not found');
      return {
        getFile: async () => ({ text: async () => files.get(name) ?? '' }),
        createWritable: async () => {
          let text = '';
          return {
            write: async (part: string) => {
              text = part;
            },
            close: async () => void files.set(name, name === torn.name ? text.slice(0, 9) : text),
          };
        },
      };
    },
  };
  return async () => handle as unknown as FileSystemDirectoryHandle;
}

test('keeps the latest scene over a reload; a torn file costs one change only', async () => {
  const torn = { name: null as string | null };
  const files = folder(torn);
  const first = new Autosave(files);
  expect(await first.latest()).toBe(null);
  await first.keep({ hash: '#a', text: 'one' });
  await first.keep({ hash: '#a', text: 'two' });
  const second = new Autosave(files);
  expect(await second.latest()).toMatchObject({ hash: '#a', text: 'two' });
  torn.name = 'autosave-1.json';
  await second.keep({ hash: '#b', text: 'three' });
  expect(await new Autosave(files).latest()).toMatchObject({ text: 'two' });
});

test('does without private files', async () => {
  const none = new Autosave(() => Promise.reject(new Error('none here')));
  await none.keep({ hash: '', text: 'one' });
  expect(await none.latest()).toBe(null);
});
