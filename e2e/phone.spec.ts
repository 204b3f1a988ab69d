import { describe, expect, it } from 'vitest';
import { SMALL } from './scenes';
import { PHONE, sharedStudio } from './studio';

const stage = sharedStudio();

describe('at phone width', () => {
  it('shows a picture above four panels behind tabs, and nothing sticks out', () =>
    stage.open({ hash: SMALL, viewport: PHONE, hasTouch: true, isMobile: true }, async (studio) => {
      const { page } = studio;
      const overhang = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      await studio.untilDrawn();
      const box = (await studio.picture().boundingBox())!;
      expect(box.width).toBeGreaterThan(300);
      expect(box.y).toBeLessThan(300);
      const names = ['Problem', 'Method', 'Charts', 'View'];
      for (const name of names) {
        const tab = page.getByRole('tab', { name });
        // A finger needs 44 CSS pixels.
        expect((await tab.boundingBox())!.height).toBeGreaterThanOrEqual(44);
        await tab.tap();
        const panel = page.getByRole('tabpanel', { name });
        await panel.waitFor();
        expect(await tab.getAttribute('aria-selected')).toBe('true');
        expect((await panel.innerText()).trim()).not.toBe('');
        expect(await overhang()).toBe(0);
      }
      await page.getByRole('button', { name: /^Scene:/ }).tap();
      await page.getByRole('dialog').waitFor();
      expect(await overhang()).toBe(0);
    }));
});
