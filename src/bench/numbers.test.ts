import { describe, expect, it } from 'vitest';
import { randomNormal } from '../../solvers/base/random';
import { compareRuns, type Verdict } from './compare';
import { growthLines } from './growth';
import { limitOf } from './limits';
import { deviation, median, powerLaw, quantile } from './statistics';
import { rowOf } from './workload.testing';

describe('statistics', () => {
  it('medians, quartiles and deviations of known numbers', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2);
    expect(quantile([0, 10], 0.3)).toBeCloseTo(3, 12);
    expect(deviation([1, 1, 2, 2, 4, 6, 9])).toBeCloseTo(1.4826, 12);
  });

  it('finds the exponent of a power law, and by how much points leave it', () => {
    const exact = powerLaw([1, 2, 4, 8].map((x) => [x, 3 * x ** 1.5] as const))!;
    expect(exact.slope).toBeCloseTo(1.5, 12);
    expect(exact.factor).toBeCloseTo(3, 12);
    expect(exact.off).toBeCloseTo(1, 12);
    expect(powerLaw([1, 2, 4].map((x) => [x, x === 2 ? 3 : x] as const))!.off).toBeGreaterThan(1.2);
    expect(powerLaw([[1, 1]])).toBeNull();
    expect(
      powerLaw([
        [1, 0],
        [2, 1],
      ]),
    ).toBeNull();
  });
});

describe('the part of the limit', () => {
  const peaks = { copyGBs: 10, fmaGflops: 100, dispatchUs: 20 };
  it.each([
    // 20 MB at 10 GB/s, 50 Mflop at 100 GFLOP/s, 10 launches of 20 us: 2, 0.5, 0.2 ms.
    [{ bytesPerStep: 20e6, flopsPerStep: 50e6, dispatchesPerStep: 10 }, 'memory', 2],
    [{ bytesPerStep: 1e6, flopsPerStep: 300e6, dispatchesPerStep: 10 }, 'arithmetic', 3],
    [{ bytesPerStep: 1e3, flopsPerStep: 1e3, dispatchesPerStep: 50 }, 'launches', 1],
  ])('is that of what takes longest: %o', (costs, by, ms) => {
    const limit = limitOf(rowOf('a', 4, costs), peaks);
    expect(limit.by).toBe(by);
    expect(limit.ms).toBeCloseTo(ms, 12);
    expect(limit.part).toBeCloseTo(ms / 4, 12);
  });
});

it('lines of cost have their own sizes in order, and their exponents', () => {
  const rows = [16, 4, 8, 2].map((at) =>
    rowOf(`n${at}`, 5 * at, { growth: { family: 'f', of: 'n', at }, bytesPerStep: at ** 2 }),
  );
  const alone = rowOf('m', 1, { growth: { family: 'g', of: 'n', at: 1 } });
  const [line, ...others] = growthLines([...rows, alone, rowOf('other', 1)]);
  expect(others).toEqual([]);
  expect(line!.points.map(({ at }) => at)).toEqual([2, 4, 8, 16]);
  expect(line!.ms!.slope).toBeCloseTo(1, 12);
  expect(line!.bytes!.slope).toBeCloseTo(2, 12);
  expect(line!.flops).toBeNull();
});

describe('comparison of two runs', () => {
  const noisy = (ms: number, noise: number, seed: number) => {
    const samples = Array.from({ length: 7 }, (_, k) => ms * (1 + noise * randomNormal(seed, k)));
    return rowOf('W1', median(samples), { samples, loss0: 0.75914 });
  };
  const verdict = (a: ReturnType<typeof noisy>, b: ReturnType<typeof noisy>, drift = 0): Verdict =>
    compareRuns([{ host: 'node', rows: [a], drift }], [{ host: 'node', rows: [b], drift: 0 }])[0]!.verdict;

  it('seldom takes noise for a difference, however large the noise', () => {
    for (const noise of [0.001, 0.01, 0.1]) {
      const wrong = Array.from({ length: 200 }, (_, k) =>
        verdict(noisy(10, noise, 2 * k), noisy(10, noise, 2 * k + 1)),
      );
      // Three standard errors by medians of seven, whose own deviation is uncertain: a few in a hundred may be wrong.
      expect(wrong.filter((one) => one !== 'same within noise').length).toBeLessThanOrEqual(12);
    }
  });

  it('finds what is faster or slower by more than the noise, and calls less than that the same', () => {
    expect(verdict(noisy(10, 0.01, 1), noisy(8, 0.01, 2))).toBe('faster');
    expect(verdict(noisy(10, 0.01, 1), noisy(12, 0.01, 2))).toBe('slower');
    expect(verdict(noisy(10, 0.3, 1), noisy(11, 0.3, 2))).toBe('same within noise');
    expect(verdict(noisy(10, 0.001, 1), noisy(10.1, 0.001, 2))).toBe('same within noise');
    // The machine itself drifted by half.
    expect(verdict(noisy(10, 0.01, 1), noisy(12, 0.01, 2), 0.5)).toBe('same within noise');
  });

  it('does not compare other work, and names counts that changed', () => {
    const a = rowOf('W1', 10, { loss0: 0.75914, dispatchesPerStep: 11 });
    expect(verdict(a, rowOf('W1', 10, { loss0: 0.8 }))).toBe('other work');
    const [told] = compareRuns(
      [{ host: 'node', rows: [a] }],
      [{ host: 'node', rows: [rowOf('W1', 10, { loss0: 0.75914, dispatchesPerStep: 14 })] }],
    );
    expect(told).toMatchObject({ verdict: 'same within noise', changes: ['dispatches 11 -> 14'] });
  });

  it('names rows that are gone or new, and hosts by name', () => {
    const [a, b] = [rowOf('a', 1), rowOf('b', 1)];
    const all = compareRuns([{ host: 'node', rows: [a] }], [{ host: 'node', rows: [b] }]);
    expect(all.map(({ workload, verdict: told }) => [workload, told])).toEqual([
      ['b', 'new'],
      ['a', 'gone'],
    ]);
    expect(compareRuns([{ host: 'node', rows: [a] }], [{ host: 'chromium', rows: [a] }])).toEqual([]);
  });
});
