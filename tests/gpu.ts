import { existsSync } from 'node:fs';
import type { Gpu } from '../solvers/gpu';
import { openNodeGpu } from '../solvers/gpu/node';

/** The adapter of the kernel tests: llvmpipe where it is installed (fast), else SwiftShader, else the machine's. */
export function openTestGpu(): Promise<Gpu> {
  if (existsSync('/usr/share/vulkan/icd.d/lvp_icd.json')) return openNodeGpu('llvmpipe');
  if (existsSync('/usr/lib/chromium/vk_swiftshader_icd.json')) return openNodeGpu('swiftshader');
  return openNodeGpu('auto');
}
