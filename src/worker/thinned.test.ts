import { expect, test } from 'vitest';
import { Thinned } from './thinned';

test('a full selection lets every second entry go and stays even, however long the series', () => {
  const kept = new Thinned<number>(8);
  const gone: number[] = [];
  let stride = 1;
  for (let k = 0; k < 1000; k++) {
    if (k % kept.stride === 0) gone.push(...kept.add(k));
    stride = kept.stride;
  }
  const { entries } = kept;
  expect(entries.length).toBeGreaterThan(4);
  expect(entries.length).toBeLessThanOrEqual(8);
  expect(entries[0]).toBe(0);
  entries.forEach((entry, k) => void expect(entry).toBe(k * stride));
  expect(new Set([...gone, ...entries]).size).toBe(gone.length + entries.length);
});

test('entries at the end are cut; an empty selection begins anew', () => {
  const kept = new Thinned<number>(4);
  for (const k of [0, 1, 2, 3, 4]) kept.add(k);
  expect(kept.stride).toBe(2);
  expect(kept.cut((entry) => entry <= 2)).toEqual([4]);
  expect(kept.entries).toEqual([0, 2]);
  expect(kept.stride).toBe(2);
  expect(kept.cut(() => true)).toEqual([]);
  expect(kept.cut(() => false)).toEqual([0, 2]);
  expect(kept.stride).toBe(1);
});
