import { existsSync } from 'node:fs';
import type { Gpu, OpenOptions } from '../solvers/gpu';
import { type AdapterChoice, openNodeGpu } from '../solvers/gpu/node';

/**
 * The adapter of the kernel tests: NABLAB_ADAPTER, else llvmpipe where it is installed (fast), else SwiftShader,
 * else the machine's. An error of the device that nobody expected fails the test run.
 */
export function openTestGpu(options: OpenOptions = {}): Promise<Gpu> {
  return openNodeGpu(adapterChoice(), {
    onError: (message) => void Promise.reject(new Error(`uncaptured device error: ${message}`)),
    ...options,
  });
}

function adapterChoice(): AdapterChoice {
  const named = process.env.NABLAB_ADAPTER;
  if (named === 'llvmpipe' || named === 'swiftshader' || named === 'auto') return named;
  if (named) throw new Error(`NABLAB_ADAPTER is "${named}": use llvmpipe, swiftshader or auto.`);
  if (existsSync('/usr/share/vulkan/icd.d/lvp_icd.json')) return 'llvmpipe';
  if (existsSync('/usr/lib/chromium/vk_swiftshader_icd.json')) return 'swiftshader';
  return 'auto';
}
