import { describe, it } from 'vitest';
import { SMALL } from './scenes';
import { eventually, sharedStudio } from './studio';

const stage = sharedStudio();

/** In the page: a device that runs on battery. */
function onBattery(): void {
  Object.assign(navigator, {
    getBattery: async () => Object.assign(new EventTarget(), { charging: false, level: 0.5 }),
  });
}

/** In the page: as a tab that is hidden, or seen again. */
function turn(state: DocumentVisibilityState): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('what a visitor made', () => {
  it('can be undone and done again by keys, outlives a reload, and rests on battery while it is hidden', () =>
    stage.open({ hash: SMALL, before: onBattery }, async (studio) => {
      const { page } = studio;
      await studio.untilDrawn();
      const field = page.getByLabel('Re, dimensionless');
      await field.fill('250');
      await field.press('Enter');
      // A slider that is still moving is no change yet.
      await page.waitForTimeout(700);
      await page.locator('body').click({ position: { x: 5, y: 5 } });
      await page.locator('.pane-view').first().focus();
      await page.keyboard.press('Control+z');
      await eventually(() => field.inputValue()).toBe('100');
      await page.keyboard.press('Control+Shift+Z');
      await eventually(() => field.inputValue()).toBe('250');
      await page.reload();
      await eventually(() => field.inputValue()).toBe('250');
      await eventually(async () => (await studio.notices.allInnerTexts()).join(' ')).toContain('loaded again');
      await studio.untilStep(1);

      // On battery a hidden page rests, which is said when it is seen again; unless that is not wanted.
      await page.evaluate(turn, 'hidden' as const);
      await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
      const rested = await studio.rest();
      await page.evaluate(turn, 'visible' as const);
      const told = async () => (await studio.notices.allInnerTexts()).join(' ');
      await eventually(told).toContain('Paused while hidden, on battery');
      await studio.untilStep(rested + 1);
      await page.keyboard.press('?');
      await page.getByRole('checkbox', { name: /^On battery, pause the run/ }).uncheck();
      await page.screenshot({ path: '.cache/e2e/help.png' });
      await page.keyboard.press('Escape');
      await page.evaluate(turn, 'hidden' as const);
      await studio.untilStep((await studio.step()) + 5);
    }));
});
