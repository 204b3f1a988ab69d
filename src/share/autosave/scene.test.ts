import { expect, test } from 'vitest';
import { memoryFolder } from './folder.testing';
import { Autosave } from './scene';

test('keeps the latest scene over a reload; a torn file costs one change only', async () => {
  const { faults, open } = memoryFolder();
  const first = new Autosave(open);
  expect(await first.latest()).toBe(null);
  await first.keep({ hash: '#a', text: 'one' });
  await first.keep({ hash: '#a', text: 'two' });
  const second = new Autosave(open);
  expect(await second.latest()).toMatchObject({ hash: '#a', text: 'two' });
  faults.torn = 'autosave-1.json';
  await second.keep({ hash: '#b', text: 'three' });
  expect(await new Autosave(open).latest()).toMatchObject({ text: 'two' });
});

test('does without private files', async () => {
  const none = new Autosave(() => Promise.reject(new Error('none here')));
  await none.keep({ hash: '', text: 'one' });
  expect(await none.latest()).toBe(null);
});
