import { expect, test } from 'vitest';
import { memoryFolder } from './folder.testing';
import { Autosave } from './scene';

test('keeps the latest scene over a reload; a torn file costs one change only', async () => {
  const { faults, open } = memoryFolder();
  const first = new Autosave(open);
  expect(await first.latest()).toBe(null);
  await first.keep({ hash: '#a', text: 'one', at: 1 });
  await first.keep({ hash: '#a', text: 'two', at: 1 });
  const second = new Autosave(open);
  expect(await second.latest()).toMatchObject({ hash: '#a', text: 'two', at: 1 });
  faults.torn = 'autosave-1.json';
  await second.keep({ hash: '#b', text: 'three', at: 1 });
  expect(await new Autosave(open).latest()).toMatchObject({ text: 'two' });
});

test('does without private files', async () => {
  const none = new Autosave(() => Promise.reject(new Error('none here')));
  await none.keep({ hash: '', text: 'one', at: 1 });
  expect(await none.latest()).toBe(null);
});
