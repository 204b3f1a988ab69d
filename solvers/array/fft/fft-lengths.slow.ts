import { describe } from 'vitest';
import { type FftCases, testFft } from './fft.testing';

const CASES: FftCases = {
  lengths: [...Array.from({ length: 64 }, (_, k) => k + 1), 100, 210, 243, 256, 343, 97, 101, 139],
  long: [2048, 2187, 1155, 2310, 1031],
  plans: [
    [[5, 7], [0]],
    [[7, 12, 5], [1]],
    [
      [3, 32, 33],
      [1, 2],
    ],
    [
      [13, 9, 11],
      [2, 0],
    ],
    [
      [6, 10, 17],
      [0, 1, 2],
    ],
    [
      [37, 3],
      [0, 1],
    ],
    [[1, 256, 9], [1]],
    [
      [4, 139, 3],
      [1, 0],
    ],
    [
      [2, 2401, 3],
      [1, 0],
    ],
    [[3, 5], []],
  ],
  offsets: [
    [0, 0],
    [6, 4],
    [3, 4],
    [2, 5],
    [7, 9],
  ],
  reals: [1, 2, 3, 8, 9, 33, 64, 97, 100, 256, 343, 1031, 2048],
};

describe.each([
  ['a dispatch for each radix', true],
  ['whole lines in workgroups', false],
] as const)('%s', (_, software) => testFft(CASES, software));
