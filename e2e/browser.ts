import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from '../scripts/lib/browser.mjs';

/** What Chromium needs beside `--enable-unsafe-webgpu` for WebGPU compute and canvases without a GPU. */
const FLAGS = [
  '--ignore-gpu-blocklist',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  '--use-webgpu-adapter=swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface LaunchOptions {
  /** False starts the browser as users without the flag have it: no adapter on Linux. */
  readonly webgpu?: boolean;
  readonly flags?: readonly string[];
}

/** Starts an installed Chrome or Chromium, headless, on SwiftShader. Throws where there is none. */
export async function launchBrowser({ webgpu = true, flags = [] }: LaunchOptions = {}): Promise<Browser> {
  const executablePath = await findBrowser();
  if (!executablePath)
    throw new Error('No Chrome or Chromium was found: run npm test once as root, or set CHROME_PATH.');
  const gpu = webgpu ? ['--enable-unsafe-webgpu', ...FLAGS] : ['--disable-gpu', '--disable-quic', '--no-first-run'];
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...gpu, ...flags] });
}
