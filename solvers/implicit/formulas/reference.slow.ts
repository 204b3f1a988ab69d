import { afterAll, beforeAll, describe, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import type { Condition } from '../reference.testing';
import { expectRounded, expectStored, reaction, ridge } from './reference.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

describe.each<[Condition, { w: number; derivative: number }]>([
  ['1e1', { w: 1e-5, derivative: 1e-5 }],
  ['1e3', { w: 1e-5, derivative: 1e-5 }],
  ['1e5', { w: 1e-4, derivative: 1e-4 }],
])('condition %s', (condition, bounds) => {
  it('ridge regression', async () => {
    // Rounding the matrix alone, the rest in f64, moves a derivative by 1.2e-4 at 1e5; see below.
    const own = condition === '1e5' ? { ...bounds, derivative: 2e-4 } : bounds;
    console.log(condition, await expectStored(gpu, (options) => ridge(condition, options), condition, own));
  });

  it('ridge regression, the matrix as the device sees it', async () => {
    console.log(condition, await expectRounded(gpu, condition, 1e-5));
  });

  it('reaction', async () => {
    console.log(condition, await expectStored(gpu, (options) => reaction(condition, options), condition, bounds));
  });
});
