import { testFft } from './fft.testing';

// A driver compiles each length anew, so the fast lane takes a few of each kind; fft-lengths.slow.ts takes all.
testFft({
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
});
