import { afterEach, expect, test, vi } from 'vitest';
import { openTestGpu } from './gpu';

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  ['a limit over the adapter’s', { requiredLimits: { maxBufferSize: 2 ** 50 } }, 'OperationError'],
  ['a feature that there is not', { requiredFeatures: ['no-such-feature' as GPUFeatureName] }, 'TypeError'],
])('%s: the real refusal is met by one more try, on another adapter, with core limits', async (_, wish, name) => {
  // Makes the classes known.
  (await openTestGpu()).close();
  const refusals: unknown[] = [];
  const adapters: GPUAdapter[] = [];
  const request = GPUAdapter.prototype.requestDevice;
  vi.spyOn(GPUAdapter.prototype, 'requestDevice').mockImplementation(async function (this: GPUAdapter, asked) {
    adapters.push(this);
    if (adapters.length > 1) return request.call(this, asked);
    return request.call(this, wish).catch((error: unknown) => {
      refusals.push(error);
      throw error;
    });
  });
  const gpu = await openTestGpu();
  expect(refusals).toMatchObject([{ name }]);
  expect(new Set(adapters).size).toBe(2);
  expect(gpu.device.limits.maxBufferSize).toBe(2 ** 28);
  gpu.close();
});
