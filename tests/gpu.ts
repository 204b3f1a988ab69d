import { existsSync } from 'node:fs';
import { unboundedLoops } from '../scripts/lib/loops.mjs';
import type { Gpu, OpenOptions } from '../solvers/gpu';
import { type AdapterChoice, openNodeGpu } from '../solvers/gpu/node';

/**
 * The adapter of the kernel tests: NABLAB_ADAPTER, else llvmpipe where it is installed (fast), else SwiftShader,
 * else the machine's. An error of the device that nobody expected fails the test run, as does a shader, written or generated,
 * with a loop that is not plainly bounded.
 */
export async function openTestGpu(options: OpenOptions = {}): Promise<Gpu> {
  const gpu = await openNodeGpu(adapterChoice(), {
    onError: (message) => void Promise.reject(new Error(`uncaptured device error: ${message}`)),
    ...options,
  });
  checkLoops(gpu.device);
  return gpu;
}

function checkLoops(device: GPUDevice): void {
  const create = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => {
    const { code, label } = descriptor;
    for (const { index, why } of unboundedLoops(code)) {
      const line = code.slice(index).split('\n')[0];
      throw new Error(`${label ?? 'a shader'} has ${why}: ${line}`);
    }
    return create(descriptor);
  };
}

function adapterChoice(): AdapterChoice {
  const named = process.env.NABLAB_ADAPTER;
  if (named === 'llvmpipe' || named === 'swiftshader' || named === 'auto') return named;
  if (named) throw new Error(`NABLAB_ADAPTER is "${named}": use llvmpipe, swiftshader or auto.`);
  if (existsSync('/usr/share/vulkan/icd.d/lvp_icd.json')) return 'llvmpipe';
  if (existsSync('/usr/lib/chromium/vk_swiftshader_icd.json')) return 'swiftshader';
  return 'auto';
}
