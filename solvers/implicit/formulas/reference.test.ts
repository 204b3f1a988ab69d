import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { expectStored, reaction } from './reference.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

// The others are in reference.slow.ts.
it('a certified minimiser of condition 1e5 has its solution and derivatives, in f64 and in f32', async () => {
  // Rounding the rows of J leaves 2e-5, that of the residuals 1e-5 of w.
  const found = await expectStored(gpu, (options) => reaction('1e5', options), '1e5', { w: 1e-4, derivative: 1e-4 });
  expect(Object.keys(found)).toEqual(['w', 'vjp_theta']);
});
