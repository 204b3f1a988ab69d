import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../base/result';
import { openGpu, type OpenOptions } from './adapter';
import type { Gpu } from './gpu';

/** Vulkan driver manifests of the software adapters, by name, where Debian and Chromium put them. */
const DRIVERS = {
  llvmpipe: ['/usr/share/vulkan/icd.d/lvp_icd.json', '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json'],
  swiftshader: ['/usr/lib/chromium/vk_swiftshader_icd.json', '/opt/google/chrome/vk_swiftshader_icd.json'],
} as const;

export type AdapterChoice = 'auto' | keyof typeof DRIVERS;

// Dawn lives as long as the object that `create` returned.
let entry: GPU | undefined;

/** Opens an adapter in Node through npm `webgpu` (Dawn). One choice per process: Dawn reads it once. */
export async function openNodeGpu(choice: AdapterChoice = 'auto', options: OpenOptions = {}): Promise<Gpu> {
  if (!entry) {
    if (choice !== 'auto') {
      const manifest = DRIVERS[choice].find((path) => existsSync(path));
      if (!manifest) throw new Failure('no-adapter', `${choice} is not installed: run npm test once as root, or npm run setup.`);
      process.env.VK_ICD_FILENAMES = manifest;
    }
    process.env.XDG_RUNTIME_DIR ??= mkdtempSync(join(tmpdir(), 'nablab-'));
    const dawn = await import('webgpu').catch(() => {
      throw new Failure('no-adapter', 'The package "webgpu" is missing: run npm ci without --omit=optional.');
    });
    Object.assign(globalThis, dawn.globals);
    entry = dawn.create([]);
  }
  return openGpu(entry, options);
}
