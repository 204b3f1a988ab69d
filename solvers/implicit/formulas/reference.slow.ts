import { afterAll, beforeAll, describe, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import type { Condition } from '../reference.testing';
import { expectStored, reaction, ridge } from './reference.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

describe.each<[Condition, { w: number; derivative: number }]>([
  // What rounding the data to f32 leaves: the condition times eps, less what 2000 rows average.
  ['1e1', { w: 1e-5, derivative: 1e-5 }],
  ['1e3', { w: 1e-4, derivative: 1e-4 }],
  ['1e5', { w: 1e-4, derivative: 1e-3 }],
])('condition %s', (condition, bounds) => {
  it('ridge regression', async () => {
    console.log(condition, await expectStored(gpu, (options) => ridge(condition, options), condition, bounds));
  });

  it('reaction', async () => {
    console.log(condition, await expectStored(gpu, (options) => reaction(condition, options), condition, bounds));
  });
});
