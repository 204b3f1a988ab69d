import type { Browser } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { launchBrowser } from './browser';
import { SMALL } from './scenes';
import { type OpenOptions, sharedSite, withStudio } from './studio';

const stage = sharedSite();

/** What the page owes a browser that cannot compute. */
async function staysHonest(browser: Browser, options: OpenOptions): Promise<void> {
  await withStudio(browser, stage.site, { hash: SMALL, ...options }, async (studio) => {
    const absent = studio.page.locator('.absent');
    await absent.waitFor();
    const text = await absent.innerText();
    expect(text).toContain('WebGPU');
    for (const name of ['Chrome', 'Safari', 'Firefox']) expect(text).toContain(name);
    await studio.page.getByRole('button', { name: 'Try again' }).waitFor();
    // The scene stays to be read, and nothing pretends to run.
    expect(await studio.page.locator('.panel.problem').innerText()).toContain('Reynolds number');
    expect(await studio.runButton.isDisabled()).toBe(true);
    expect(await studio.step()).toBe(0);
  });
}

describe('without WebGPU', () => {
  it('an older browser gets an honest page', async () => {
    const browser = await launchBrowser();
    try {
      await staysHonest(browser, {
        before: () => {
          Object.defineProperty(Navigator.prototype, 'gpu', { value: undefined });
        },
      });
    } finally {
      await browser.close();
    }
  });

  it('a browser without an adapter gets an honest page', async () => {
    const browser = await launchBrowser({ webgpu: false });
    try {
      await staysHonest(browser, {});
    } finally {
      await browser.close();
    }
  });
});
