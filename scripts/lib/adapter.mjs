import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './run.mjs';

/** Drivers that need no GPU, fastest first: the order in which the tests choose. */
const SOFTWARE = [
  '/usr/share/vulkan/icd.d/lvp_icd.json',
  '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json',
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

// Dawn may end the process on a broken driver, so it is asked in a process of its own.
const PROBE = `
const { create } = await import('webgpu');
const gpu = create([]);
const adapter = await gpu.requestAdapter();
if (!adapter) process.exit(1);
const { vendor, architecture, device, description } = adapter.info;
process.stdout.write([vendor, architecture, device, description].filter(Boolean).join(' '));
process.exit(0);
`;

/** The name of the WebGPU adapter that the tests get in Node, or undefined where there is none. */
export function findAdapter() {
  const manifest = process.platform === 'linux' ? SOFTWARE.find((path) => existsSync(path)) : undefined;
  const env = { ...process.env };
  if (manifest) env.VK_ICD_FILENAMES = manifest;
  env.XDG_RUNTIME_DIR ??= mkdtempSync(join(tmpdir(), 'nablab-'));
  const probe = spawnSync(process.execPath, ['--input-type=module', '--eval', PROBE], {
    cwd: root,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return probe.status === 0 ? probe.stdout || 'unnamed adapter' : undefined;
}

/** Whether the kernel offers a GPU; other systems than Linux come with their own. */
export function hasGpu() {
  if (process.platform !== 'linux') return true;
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
}
