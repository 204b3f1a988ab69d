import { describe, expect, it } from 'vitest';
import { presetById, resolve } from '../../scenes';
import { errorMetrics, exactErrors, exactValues, freeUnknowns, unknownsApart } from './errors';
import { flowProblem } from './flow/problems.testing';

const problem = flowProblem({
  cells: [4, 4],
  sides: { west: 'wall', east: 'wall', south: 'wall', north: 'wall' },
  exact: { u: 'nu*x + 10*y + 100*t', v: '1', p: '2*x' },
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

  it('sample it at the times of a field that has its own', () => {
    const own = { t: Float64Array.of(0, 1), y: Float64Array.of(1), x: Float64Array.of(0, 1) };
    const whole = { name: 'u', shape: [2, 1, 2], data: new Float64Array(4), coordinates: own };
    expect(exactValues(problem, whole, { nu: 3 }, 99)).toEqual(Float64Array.of(10, 13, 110, 113));
  });

  it('are relative, each for itself and together without those that stand apart', () => {
    const off = [211, 213, 216, 220, 223, 226];
    // The pressure is off by a constant, which nobody minds, and by 2 in one point, which is 5/3 without the mean.
    const metrics = exactErrors(problem, [field('u', off), field('p', [7, 9, 11, 7, 9, 13])], { nu: 3 }, 2);
    const size = Math.hypot(210, 213, 216, 220, 223, 226);
    // Sums of six squares: a few roundings.
    expect(metrics['relL2.u']!.value).toBeCloseTo(1 / size, 14);
    expect(metrics.relL2!.value).toBeCloseTo(1 / size, 14);
    expect(metrics['maxError.u']!.value).toBe(1);
    expect(metrics['relL2.p']!.value).toBeCloseTo(Math.sqrt((4 - 4 / 6) / 40), 14);
    expect(metrics['maxError.p']!.value).toBeCloseTo(2 - 1 / 3, 14);
  });

  it('gather what is compared under one name, and tell of a NaN', () => {
    const one = { name: 'u', data: Float64Array.of(1), truth: Float64Array.of(3) };
    const two = { name: 'u', data: Float64Array.of(8), truth: Float64Array.of(4) };
    expect(errorMetrics([one, two], [], [])).toEqual({
      'relL2.u': { value: Math.sqrt(20 / 25), unit: '' },
      'maxError.u': { value: 4, unit: '' },
      relL2: { value: Math.sqrt(20 / 25), unit: '' },
    });
    const bad = { ...one, data: Float64Array.of(Number.NaN) };
    expect(Object.values(errorMetrics([two, bad, two], [], [])).map(({ value }) => value)).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    // Nothing is relative to 0.
    expect(Object.keys(errorMetrics([{ ...one, truth: Float64Array.of(0) }], [], []))).toEqual(['maxError.u']);
  });
});

describe('unknowns that are known but for a constant', () => {
  it.each([
    ['cavity-re100', ['p'], ['p']],
    // The pressure is given where the flow leaves, but it is still of another size.
    ['cylinder-re20', [], ['p']],
    ['ns-vorticity-forced', ['psi'], ['psi']],
    // Only slopes stand in the equation, but the start and the rate, or the sides, fix it.
    ['heat', [], []],
    ['poisson', [], []],
    ['diffusion-sorption', [], []],
  ])('of %s', (id, free, apart) => {
    const { problem: stated } = resolve(presetById(id).scene);
    expect([freeUnknowns(stated), unknownsApart(stated)]).toEqual([free, apart]);
  });
});
