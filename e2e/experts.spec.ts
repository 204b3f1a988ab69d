import { describe, expect, it } from 'vitest';
import { violationsOf } from './axe';
import { sceneHash } from './scenes';
import { DESKTOP, eventually, PHONE, sharedStudio } from './studio';

const stage = sharedStudio();

/** Compiling and the first answer take tens of seconds on a software adapter beside other work. */
const PATIENCE = 100_000;

const SORPTION = sceneHash('diffusion-sorption', 'method=pi-hc-moe', 'view.panes=[{"field":"u"},{"field":"residual"}]');

describe('hard constraints by experts', () => {
  it(
    'show their boxes, solves, weights and jumps; K is a slider, and the worst box is split',
    () =>
      stage.open({ hash: SORPTION, viewport: DESKTOP }, async (studio) => {
        const { page } = studio;
        await page.getByRole('button', { name: 'Experts', exact: true }).click({ timeout: PATIENCE });
        const panel = page.getByRole('group', { name: 'Experts', exact: true });
        const rows = panel.locator('.experts-table tbody tr');
        await eventually(() => rows.count(), PATIENCE).toBe(4);
        await eventually(() => page.getByRole('img', { name: /^Boxes: 4 experts/ }).count(), PATIENCE).toBe(2);
        expect(await rows.first().innerText()).toMatch(/1\s+solved\s+\d+/);
        expect(await panel.getByRole('button', { name: /^Largest violation: [\d.]+/ }).count()).toBe(1);
        expect(await panel.getByRole('list', { name: 'Borders' }).getByRole('listitem').count()).toBe(3);
        expect(await panel.getByRole('img', { name: /^Weights of 16 basis fields by 4 experts/ }).count()).toBe(1);
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/experts-desktop.png' });

        await panel.getByRole('slider', { name: 'Experts, K' }).press('ArrowRight');
        await eventually(() => rows.count(), PATIENCE).toBe(8);
        expect(await panel.locator('output').innerText()).toBe('K = 8');

        await panel.getByRole('button', { name: 'Split the worst' }).click();
        await eventually(() => rows.count(), PATIENCE).toBe(9);
        await page.setViewportSize(PHONE);
        await page.getByRole('tab', { name: 'Experts' }).click();
        await panel.waitFor();
        await eventually(() => rows.count(), PATIENCE).toBe(9);
        expect(await panel.evaluate((own) => own.scrollWidth - own.clientWidth)).toBe(0);
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/experts-phone.png' });
      }),
    2.5 * PATIENCE,
  );
});
