import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import * as A from '../../array';
import type { Gpu } from '../../gpu';
import type { Recipe } from '../problem';
import { bordersOf, boxAt, spansOf, windows } from './boxes';
import { cutsOf, misfitOf, textOfCuts } from './cuts';
import { gridOf } from './grid';
import { SMALL, sorption } from './moe.testing';
import { MoeSolver } from './moe-solver';
import { recipeOf } from './recipe';
import { refinedCuts } from './refine-boxes';
import { everyPoint } from './rows';
import { statementOf } from './statement';

const METHOD = 'pi-hc-moe';

function gridFor(recipe: Recipe) {
  const problem = sorption(METHOD, { ...SMALL, points: 64, samples: 400, ...recipe });
  const settings = recipeOf(problem, METHOD);
  return gridOf(statementOf(problem, settings.floor), settings);
}

it('borders are shares of each axis, and go back into the same text', () => {
  expect(cutsOf('0.125 0.25,0.5; 0.75', 2, 64)).toEqual([[8, 16, 32], [48]]);
  expect(textOfCuts([[8, 16, 32], [48]], 64)).toBe('0.125 0.25 0.5; 0.75');
  expect(textOfCuts([[8], []], 64)).toBe('0.125');
  expect(misfitOf([8, 16], 64)).toBeNull();
  for (const wrong of [[16, 8], [2], [63], [Number.NaN], [64]]) expect(misfitOf(wrong, 64)).toContain('4 points');
  const recipe = (cuts: string) => () => recipeOf(sorption(METHOD, { ...SMALL, points: 64, cuts }), METHOD);
  expect(recipe('0.5 x')).toThrow('recipes.pi-hc-moe.cuts: borders rise');
  expect(recipe('0.5; 0.5')).toThrow('2 lists of borders for 1 axes');
});

it('boxes cut at equal places are equal boxes', () => {
  const [cut, equal] = [gridFor({ cuts: '0.25 0.5 0.75' }), gridFor({ boxes: 4 })];
  const values = (grid: typeof cut) => A.interpret([everyPoint(grid, 4), windows(grid)]).map((x) => [...x]);
  expect(values(cut)).toEqual(values(equal));
});

it.each([0, 0.5, 1])(
  'windows of unequal boxes add up to 1 and reach no further than their points: overlap %s',
  (overlap) => {
    const grid = gridFor({ cuts: '0.0625 0.1875 0.5', overlap });
    const [found] = A.interpret([windows(grid)]);
    const { begins, widths } = spansOf(grid[1]);
    expect([begins[0], begins.at(-1)! + widths.at(-1)!]).toEqual([0, 64]);
    for (let point = 0; point < 64; point++) {
      const own = Array.from(found.slice(4 * point, 4 * point + 4));
      expect(Math.abs(own.reduce((sum, v) => sum + v, 0) - 1)).toBeLessThan(4 * 2 ** -52);
      own.forEach((v, box) => {
        if (point < begins[box] || point >= begins[box] + widths[box]) expect(v).toBe(0);
      });
    }
    // As many points for each expert as the narrowest box has: 3 columns of the first four, at 8 times.
    if (overlap === 0) expect(everyPoint(grid, 4).shape).toEqual([4, 24]);
    expect([0, 3, 4, 11, 12, 31, 32, 63].map((point) => boxAt(grid[1], point))).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    const step = Float64Array.from({ length: 9 * 64 }, (_, k) => (k % 64 >= 12 ? 1 : 0));
    expect(
      bordersOf({ shape: [9, 64], data: step }, grid).map(({ at, jump }) => [Math.round(63 * at - 0.5), jump]),
    ).toEqual([
      [3, 0],
      [11, 1],
      [31, 0],
    ]);
  },
);

it('the worst boxes are halved, in two dimensions along their longer side', () => {
  const box = (from: number, to: number, largest: number) => ({ box: { x: [from, to] as const }, largest });
  const axis = ['x'];
  const halves = [box(0, 0.5, 3), box(0.5, 1, 1)];
  expect(refinedCuts(halves, axis, 64, { splits: 1 })).toBe('0.25 0.5');
  expect(refinedCuts(halves, axis, 64, { splits: 9 })).toBe('0.25 0.5 0.75');
  expect(refinedCuts(halves, axis, 64, { splits: 9, threshold: 2 })).toBe('0.25 0.5');
  expect(refinedCuts(halves, axis, 64, { splits: 9, threshold: 3 })).toBeNull();
  // Too narrow to be halved: the next one is.
  expect(refinedCuts([box(0, 0.1, 3), box(0.1, 1, 1)], axis, 64, { splits: 1 })).toBe('0.09375 0.546875');
  const flat = (x: readonly [number, number], largest: number) => ({ box: { x, y: [0, 1] as const }, largest });
  const both = ['x', 'y'];
  expect(refinedCuts([flat([0, 0.5], 1), flat([0.5, 1], 2)], both, 64, { splits: 1 })).toBe('0.5; 0.5');
});

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

it('an answer with boxes halved at its largest residual takes the same weights', async () => {
  const recipe = { ...SMALL, points: 32, boxes: 2, overlap: 0.5 };
  const before = await MoeSolver.create(gpu, METHOD, sorption(METHOD, recipe));
  const { experts } = await before.experts();
  const cuts = refinedCuts(experts, ['x'], 32, { splits: 1 })!;
  const worst = experts[0].largest > experts[1].largest ? '0.25 0.5' : '0.5 0.75';
  expect(cuts).toBe(worst);
  const after = await MoeSolver.create(gpu, METHOD, sorption(METHOD, { ...recipe, cuts }));
  await after.takeWeights(await before.weights());
  const report = await after.experts();
  expect(report.experts.map(({ outcome }) => outcome.code)).toEqual(['ok', 'ok', 'ok']);
  expect(report.borders.length).toBe(2);
  expect((await after.fields())[0].data.every(Number.isFinite)).toBe(true);
  before.dispose();
  after.dispose();
});
