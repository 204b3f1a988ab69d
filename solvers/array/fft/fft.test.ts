import { describe } from 'vitest';
import { type FftCases, testFft } from './fft.testing';

// A driver compiles each length anew, so the fast lane takes a few of each kind; fft-lengths.slow.ts takes all.
const CASES: FftCases = {
  lengths: [1, 4, 7, 15, 16, 60, 97],
  long: [2048],
  plans: [
    [[7, 12, 5], [1]],
    [
      [13, 9, 11],
      [2, 0],
    ],
    [[3, 5], []],
  ],
  offsets: [
    [0, 0],
    [3, 4],
  ],
  reals: [1, 9, 64, 97],
};

describe.each([
  ['a dispatch for each radix', true],
  ['whole lines in workgroups', false],
] as const)('%s', (_, software) => testFft(CASES, software));
