import { describe, it } from 'vitest';
import { SMALL } from './scenes';
import { eventually, sharedStudio } from './studio';

const stage = sharedStudio();

describe('what a visitor made', () => {
  it('can be undone and done again by keys, and outlives a reload', () =>
    stage.open({ hash: SMALL }, async (studio) => {
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
    }));
});
