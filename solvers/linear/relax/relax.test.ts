import { expect, test } from 'vitest';
import { randomUniform } from '../../base/random';
import { ChebCb } from './cheb-cb';
import { draw, type OmegaChooser, omegaGrid } from './chooser';
import { RidgeFit } from './ridge-fit';
import { meanFixed, shiftedSystem, solveSequence } from './sor.testing';
import { TsallisInf, tsallisWeights } from './tsallis-inf';

const RANGE = [-0.15, 0.45] as const;
const CHOOSERS: Readonly<Record<string, (seed: number) => OmegaChooser>> = {
  TsallisInf: (seed) => new TsallisInf(omegaGrid(), seed),
  ChebCb: (seed) => new ChebCb(omegaGrid(), RANGE, seed),
};

test('the grid of relaxations has the ends of the paper', () => {
  const grid = omegaGrid();
  expect(grid).toHaveLength(20);
  expect(grid[0]).toBe(1);
  expect(grid[1]).toBeCloseTo(1.05, 14);
  expect(grid[19]).toBeCloseTo(1.95, 14);
});

test.each([
  ['equal costs', [0, 0, 0, 0], 2],
  ['costs as after 5,000 solves', [3100, 2900, 8000.5, 60_000, 1e6], 2 / Math.sqrt(5000)],
  ['costs far apart', [0, 1e9, 1e12], 0.01],
  ['one relaxation', [7], 1],
])('Tsallis weights satisfy their equations: %s', (_, costs, eta) => {
  const p = tsallisWeights(costs, eta);
  // Bisection to an ulp of x, of which p is a smooth function of condition 2; d of them are added.
  expect(Math.abs(p.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-14 * costs.length);
  // 1 / sqrt(p_i) = eta (cost_i - x) / 2: differences of it are those of the costs. The largest value has eps 2e-16.
  const roots = p.map((one) => 2 / (eta * Math.sqrt(one)));
  const largest = Math.max(...roots);
  for (const [k, root] of roots.entries()) {
    expect(Math.abs(root - roots[0] - (costs[k] - costs[0]))).toBeLessThan(1e-13 * largest);
  }
});

test('a draw falls on each item as often as its probability says', () => {
  const probabilities = [0.1, 0, 0.6, 0.3];
  const counts = [0, 0, 0, 0];
  for (let k = 0; k < 4000; k++) counts[draw(probabilities, 5, k)]++;
  for (const [k, p] of probabilities.entries()) {
    // Four standard deviations of a binomial count.
    expect(Math.abs(counts[k] - 4000 * p)).toBeLessThanOrEqual(4 * Math.sqrt(4000 * p * (1 - p)));
  }
});

test('the excess over the best fixed relaxation falls with the root of the number of solves', () => {
  const best = 7;
  // Uniform costs that depend on the distance to the best: mean 6 + the distance.
  const cost = (omega: number, solve: number) =>
    1 + 10 * randomUniform(77, solve) + Math.abs(Math.round((omega - 1) / 0.05) - best);
  const excess = (count: number) => {
    let sum = 0;
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const chooser = new TsallisInf(omegaGrid(), seed);
      for (let k = 0; k < count; k++) {
        const omega = chooser.choose();
        chooser.learn(cost(omega, k));
        sum += cost(omega, k) - cost(1 + 0.05 * best, k);
      }
    }
    return sum / (8 * count);
  };
  const found = [400, 1600, 6400].map(excess);
  // Zimmert & Seldin, theorem 1: regret at most 4 sqrt(d T) + 1 times the scale of the costs, here their mean, under 17.
  [400, 1600, 6400].forEach((count, k) => {
    expect(found[k]).toBeLessThan((17 * (4 * Math.sqrt(20 * count) + 1)) / count);
  });
  // Halved by four times as many solves, or better, since these costs do not conspire.
  expect(found[1]).toBeLessThan(0.6 * found[0]);
  expect(found[2]).toBeLessThan(0.6 * found[1]);
});

test('SOR needs the iterations that are known for fixed relaxations', () => {
  // 4 % for 400 instead of 5,000 systems: the standard error of the means is near 1 %.
  const known = [268, 177, 109, 62.5, 85.8];
  known.forEach((value, k) => {
    expect(Math.abs(meanFixed(1 + 0.2 * k, 'low', 3, 400) / value - 1)).toBeLessThan(0.04);
  });
});

test('shifts have the mean and the spread of their distributions', () => {
  const count = 4000;
  // Mean a / (a + b) = 1/4 for both; variances ab / ((a + b)^2 (a + b + 1)) = 1/48 and 1/16.
  for (const [variance, square] of [
    ['low', 1 / 48],
    ['high', 1 / 16],
  ] as const) {
    const beta = Array.from({ length: count }, (_, k) => (shiftedSystem(variance, 1, k).shift + 0.15) / 0.6);
    const mean = beta.reduce((sum, value) => sum + value, 0) / count;
    const spread = beta.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
    // Four standard errors.
    expect(Math.abs(mean - 0.25)).toBeLessThan(4 * Math.sqrt(square / count));
    expect(Math.abs(spread / square - 1)).toBeLessThan(0.12);
  }
});

test('1,500 systems suffice to come near the best fixed relaxation, and with contexts below it', () => {
  const plain = solveSequence(CHOOSERS.TsallisInf(1), 'low', 1, 1500);
  const told = solveSequence(CHOOSERS.ChebCb(1), 'low', 1, 1500);
  // The best fixed one takes 62.5, the best for each system 41.7, one drawn blindly from the grid 132.
  expect(plain.all).toBeLessThan(90);
  expect(plain.lastFifth).toBeLessThan(78);
  expect(told.all).toBeLessThan(60);
  expect(told.lastFifth).toBeLessThan(50);
});

test.each(Object.entries(CHOOSERS))('%s saves what it knows, and goes on as if nothing had happened', (_, make) => {
  const cost = (omega: number, context: number) => 2 + 10 * Math.abs(omega - 1.3 - context);
  const run = (chooser: OmegaChooser, from: number, to: number) =>
    Array.from({ length: to - from }, (_, k) => {
      const context = 0.3 * randomUniform(9, from + k);
      const omega = chooser.choose(context);
      chooser.learn(cost(omega, context));
      return omega;
    });
  const whole = make(4);
  run(whole, 0, 100);
  const saved = JSON.parse(JSON.stringify(whole.save()));
  const rest = run(whole, 100, 200);
  const again = make(4);
  again.load(saved);
  expect(run(again, 100, 200)).toEqual(rest);
  expect(new Set(rest).size).toBeGreaterThan(1);
});

test.each(Object.entries(CHOOSERS))('%s refuses what is no cost and no state, and stays as it was', (_, make) => {
  const chooser = make(1);
  chooser.choose(0);
  const before = chooser.save();
  for (const cost of [Number.NaN, 0, -3, Number.POSITIVE_INFINITY]) {
    expect(() => chooser.learn(cost)).toThrow(/iterations/);
  }
  for (const state of [{}, { ...before, [Object.keys(before)[0]]: [Number.NaN] }]) {
    expect(() => chooser.load(state)).toThrow(/state/);
  }
  expect(chooser.save()).toEqual(before);
});

test('contexts that are missing are refused, those beyond the range count as its ends', () => {
  expect(() => CHOOSERS.ChebCb(1).choose()).toThrow(/finite/);
  expect(() => CHOOSERS.ChebCb(1).choose(Number.NaN)).toThrow(/finite/);
  const [inside, outside] = [CHOOSERS.ChebCb(1), CHOOSERS.ChebCb(1)];
  for (let k = 0; k < 50; k++) {
    const omega = inside.choose(0.45);
    expect(outside.choose(7)).toBe(omega);
    inside.learn(10 * omega);
    outside.learn(10 * omega);
  }
});

test('the fit of one relaxation is the ridge solution', () => {
  const size = 3;
  const fit = new RidgeFit(size);
  const rows = Array.from({ length: 20 }, (_, k) => [1, randomUniform(1, k), randomUniform(2, k)]);
  const values = rows.map((row, k) => 3 * row[1] - row[2] + randomUniform(3, k));
  for (const [k, row] of rows.entries()) fit.add(row, values[k]);
  const coefficients = [0, 1, 2].map((k) => fit.predict([0, 1, 2].map((n) => (n === k ? 1 : 0))));
  // Its normal equations: ridge + F^T F, F^T y, of size 20 at most.
  for (let k = 0; k < size; k++) {
    const misfit = rows.reduce((sum, row, n) => sum + row[k] * (fit.predict(row) - values[n]), coefficients[k]);
    expect(Math.abs(misfit)).toBeLessThan(1e-12);
  }
});
