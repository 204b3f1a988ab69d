import { expect, test } from 'vitest';
import { loaders } from '../solvers/methods';
import { openTestGpu } from './gpu';
import { METHOD_CASES, startCase } from './method-cases';

/** The bytes of a run's state and the numbers of its fields, by a device with WebGPU's own limits alone. */
async function resultOf(name: string): Promise<Map<string, string>> {
  const gpu = await openTestGpu({ wanted: {} });
  const { limits } = gpu.device;
  expect([limits.maxStorageBuffersPerShaderStage, limits.maxStorageBufferBindingSize]).toEqual([8, 2 ** 27]);
  expect(limits.maxComputeWorkgroupStorageSize).toBe(2 ** 14);
  const solver = await startCase(gpu, name);
  await solver.step(METHOD_CASES[name]!.steps);
  expect(solver.outcome).toMatchObject({ code: 'ok' });
  expect(solver.stepCount).toBeGreaterThan(0);
  const { arrays } = await solver.save();
  const fields = await solver.fields();
  for (const field of fields) expect(field.data.some(Number.isFinite), field.name).toBe(true);
  const bits = new Map(Object.entries(arrays).map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]));
  for (const field of fields) bits.set(`field ${field.name}`, Buffer.from(field.data.buffer).toString('base64'));
  solver.dispose();
  gpu.close();
  return bits;
}

test('every method has a case', () => {
  expect(new Set(Object.values(METHOD_CASES).map(({ method }) => method))).toEqual(new Set(Object.keys(loaders)));
});

test.each(Object.keys(METHOD_CASES))(
  '%s: runs within the core limits, and gives the same bits in two engines',
  async (name) => {
    const [one, other] = [await resultOf(name), await resultOf(name)];
    expect(one.size).toBeGreaterThan(1);
    expect([...other.keys()]).toEqual([...one.keys()]);
    for (const [key, bits] of one) expect(bits === other.get(key), key).toBe(true);
  },
);
