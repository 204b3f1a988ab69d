import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser';
import { SMALL } from './scenes';
import type { Site } from './server';
import { DESKTOP, eventually, PHONE, type StudioPage, serveStudio, withStudio } from './studio';

let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await launchBrowser();
  site = await serveStudio();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** What axe finds, as `rule: element`. */
async function violations({ page }: StudioPage): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
}

describe('axe finds nothing', () => {
  const cases = [
    ['light', 'desktop', DESKTOP],
    ['dark', 'desktop', DESKTOP],
    ['light', 'phone', PHONE],
    ['dark', 'phone', PHONE],
  ] as const;
  it.each(cases)('in the %s studio on a %s', (colorScheme, _, viewport) =>
    withStudio(browser, site, { hash: SMALL, colorScheme, viewport }, async (studio) => {
      await studio.untilDrawn();
      await studio.untilStep(20);
      await studio.pause();
      expect(await violations(studio)).toEqual([]);
      if (viewport === PHONE) {
        for (const name of ['Method', 'Charts', 'View']) {
          await studio.page.getByRole('tab', { name }).click();
          expect(await violations(studio)).toEqual([]);
        }
      }
      await studio.page.getByRole('button', { name: /^Scene:/ }).click();
      await studio.page.getByRole('dialog').waitFor();
      expect(await violations(studio)).toEqual([]);
    }),
  );

  it('where there is no WebGPU', () => {
    const before = () => void Object.defineProperty(Navigator.prototype, 'gpu', { value: undefined });
    return withStudio(browser, site, { hash: SMALL, before }, async (studio) => {
      await studio.page.locator('.absent').waitFor();
      expect(await violations(studio)).toEqual([]);
    });
  });
});

describe('the keyboard alone', () => {
  it('reaches every control in a sensible order, shows where it is, and is never trapped', () =>
    withStudio(browser, site, { hash: SMALL }, async ({ page, ...studio }) => {
      await page.locator('.pane-view').first().waitFor();
      const seen: string[] = [];
      for (let k = 0; k < 80; k++) {
        await page.keyboard.press('Tab');
        const focus = await page.evaluate(() => {
          const element = document.activeElement;
          if (!element || element === document.body) return null;
          const own = element.matches(':focus-visible') ? element : null;
          const style = getComputedStyle(element);
          const name =
            element.getAttribute('aria-label') ??
            element.getAttribute('aria-labelledby') ??
            element.textContent?.trim();
          const marked = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
          return {
            name: `${element.tagName} ${element.getAttribute('role') ?? ''} ${name}`,
            visible: own !== null,
            marked,
          };
        });
        if (focus === null || (seen.length > 2 && focus.name === seen[0])) break;
        expect(focus.visible, focus.name).toBe(true);
        seen.push(focus.name);
      }
      const order = ['Scene:', 'Reset', 'One step', 'Charts'];
      const places = order.map((part) => seen.findIndex((name) => name.includes(part)));
      expect([...places].sort((a, b) => a - b)).toEqual(places);
      expect(seen.some((name) => name.includes('Share'))).toBe(true);
      expect(seen.length).toBeLessThan(80);
      expect(studio).toBeDefined();
    }));

  it('opens a scene, and comes back to where it was', () =>
    withStudio(browser, site, { hash: SMALL }, async (studio) => {
      const { keyboard } = studio.page;
      await studio.untilStep(2);
      const trigger = studio.page.getByRole('button', { name: /^Scene:/ });
      await trigger.focus();
      await keyboard.press('Enter');
      await studio.page.getByRole('dialog').waitFor();
      await keyboard.press('Escape');
      await studio.page.getByRole('dialog').waitFor({ state: 'hidden' });
      await eventually(() => trigger.evaluate((element) => element === document.activeElement)).toBe(true);
      await keyboard.press('Enter');
      const card = studio.page.locator('.card', { hasText: 'Taylor' });
      await card.focus();
      await keyboard.press('Enter');
      await eventually(() => trigger.innerText()).toContain('Taylor');
    }));
});
