import { describe, expect, it } from 'vitest';
import { exactErrors, exactValues } from './errors';
import { flowProblem } from './flow/problems.testing';

const problem = flowProblem({
  cells: [4, 4],
  sides: { west: 'wall', east: 'wall', south: 'wall', north: 'wall' },
  exact: { u: 'nu*x + 10*y + 100*t', v: '1', p: '2' },
});
const coordinates = { y: Float64Array.of(1, 2), x: Float64Array.of(0, 1, 2) };
const field = (name: string, data: readonly number[]) => {
  return { name, shape: [2, 3], data: Float64Array.from(data), coordinates };
};

describe('errors against the exact solution', () => {
  it('sample it in C order, at the parameters and the time', () => {
    const values = exactValues(problem, field('u', [0, 0, 0, 0, 0, 0]), { nu: 3 }, 2);
    expect(values).toEqual(Float64Array.of(210, 213, 216, 220, 223, 226));
    expect(exactValues(problem, field('w', [0]), {}, 0)).toBeNull();
  });

  it('are relative, each for itself and together without those that stand apart', () => {
    const off = [211, 213, 216, 220, 223, 226];
    const metrics = exactErrors(problem, [field('u', off), field('p', [2, 2, 2, 2, 2, 4])], { nu: 3 }, 2, ['p']);
    const size = Math.hypot(210, 213, 216, 220, 223, 226);
    // Sums of six squares: a few roundings.
    expect(metrics['relL2.u']!.value).toBeCloseTo(1 / size, 14);
    expect(metrics.relL2!.value).toBeCloseTo(1 / size, 14);
    expect(metrics['relL2.p']!.value).toBeCloseTo(2 / Math.sqrt(24), 14);
  });
});
