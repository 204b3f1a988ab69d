import { describe, expect, it } from 'vitest';
import { launchBrowser } from './browser';
import { SMALL } from './scenes';
import { eventually, sharedSite, withStudio } from './studio';

const stage = sharedSite();

describe('when the GPU is lost', () => {
  it('says so, comes back by itself, and the page goes on', async () => {
    // Chromium withholds WebGPU from a page after a crash; these let the test stand for a first crash.
    const flags = ['--disable-gpu-process-crash-limit', '--disable-domain-blocking-for-3d-apis'];
    const browser = await launchBrowser({ flags });
    try {
      await withStudio(browser, stage.site, { hash: SMALL }, async (studio) => {
        await studio.untilDrawn();
        await studio.untilStep(10);
        const { generation } = await studio.diagnostics();
        const session = await browser.newBrowserCDPSession();
        // The call's answer may go down with the process.
        void session.send('Browser.crashGpuProcess').catch(() => {});
        await eventually(() => studio.notices.allInnerTexts()).toEqual(
          expect.arrayContaining([expect.stringMatching(/GPU.*(lost|back)/s)]),
        );
        await eventually(async () => (await studio.diagnostics()).generation).toBeGreaterThan(generation!);
        await eventually(async () => (await studio.notices.allInnerTexts()).join(' ')).toContain('The GPU is back');
        const { pictures = 0 } = await studio.diagnostics();
        await studio.untilStep((await studio.step()) + 5);
        await eventually(async () => (await studio.diagnostics()).pictures).toBeGreaterThan(pictures);
        // Still in the user's hands.
        const step = await studio.pause();
        await studio.page.getByRole('button', { name: 'One step' }).click();
        await eventually(() => studio.step()).toBe(step + 1);
      });
    } finally {
      await browser.close();
    }
  });
});
