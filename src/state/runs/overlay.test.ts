import { expect, it } from 'vitest';
import type { Curves } from './curves';
import { isLogarithmic, metricsOf, overlaid } from './overlay';

const course = (steps: number[], columns: Record<string, number[]>): Curves => ({
  steps: Float64Array.from(steps),
  times: Float64Array.from(steps),
  columns: Object.entries(columns).map(([name, values]) => ({ name, unit: '', values: Float64Array.from(values) })),
});

const A = course([0, 2, 4], { loss: [1, 0.1, 0], energy: [3, 2, 1] });
const B = course([1, 2], { loss: [5, Number.NaN], cD: [-1, 300] });

it('lays runs over the steps of all, with gaps where there is no number or no logarithm', () => {
  expect(overlaid([A, B], 'loss', false)).toEqual([
    [0, 1, 2, 4],
    [1, null, 0.1, 0],
    [null, 5, null, null],
  ]);
  expect(overlaid([A, B], 'loss', true)[1]).toEqual([1, null, 0.1, null]);
  expect(overlaid([A, B], 'cD', false)[1]).toEqual([null, null, null, null]);
  expect(overlaid([], 'loss', false)).toEqual([[]]);
});

it('knows all metrics, and which of them span decades', () => {
  expect(metricsOf([A, B])).toEqual(['loss', 'energy', 'cD']);
  expect(isLogarithmic([course([1, 2], { loss: [1, 1e-3] })], 'loss')).toBe(true);
  expect(isLogarithmic([A], 'energy')).toBe(false);
  expect(isLogarithmic([B], 'cD')).toBe(false);
  expect(isLogarithmic([A], 'nothing')).toBe(false);
});
