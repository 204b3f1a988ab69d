import { Failure } from '../base/result';

/** Limits that grow upwards; every other one the runtime leaves at WebGPU's defaults. */
export type LimitName =
  | 'maxBufferSize'
  | 'maxStorageBufferBindingSize'
  | 'maxStorageBuffersPerShaderStage'
  | 'maxComputeInvocationsPerWorkgroup'
  | 'maxComputeWorkgroupSizeX'
  | 'maxComputeWorkgroupSizeY'
  | 'maxComputeWorkgroupStorageSize';

export type Limits = Readonly<Partial<Record<LimitName, number>>>;

/** Taken where the adapter has it. Kernels build without; larger grids and kernel variants may use it. */
export const WANTED_LIMITS: Limits = {
  maxBufferSize: 2 ** 31,
  maxStorageBufferBindingSize: 2 ** 31 - 4,
  maxStorageBuffersPerShaderStage: 16,
  maxComputeInvocationsPerWorkgroup: 1024,
  maxComputeWorkgroupSizeX: 1024,
  maxComputeWorkgroupSizeY: 1024,
  maxComputeWorkgroupStorageSize: 32768,
};

/**
 * The limits to ask a device for: the least of what is wanted and what the adapter has, and all that is required.
 * Throws `no-adapter` naming the limit where the adapter has less than required.
 */
export function requireLimits(
  available: GPUSupportedLimits,
  required: Limits,
  wanted: Limits = {},
): Record<string, number> {
  const asked: Record<string, number> = {};
  for (const [name, amount] of Object.entries(wanted) as [LimitName, number][]) {
    asked[name] = Math.min(amount, available[name]);
  }
  for (const [name, amount] of Object.entries(required) as [LimitName, number][]) {
    if (!(available[name] >= amount)) {
      throw new Failure(
        'no-adapter',
        `This GPU has ${name} ${available[name]}, but ${amount} is needed: try another.`,
        name,
      );
    }
    asked[name] = Math.max(asked[name] ?? 0, amount);
  }
  return asked;
}
