import { expect, test } from 'vitest';
import { record } from '../../../tests/report';
import { ChebCb } from './cheb-cb';
import { omegaGrid } from './chooser';
import { meanFixed, solveSequence, type Variance } from './sor.testing';
import { TsallisInf } from './tsallis-inf';

const TITLE = 'Learning to relax: mean SOR iterations over 5,000 systems of 10 x 10';
const COUNT = 5000;
const SEEDS = [1, 2, 3, 4, 5];

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test.each<[Variance, number, number]>([
  ['low', 70, 63],
  ['high', 125, 125],
])('both choosers, %s variance', (variance, most, mostAtEnd) => {
  const range = [-0.15, 0.45] as const;
  const choosers = {
    'Tsallis-INF': (seed: number) => new TsallisInf(omegaGrid(), seed),
    ChebCB: (seed: number) => new ChebCb(omegaGrid(), range, seed),
  };
  for (const [name, make] of Object.entries(choosers)) {
    const runs = SEEDS.map((seed) => solveSequence(make(seed), variance, seed, COUNT));
    const all = runs.map((run) => run.all);
    const last = runs.map((run) => run.lastFifth);
    record(TITLE, {
      variance,
      chooser: name,
      'mean of all': mean(all),
      'worst seed': Math.max(...all),
      'last fifth': mean(last),
      'its worst seed': Math.max(...last),
    });
    expect(mean(all)).toBeLessThanOrEqual(most);
    expect(mean(last)).toBeLessThanOrEqual(mostAtEnd);
  }
});

/** A rerun of the authors' code: 268, 177, ... sweeps. */
test.each<[Variance, readonly number[]]>([
  ['low', [268, 177, 109, 62.5, 85.8]],
  ['high', [622, 413, 262, 154, 105]],
])('fixed relaxations, %s variance', (variance, known) => {
  for (const [k, omega] of [1, 1.2, 1.4, 1.6, 1.8].entries()) {
    const found = meanFixed(omega, variance, 1, COUNT);
    record(TITLE, { variance, 'fixed omega': omega, 'mean of all': found, 'authors, rerun': known[k] });
    expect(Math.abs(found / known[k] - 1)).toBeLessThan(0.05);
  }
});
