import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../solvers/base/result';
import type { Between, Report } from '../../src/bench/run';
import { launchBrowser } from '../browser';
import { serve } from '../server';

/**
 * Runs the workloads in headless Chromium, on the page that Vite makes of index.html.
 * @param folder where the built page lies; it is built there if it does not
 */
export async function benchInChromium(
  folder: string,
  names: readonly string[],
  brief: boolean,
  { tell, begun, after, enough }: Omit<Between, 'protocol'>,
): Promise<Report> {
  if (!existsSync(join(folder, 'index.html'))) await buildPage('e2e/bench', folder);
  const browser = await launchBrowser().catch((error: Error) => {
    throw new Failure('no-adapter', error.message);
  });
  const site = await serve(folder);
  try {
    const page = await browser.newPage();
    page.on('console', (message) => tell(message.text()));
    await page.exposeFunction('turnIsOver', after);
    await page.exposeFunction('enoughNow', enough);
    await page.exposeFunction('hasBegun', begun);
    await page.goto(site.url);
    await page.waitForFunction(() => 'runBenchHere' in globalThis);
    return await page.evaluate((wish) => globalThis.runBenchHere(...wish), [names, brief] as const);
  } finally {
    await browser.close();
    await site.close();
  }
}

/** Builds the page of `root`'s index.html into `folder`. */
export async function buildPage(root: string, folder: string): Promise<void> {
  const { build } = await import('vite');
  await build({
    configFile: false,
    root,
    base: './',
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 1200 },
  });
}
