import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
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

const WITH_WEBGPU = ['--enable-unsafe-webgpu', ...FLAGS];

export interface LaunchOptions {
  /** False starts the browser as users without the flag have it: no adapter on Linux. */
  readonly webgpu?: boolean;
  readonly flags?: readonly string[];
}

/** Starts an installed Chrome or Chromium, headless, on SwiftShader. Throws where there is none. */
export async function launchBrowser({ webgpu = true, flags = [] }: LaunchOptions = {}): Promise<Browser> {
  const gpu = webgpu ? WITH_WEBGPU : ['--disable-gpu', '--disable-quic', '--no-first-run'];
  return chromium.launch({ executablePath: await installedBrowser(), args: ['--no-sandbox', ...gpu, ...flags] });
}

/** A browser as a person has it: a profile that outlives it, and tabs of which one hides the others. */
export interface OwnBrowser {
  readonly context: BrowserContext;
  /** Ends all its processes at once, wherever they are. */
  kill(): Promise<void>;
}

/**
 * Starts a browser without what the test driver sets in its own: that keeps every tab visible.
 * @param profile its folder
 */
export async function startOwnBrowser(profile: string, flags: readonly string[] = []): Promise<OwnBrowser> {
  const args = [
    '--headless',
    '--no-sandbox',
    ...WITH_WEBGPU,
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
  ];
  // A group of its own, to which all its processes belong.
  const child = spawn(await installedBrowser(), [...args, ...flags, 'about:blank'], { detached: true });
  const ended = once(child, 'exit');
  const end = (): void => {
    process.kill(-child.pid!, 'SIGKILL');
  };
  process.once('exit', end);
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (text) => {
      said += text;
      const address = /listening on (ws:\S+)/.exec(said)?.[1];
      if (address) resolve(address);
    });
    child.once('exit', () => reject(new Error(`The browser did not start: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  const kill = async (): Promise<void> => {
    process.off('exit', end);
    end();
    await ended;
  };
  return { context: browser.contexts()[0]!, kill };
}

async function installedBrowser(): Promise<string> {
  const path = await findBrowser();
  if (!path) throw new Error('No Chrome or Chromium was found: run npm test once as root, or set CHROME_PATH.');
  return path;
}
