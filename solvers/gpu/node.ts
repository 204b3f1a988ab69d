import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../base/result';
import { type OpenOptions, openGpu } from './adapter';
import type { Gpu } from './gpu';
import { napWhile } from './nap';

/** Vulkan driver manifests of the software adapters, by name, where Debian and Chromium put them. */
const DRIVERS = {
  llvmpipe: ['/usr/share/vulkan/icd.d/lvp_icd.json', '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json'],
  swiftshader: ['/usr/lib/chromium/vk_swiftshader_icd.json', '/opt/google/chrome/vk_swiftshader_icd.json'],
} as const;

type Driver = keyof typeof DRIVERS;
export type AdapterChoice = 'auto' | Driver;

const ADVICE =
  'No GPU that WebGPU can use was found. Install a Vulkan driver (Debian: mesa-vulkan-drivers from ' +
  'bookworm-backports), or Chromium, whose SwiftShader is used then.';

// Dawn's devices live as long as the object that `create` returned.
const entries = new Map<AdapterChoice, GPU>();

/**
 * Opens an adapter in Node through npm `webgpu` (Dawn). `auto` takes the machine's own, else a software adapter
 * that is installed. Throws `no-adapter` with what to do.
 */
export async function openNodeGpu(choice: AdapterChoice = 'auto', options: OpenOptions = {}): Promise<Gpu> {
  if (choice !== 'auto') return open(choice, options);
  try {
    return await open('auto', options);
  } catch (error) {
    const driver = (['llvmpipe', 'swiftshader'] as const).find(manifest);
    // With a field it is a limit that is too low, and a software adapter is not what was asked for.
    if (!(error instanceof Failure) || error.field !== undefined || !driver) throw error;
    return open(driver, options);
  }
}

function manifest(driver: Driver): string | undefined {
  return DRIVERS[driver].find((path) => existsSync(path));
}

async function open(choice: AdapterChoice, options: OpenOptions): Promise<Gpu> {
  let entry = entries.get(choice);
  if (!entry) {
    if (choice !== 'auto') {
      const path = manifest(choice);
      if (!path) throw new Failure('no-adapter', `The ${choice} driver is not installed: run npm test once as root.`);
      // The Vulkan loader reads it when Dawn's entry is created.
      process.env.VK_ICD_FILENAMES = path;
    }
    process.env.XDG_RUNTIME_DIR ??= mkdtempSync(join(tmpdir(), 'nablab-'));
    const dawn = await import('webgpu').catch(() => {
      throw new Failure('no-adapter', 'The package "webgpu" is missing: run npm ci.');
    });
    Object.assign(globalThis, dawn.globals);
    entry = dawn.create([]);
    entries.set(choice, entry);
  }
  return openGpu(entry, { noAdapterAdvice: ADVICE, onWait, ...options });
}

function onWait(wait: Promise<unknown>): void {
  // Whoever waits hears of a failure; the naps only end.
  napWhile(wait).catch(() => {});
}
