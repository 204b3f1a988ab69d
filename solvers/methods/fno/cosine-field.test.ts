import { expect, test } from 'vitest';
import { cosineField } from './cosine-field';

const middles = (...counts: readonly number[]): Float64Array[] => {
  return counts.map((count) => Float64Array.from({ length: count }, (_, k) => (k + 0.5) / count));
};
const nodes = (...counts: readonly number[]): Float64Array[] => {
  return counts.map((count) => Float64Array.from({ length: count }, (_, k) => k / (count - 1)));
};

const SPEC = {
  at: 'cells' as const,
  spectrum: (k: number) => 3 / (Math.PI ** 2 * k ** 2 + 9),
  modes: 12,
  seed: 3,
  sample: 5,
};

test('a grid three times as fine has the same field in the middles of the coarse cells', () => {
  const [coarse, fine] = [
    cosineField({ ...SPEC, shares: middles(13, 17) }),
    cosineField({ ...SPEC, shares: middles(39, 51) }),
  ];
  for (let y = 0; y < 13; y++) {
    for (let x = 0; x < 17; x++) {
      // 144 terms of size below 1, each to some eps.
      expect(fine[(3 * y + 1) * 51 + 3 * x + 1]).toBeCloseTo(coarse[y * 17 + x], 12);
    }
  }
});

test('from side to side it is the same field', () => {
  const [whole, cells] = [nodes(27, 11), middles(13, 5)].map((shares) => cosineField({ ...SPEC, shares }));
  for (let y = 0; y < 13; y++) {
    // Every second node is the middle of a cell.
    for (let x = 0; x < 5; x++) expect(whole[(2 * y + 1) * 11 + 2 * x + 1]).toBeCloseTo(cells[y * 5 + x], 12);
  }
});

test('the mean is 0, and the mean square that of the spectrum', () => {
  const modes = 6;
  const samples = 400;
  let [mean, square] = [0, 0];
  for (let sample = 0; sample < samples; sample++) {
    const field = cosineField({ ...SPEC, modes, shares: middles(12, 12), sample });
    for (const value of field) {
      mean += value / (144 * samples);
      square += value ** 2 / (144 * samples);
    }
  }
  let wanted = 0;
  for (let k = 1; k < modes ** 2; k++) wanted += SPEC.spectrum(Math.hypot(Math.floor(k / modes), k % modes)) ** 2;
  // Modes are orthogonal on the cells, so the mean is rounding alone. The square is a sum over 35 modes of chi-square
  // variables: the largest two carry most of it, so its spread is below sqrt(2 / samples) = 7 %; three of those.
  expect(Math.abs(mean)).toBeLessThan(1e-12);
  expect(Math.abs(square / wanted - 1)).toBeLessThan(0.21);
});

test('samples and seeds differ', () => {
  const shares = middles(8, 8);
  const one = cosineField({ ...SPEC, shares });
  for (const other of [{ sample: 6 }, { seed: 4 }]) expect(cosineField({ ...SPEC, ...other, shares })).not.toEqual(one);
});
