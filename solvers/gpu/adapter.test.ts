import { expect, test, vi } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { Failure } from '../base/result';
import { isSoftware, openGpu } from './adapter';
import { requireLimits } from './limits';

const LIMITS = { maxBufferSize: 1000, maxStorageBufferBindingSize: 500 } as unknown as GPUSupportedLimits;

function stubInfo(info: Partial<GPUAdapterInfo>): GPUAdapterInfo {
  const none = { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false };
  return { ...none, ...info } as GPUAdapterInfo;
}

/** An entry whose adapters give the answers of `requestDevice` in turn; counts the adapters asked for. */
function stubEntry(answers: ((descriptor?: GPUDeviceDescriptor) => Promise<GPUDevice>)[]) {
  const requestAdapter = vi.fn(async () => {
    const requestDevice = answers[requestAdapter.mock.calls.length - 1]!;
    return {
      limits: LIMITS,
      features: new Set(['timestamp-query']),
      info: stubInfo({ vendor: 'acme' }),
      requestDevice,
    };
  });
  return { entry: { requestAdapter } as unknown as GPU, requestAdapter };
}

function stubDevice(lost: Promise<GPUDeviceLostInfo>): GPUDevice {
  return { lost, limits: LIMITS, addEventListener: () => {} } as unknown as GPUDevice;
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('resolved'),
    (error: Failure) => error,
  );

test('a host without WebGPU is refused with browsers to use', async () => {
  const refused = await failure(openGpu(undefined));
  expect(refused).toMatchObject({ code: 'no-adapter', message: expect.stringMatching(/Chrome.*Safari.*Firefox/) });
});

test('an insecure page is told so', async () => {
  vi.stubGlobal('isSecureContext', false);
  expect((await failure(openGpu(undefined))).message).toContain('https');
  vi.unstubAllGlobals();
});

test('no adapter is refused once, with what to turn on', async () => {
  const requestAdapter = vi.fn(async () => null);
  const refused = await failure(openGpu({ requestAdapter } as unknown as GPU));
  expect(refused).toMatchObject({ code: 'no-adapter', message: expect.stringContaining('--enable-unsafe-webgpu') });
  expect(requestAdapter).toHaveBeenCalledTimes(1);
});

test('a silent browser is given up on', async () => {
  vi.useFakeTimers();
  const refused = failure(openGpu({ requestAdapter: () => new Promise(() => {}) } as unknown as GPU));
  await vi.advanceTimersByTimeAsync(60_000);
  expect((await refused).message).toContain('restart the browser');
  vi.useRealTimers();
});

test('a refused device is retried once on a fresh adapter with core limits', async () => {
  const refuse = vi.fn(async () => Promise.reject(new Error('limit too high')));
  const accept = vi.fn(async () => stubDevice(new Promise(() => {})));
  const { entry, requestAdapter } = stubEntry([refuse, accept]);
  const gpu = await openGpu(entry, { wanted: { maxBufferSize: 4000 } });
  expect(gpu.adapterName).toBe('acme');
  expect(refuse).toHaveBeenCalledWith({
    requiredLimits: { maxBufferSize: 1000 },
    requiredFeatures: ['timestamp-query'],
  });
  expect(accept).toHaveBeenCalledWith({ requiredLimits: {}, requiredFeatures: [] });
  expect(requestAdapter).toHaveBeenCalledTimes(2);
});

test('a device refused twice is a refusal that says why', async () => {
  const refuse = () => Promise.reject(new Error('driver busy'));
  const refused = await failure(openGpu(stubEntry([refuse, refuse]).entry));
  expect(refused).toMatchObject({ code: 'no-adapter', message: expect.stringContaining('driver busy') });
});

test('a device born lost counts as a loss', async () => {
  const born = stubDevice(Promise.resolve({ reason: 'unknown', message: 'gone' } as GPUDeviceLostInfo));
  const gpu = await openGpu(stubEntry([async () => born]).entry);
  expect(await gpu.lost).toMatchObject({ code: 'lost', message: expect.stringContaining('gone') });
  expect(() => gpu.storage('a', 16)).toThrow(Failure);
});

test('required limits are checked by name and accumulated with the wanted', () => {
  expect(requireLimits(LIMITS, { maxStorageBufferBindingSize: 400 }, { maxBufferSize: 9999 })).toEqual({
    maxBufferSize: 1000,
    maxStorageBufferBindingSize: 400,
  });
  const ask = () => requireLimits(LIMITS, { maxStorageBufferBindingSize: 501 });
  expect(ask).toThrow(expect.objectContaining({ code: 'no-adapter', field: 'maxStorageBufferBindingSize' }));
  // A limit that the adapter does not even know.
  expect(() => requireLimits(LIMITS, { maxComputeWorkgroupSizeX: 1 })).toThrow(/maxComputeWorkgroupSizeX/);
});

test('software adapters are known by flag and by name', () => {
  expect(isSoftware(stubInfo({ description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }))).toBe(true);
  expect(isSoftware(stubInfo({ architecture: 'swiftshader' }))).toBe(true);
  expect(isSoftware(stubInfo({ description: 'Microsoft Basic Render Driver' }))).toBe(true);
  expect(isSoftware(stubInfo({ isFallbackAdapter: true }))).toBe(true);
  expect(isSoftware(stubInfo({ vendor: 'apple', architecture: 'metal-3' }))).toBe(false);
  expect(isSoftware(stubInfo({ vendor: 'nvidia', description: 'NVIDIA warping' }))).toBe(false);
});

test('a real adapter opens with more than the core limits, or with the core limits alone', async () => {
  const gpu = await openTestGpu();
  const core = await openTestGpu({ wanted: {} });
  expect(core.device.limits.maxBufferSize).toBe(2 ** 28);
  expect(gpu.device.limits.maxBufferSize).toBeGreaterThan(2 ** 28);
  expect(core.generation).toBeGreaterThan(gpu.generation);
  gpu.close();
  core.close();
});

test('a limit that a real adapter lacks is refused by name', async () => {
  const refused = await failure(openTestGpu({ required: { maxBufferSize: 2 ** 50 } }));
  expect(refused).toMatchObject({ code: 'no-adapter', field: 'maxBufferSize' });
});
