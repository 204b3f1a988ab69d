import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violationsOf } from './axe';
import { DESKTOP, eventually, PHONE, type StudioPage, type sharedStudio } from './studio';

/** Pictures of the walks. */
const FOLDER = '.cache/e2e/walk';
/** A walk's time on a software adapter beside other work. */
export const PATIENCE = 300_000;

/** Either size in either light. */
export const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { colorScheme, size: 'desktop', viewport: DESKTOP, hasTouch: false, isMobile: false },
  { colorScheme, size: 'phone', viewport: PHONE, hasTouch: true, isMobile: true },
]);

type Shoot = (name: string) => Promise<void>;

/** Opens a scene in a look and goes through it; each picture must fit the screen and please axe. */
export function walker(stage: ReturnType<typeof sharedStudio>, { size, ...look }: (typeof LOOKS)[number]) {
  mkdirSync(FOLDER, { recursive: true });
  return (hash: string, steps: (studio: StudioPage, shoot: Shoot) => Promise<void>) =>
    stage.open({ hash, ...look }, async (studio) => {
      await studio.untilDrawn();
      await steps(studio, async (name) => {
        const { page } = studio;
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.screenshot({ path: `${FOLDER}/${name}-${size}-${look.colorScheme}.png` });
      });
    });
}

/** Opens a panel below the pictures, or behind a tab. */
export function panelOpener(size: string) {
  const role = size === 'phone' ? 'tab' : 'button';
  return (page: Page, name: string) => page.getByRole(role, { name, exact: true }).click({ timeout: PATIENCE });
}
