import { describe, expect, it } from 'vitest';
import { DESKTOP, eventually, sharedStudio } from './studio';

const stage = sharedStudio();

describe('a steady scene', () => {
  it('is solved to the end, and its cycle can be looked at, as a drawing and as numbers', () =>
    stage.open({ hash: '#poisson', viewport: DESKTOP }, async (studio) => {
      await studio.untilDrawn();
      const { page } = studio;
      await eventually(() => page.locator('.state').innerText()).toMatch(/Solved/);
      // Where nothing moves there is no moment to look back at.
      expect(await page.locator('.timeline').count()).toBe(0);
      const drawing = page.locator('.cycle-drawing');
      await drawing.waitFor();
      const words = await drawing.getAttribute('aria-label');
      expect(words).toMatch(/^Cycle over \d+ levels\. \d+ × \d+ points: residual .* to /);
      const visits = await page.locator('.cycle-visit').count();
      const levels = await page.locator('.cycle-level').count();
      // A V-cycle meets every level twice, the coarsest once.
      expect(visits).toBe(2 * levels - 1);
      await page.getByRole('button', { name: 'Numbers', exact: true }).click();
      expect(await page.locator('.cycle tbody tr').count()).toBe(visits);
      await page.screenshot({ path: '.cache/e2e/multigrid-desktop.png' });
    }));
});
