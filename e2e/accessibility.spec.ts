import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violationsOf } from './axe';
import { SMALL } from './scenes';
import { DESKTOP, eventually, PHONE, sharedStudio } from './studio';

const stage = sharedStudio();

/** More than the page has controls. */
const MOST_STOPS = 80;

describe('axe finds nothing', () => {
  const sizes = [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const;
  it.each(sizes)('in the light and the dark studio on a %s', (_, viewport) =>
    stage.open({ hash: SMALL, colorScheme: 'light', viewport }, async (studio) => {
      const { page } = studio;
      await studio.untilDrawn();
      await studio.untilStep(20);
      await studio.pause();
      const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await paper();
      expect(await violationsOf(page)).toEqual([]);
      await lookAround(page, viewport === PHONE);
      await page.emulateMedia({ colorScheme: 'dark' });
      await eventually(paper).not.toBe(light);
      expect(await violationsOf(page)).toEqual([]);
      await lookAround(page, viewport === PHONE);
    }),
  );

  it('where there is no WebGPU', () => {
    const before = () => void Object.defineProperty(Navigator.prototype, 'gpu', { value: undefined });
    return stage.open({ hash: SMALL, before }, async (studio) => {
      await studio.page.locator('.absent').waitFor();
      expect(await violationsOf(studio.page)).toEqual([]);
    });
  });
});

/** The panels behind tabs and the gallery of scenes, which is closed again. */
async function lookAround(page: Page, tabs: boolean): Promise<void> {
  for (const name of tabs ? ['Method', 'Charts', 'View'] : []) {
    await page.getByRole('tab', { name }).click();
    expect(await violationsOf(page)).toEqual([]);
  }
  await page.getByRole('button', { name: /^Scene:/ }).click();
  await page.getByRole('dialog').waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

describe('the keyboard alone', () => {
  it('reaches every control in the order of the page, shows where it is, and is never trapped', () =>
    stage.open({}, async ({ page }) => {
      await page.locator('.pane-view').first().waitFor();
      const seen: string[] = [];
      for (let k = 0; k < MOST_STOPS; k++) {
        await page.keyboard.press('Tab');
        const stop = await page.evaluate(describeFocus);
        // Past the last control the focus leaves the page, or begins again.
        if (stop === null || seen.includes(stop.name)) break;
        expect(stop.marked, stop.name).toBe(true);
        seen.push(stop.name);
      }
      expect(seen.length).toBeLessThan(MOST_STOPS);
      const landmarks = ['Scene:', 'Share', 'Reset', 'Pause', 'One step', 'picture of a field'];
      const places = landmarks.map((part) => seen.findIndex((name) => name.includes(part)));
      expect(places, seen.join('\n')).not.toContain(-1);
      expect([...places].sort((a, b) => a - b)).toEqual(places);
      expect(seen.join()).toMatch(/range parameter-Re/);
      expect(seen.join()).toMatch(/Charts/);
    }));

  it('opens a scene, and comes back to where it was', () =>
    stage.open({ hash: SMALL }, async (studio) => {
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

/** In the page: the element with the focus, and whether one can see that it has it. */
function describeFocus(): { name: string; marked: boolean } | null {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  // A slider's focus lies on an input without looks, inside of what is drawn.
  const drawn = element.matches('input[type=range]') ? element.parentElement! : element;
  const { outlineStyle, boxShadow } = getComputedStyle(drawn);
  const words = ['role', 'type', 'aria-label', 'aria-labelledby', 'aria-roledescription'].map(
    (name) => element.getAttribute(name) ?? '',
  );
  const around = element.closest('[aria-label]')?.getAttribute('aria-label') ?? '';
  return {
    name: [element.tagName, ...words, around, element.textContent?.trim()].filter(Boolean).join(' '),
    marked: element.matches(':focus-visible') && (outlineStyle !== 'none' || boxShadow !== 'none'),
  };
}
