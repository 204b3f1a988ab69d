import { describe, expect, it } from 'vitest';
import { violationsOf } from './axe';
import { sceneHash } from './scenes';
import { DESKTOP, eventually, PHONE, sharedStudio } from './studio';

const stage = sharedStudio();

/** Compiling and the first answer take tens of seconds on a software adapter beside other work. */
const PATIENCE = 100_000;

const SORPTION = sceneHash('diffusion-sorption', 'method=pi-hc-moe', 'view.panes=[{"field":"u"},{"field":"residual"}]');

/** A number as the page writes it. */
function sizeOf(text: string): number {
  const [mantissa, power = ''] = text.split('\u202f×\u202f10');
  const digits = [...power].map((digit) => (digit === '⁻' ? '-' : String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)))).join('');
  return Number(`${mantissa}e${digits || 0}`);
}

describe('hard constraints by experts', () => {
  it(
    'show their boxes, solves, weights and jumps; K is a slider',
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

        await panel.getByRole('button', { name: 'With shipped weights' }).click();
        const sides = panel.locator('.dial-side');
        await eventually(() => sides.count(), PATIENCE).toBe(4);
        const violations = (await sides.locator('.dial-violation').allInnerTexts()).map(sizeOf);
        // A penalty leaves more than a projection does.
        expect(violations[0]).toBeGreaterThan(Math.max(violations[2]!, violations[3]!));
        const dial = panel.getByRole('slider', { name: 'How hard the equation is held' });
        expect(await dial.getAttribute('aria-valuetext')).toMatch(/^experts\. /);
        for (const stop of ['single projection', 'output transform', 'soft penalty']) {
          await dial.press('ArrowLeft');
          expect(await dial.getAttribute('aria-valuetext')).toContain(`${stop}. `);
          expect(await panel.locator('.dial-side[aria-current]').innerText()).toContain(stop);
          expect(await panel.getByRole('img', { name: `${stop}, 128 by 51 points` }).count()).toBe(1);
        }
        expect(await panel.getByRole('button', { name: 'Answer with soft penalty' }).count()).toBe(1);
        await panel.evaluate((own) => own.scrollTo({ left: own.scrollWidth }));
        await page.screenshot({ path: '.cache/e2e/experts-trio.png' });

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
