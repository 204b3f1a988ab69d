import { expect, test } from 'vitest';
import { aliasingInWords, learnsInWords, medianOf } from './words';

const spectrum = (answer: number[], solved: number[]) => ({
  waves: Float64Array.from(solved, (_, k) => k),
  answer: Float64Array.from(answer),
  solved: Float64Array.from(solved),
  difference: Float64Array.from(solved, (value, k) => Math.abs(value - answer[k]!)),
});

test('words tell up to which wave an answer is right, and which it makes up', () => {
  // A mean of nothing is not judged.
  expect(aliasingInWords(spectrum([0, 1, 0.4, 0.02, 0.05], [1e-9, 1, 0.5, 0.1, 0.001]), 64, 12)).toBe(
    'Waves are right within 50\u202f% up to 2 across the domain; the operator makes up some from 4 on. Its layers keep 12; 64 points hold 32.',
  );
  expect(aliasingInWords(spectrum([0, 0.1], [0, 1]), 32, null)).toBe(
    'Not even the longest wave is right within 50\u202f%; 32 points hold 16.',
  );
});

test('the middle of an even number of values lies between two', () => {
  expect([medianOf([3, 1, 2]), medianOf([4, 1, 3, 2])]).toEqual([2, 2.5]);
});

test('what is learned: made examples, or samples of files with their grid and layout', () => {
  expect(learnsInWords(null)).toBe('Examples that are made and solved meanwhile.');
  const stored = { name: 'a.npy, u.npy', training: 1200, tests: 16, shape: [32, 48], layout: 'names' } as const;
  expect(learnsInWords(stored)).toBe(
    'a.npy, u.npy: 1200 samples to learn, 16 kept for errors; 32 × 48 points; arrays by name.',
  );
});
