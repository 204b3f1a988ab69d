import { describe, expect, it } from 'vitest';
import { violationsOf } from './axe';
import { SMALL } from './scenes';
import { DESKTOP, eventually, PHONE, sharedStudio } from './studio';

const stage = sharedStudio();

describe('typing an equation', () => {
  it('shows it as it is printed, mends it at a click, says which method and why, and runs it with sliders', () =>
    stage.open({ hash: SMALL, viewport: DESKTOP }, async (studio) => {
      const { page } = studio;
      await studio.untilDrawn();
      await page.getByRole('button', { name: 'Edit' }).click();
      const editor = page.getByRole('dialog', { name: 'Type an equation' });
      await editor.getByRole('button', { name: /^Heat in a plate/ }).click();
      const ready = () => editor.getByRole('status').innerText();
      await eventually(ready).toBe('Ready.');
      expect(await editor.locator('.editor-preview .katex').count()).toBe(1);

      // Conditions are printed as well.
      const start = editor.locator('.editor-row', { hasText: 'at the start' });
      expect(await start.locator('.katex').count()).toBe(1);

      // An unknown name: underlined, said, and mended.
      const field = editor.getByRole('textbox', { name: 'Equations, one a line' });
      await field.fill('u_t = k*(u_xx + u_yy) - gamma*u');
      await eventually(ready).toBe('Not ready yet.');
      expect(await editor.locator('.cm-lintRange-error').innerText()).toBe('gamma');
      expect(await editor.locator('.fault').innerText()).toContain('gamma');
      await page.screenshot({ path: '.cache/e2e/editor-fault.png' });
      await editor.getByRole('button', { name: 'Add gamma as a parameter' }).click();
      await eventually(ready).toBe('Ready.');
      await editor.getByRole('textbox', { name: 'Value of gamma' }).fill('3');
      await eventually(ready).toBe('Ready.');
      expect(await editor.getByRole('region', { name: 'Chosen for you' }).innerText()).toMatch(
        /fastest that takes such/,
      );
      await eventually(() => violationsOf(page)).toEqual([]);
      await page.screenshot({ path: '.cache/e2e/editor-desktop.png' });
      await page.setViewportSize(PHONE);
      expect(await editor.evaluate((own) => own.scrollWidth - own.clientWidth)).toBe(0);
      await page.screenshot({ path: '.cache/e2e/editor-phone.png' });
      await page.setViewportSize(DESKTOP);

      await editor.getByRole('button', { name: 'Run it' }).click();
      await eventually(() => page.getByRole('slider', { name: /gamma|γ/ }).count()).toBe(1);
      await studio.untilStep(1);
      expect(await page.locator('.problem').innerText()).toContain('at the start');
    }));
});
