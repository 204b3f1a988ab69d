/** What the tests of faults break, and how. */
import type { Browser, BrowserContext } from 'playwright-core';
import { eventually, type StudioPage } from './studio';

/** Chromium withholds WebGPU from a page after a crash; these let a test stand for a first crash. */
export const CRASHES_ALLOWED = ['--disable-gpu-process-crash-limit', '--disable-domain-blocking-for-3d-apis'];

/** Ends the browser's GPU process: all its devices are lost. */
export async function crashGpu(browser: Browser): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  // The call's answer may go down with the process.
  void session.send('Browser.crashGpuProcess').catch(() => {});
}

/** Scripts of the site whose names match come changed, from now on; null = as they are. */
export async function tamper(
  context: BrowserContext,
  name: RegExp,
  change: (code: string) => string | null,
): Promise<void> {
  await context.route(name, async (route) => {
    const answer = await route.fetch();
    const code = await answer.text();
    await route.fulfill({ response: answer, body: change(code) ?? code });
  });
}

/** The worker of the engine; the page's name for a script of its own does not match. */
export const WORKER = /\/assets\/worker-[^/]*\.js$/;

/** Resolves when a notice says so. */
export async function untilSaid(studio: StudioPage, text: RegExp, timeout?: number): Promise<string> {
  let said = '';
  await eventually(async () => {
    said = (await studio.notices.allInnerTexts()).join('\n');
    return said;
  }, timeout).toMatch(text);
  return said;
}

/** Resolves when the picture was seen to change again and again: on the screen, since drawing alone shows nothing. */
export async function untilItMoves(studio: StudioPage, timeout?: number): Promise<void> {
  const seen = new Set<string>();
  await eventually(async () => {
    const picture = await studio.picture().screenshot({ style: '.notice { visibility: hidden }' });
    seen.add(picture.toString('base64'));
    return seen.size;
    // An empty canvas and a first picture are two.
  }, timeout).toBeGreaterThan(4);
}

/** Crashes the GPU process, and resolves when the engine has its next device. */
export async function crashAndRecover(browser: Browser, studio: StudioPage, timeout?: number): Promise<void> {
  const { generation } = await studio.diagnostics();
  await crashGpu(browser);
  await eventually(async () => (await studio.diagnostics()).generation, timeout).toBeGreaterThan(generation!);
  await untilSaid(studio, /The GPU is back/, timeout);
}

interface Told {
  readonly step: number;
  readonly loss: number | undefined;
}

/** In the page, before its scripts: keeps what the engine tells of a training. */
export function keepLosses(): void {
  const told: Told[] = [];
  globalThis.MessageChannel = class extends MessageChannel {
    constructor() {
      super();
      this.port1.addEventListener('message', ({ data }) => {
        if (data?.kind === 'pulse') told.push({ step: data.step, loss: data.metrics.loss?.value });
      });
    }
  };
  Object.assign(globalThis, { toldLosses: told });
}

/** Losses by step, as they were told since {@link keepLosses}; each step's in the order of time. */
export async function lossesOf({ page }: StudioPage): Promise<Map<number, number[]>> {
  const told = await page.evaluate(() => (globalThis as unknown as { toldLosses: Told[] }).toldLosses);
  const losses = new Map<number, number[]>();
  for (const { step, loss } of told) {
    if (loss === undefined) continue;
    const kept = losses.get(step) ?? [];
    losses.set(step, kept.at(-1) === loss ? kept : [...kept, loss]);
  }
  return losses;
}
