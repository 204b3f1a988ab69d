import { describe, it } from 'vitest';
import { launchBrowser } from './browser';
import { CRASHES_ALLOWED, crashAndRecover, untilItMoves } from './faults';
import { SMALL } from './scenes';
import { eventually, sharedSite, withStudio } from './studio';

const stage = sharedSite();

describe('when the GPU is lost', () => {
  it('says so, comes back by itself, and the page goes on', async () => {
    const browser = await launchBrowser({ flags: CRASHES_ALLOWED });
    try {
      await withStudio(browser, stage.site, { hash: SMALL }, async (studio) => {
        await studio.untilDrawn();
        await studio.untilStep(10);
        await crashAndRecover(browser, studio);
        await studio.untilStep((await studio.step()) + 5);
        await untilItMoves(studio);
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
