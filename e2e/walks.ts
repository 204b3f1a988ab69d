import { mkdirSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { violationsOf } from './axe';
import { DESKTOP, eventually, PHONE, type StudioPage, type sharedStudio } from './studio';

/** Pictures of the walks. */
const FOLDER = '.cache/e2e/walk';
/** A walk's time on a software adapter beside other work. */
export const PATIENCE = 300_000;

/** Either size in either light. */
const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { colorScheme, size: 'desktop', viewport: DESKTOP, hasTouch: false, isMobile: false } as const,
  { colorScheme, size: 'phone', viewport: PHONE, hasTouch: true, isMobile: true } as const,
]);

type Shoot = (name: string) => Promise<void>;

/** What a test needs to walk in one look. */
export interface Way {
  readonly isPhone: boolean;
  /** Opens a scene and goes through it; each picture must fit the screen and please axe. */
  walk(hash: string, steps: (studio: StudioPage, shoot: Shoot) => Promise<void>): Promise<void>;
  /** Opens a panel: behind a tab on a phone, else below the pictures or at a side, where it is open already. */
  panel(page: Page, name: string): Promise<void>;
}

/** The same tests in each look; `-t "phone, dark"` takes one of them. */
export function inEachLook(stage: ReturnType<typeof sharedStudio>, tests: (way: Way) => void): void {
  for (const look of LOOKS) {
    describe(`${look.size}, ${look.colorScheme}`, () =>
      tests({ isPhone: look.size === 'phone', ...wayOf(stage, look) }));
  }
}

function wayOf(
  stage: ReturnType<typeof sharedStudio>,
  { size, ...look }: (typeof LOOKS)[number],
): Pick<Way, 'walk' | 'panel'> {
  mkdirSync(FOLDER, { recursive: true });
  return {
    walk: (hash, steps) =>
      stage.open({ hash, ...look }, async (studio) => {
        await studio.untilDrawn();
        await steps(studio, async (name) => {
          const { page } = studio;
          expect(await page.evaluate(() => Math.max(innerWidth, document.documentElement.scrollWidth))).toBe(
            look.viewport.width,
          );
          await eventually(() => violationsOf(page)).toEqual([]);
          await page.screenshot({ path: `${FOLDER}/${name}-${size}-${look.colorScheme}.png` });
        });
      }),
    panel: async (page, name) => {
      if (size === 'desktop' && ['Problem', 'Method'].includes(name)) return;
      const role = size === 'phone' ? 'tab' : 'button';
      await page.getByRole(role, { name, exact: true }).click({ timeout: PATIENCE });
    },
  };
}

/** Resolves when a run has come to its end. */
export async function finished({ page }: StudioPage): Promise<void> {
  const words = page.getByText(/^Finished/).first();
  await words.waitFor({ state: 'attached', timeout: PATIENCE });
}

/** The name of the file that a click saves. */
export async function savedBy(page: Page, button: Locator): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: PATIENCE }), button.click()]);
  return download.suggestedFilename();
}

/** Opens the dialog that shares the scene, and waits for its link. */
export async function share(page: Page): Promise<{ readonly dialog: Locator; readonly hash: () => Promise<string> }> {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  const link = dialog.getByRole('textbox', { name: /^Link/ });
  await eventually(() => link.inputValue()).toContain('#s=1.');
  return { dialog, hash: async () => new URL(await link.inputValue()).hash };
}
