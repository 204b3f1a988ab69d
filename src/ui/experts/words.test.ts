import { expect, test } from 'vitest';
import type { Expert } from '../../../solvers/methods/solver';
import { STOPS, stopOf } from './stops';
import { expertsInWords, onLogScale } from './words';

const expert = (change: Partial<Expert> = {}): Expert => ({
  box: { x: [0, 1] },
  reach: { x: [0, 1] },
  iterations: 3,
  residual: 1e-3,
  condition: 100,
  outcome: { code: 'ok', advice: '' },
  weights: [1],
  largest: 0.01,
  ...change,
});

test('experts that failed are named, with what became of them', () => {
  const failed = expert({ outcome: { code: 'not-converged', advice: 'more iterations' } });
  const borders = [
    { axis: 'x', at: 0.5, jump: 0.25 },
    { axis: 'x', at: 0.7, jump: 0.125 },
  ];
  expect(expertsInWords({ experts: [expert(), failed], borders, largest: 1 })).toBe(
    '2 experts, not solved: 2 (not converged); they keep their damped best; the largest jump at a border is 0.25.',
  );
  expect(expertsInWords({ experts: [expert()], borders: [], largest: 1 })).toBe(
    'One constraint for the whole domain, solved.',
  );
  expect(expertsInWords({ experts: [expert({ residual: null })], borders: [], largest: 1 })).toContain('penalty');
});

test('sizes have a place between powers of ten, also those beyond', () => {
  expect(onLogScale(1e-3, [1e-6, 1])).toBeCloseTo(50, 12);
  expect(onLogScale(0, [1e-6, 1])).toBe(0);
  expect(onLogScale(50, [1e-6, 1])).toBe(100);
});

test('the dial stands at the method that answers, and at experts where none of its own does', () => {
  expect(STOPS.map(({ method }) => stopOf(method))).toEqual([0, 1, 2, 3]);
  expect([stopOf('evolve'), stopOf(undefined)]).toEqual([3, 3]);
});
