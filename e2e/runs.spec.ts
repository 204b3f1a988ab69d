import { describe, expect, it } from 'vitest';
import { violationsOf } from './axe';
import { SMALL, sceneHash } from './scenes';
import { DESKTOP, eventually, PHONE, type StudioPage, sharedStudio } from './studio';

const stage = sharedStudio();

/** A training of a few seconds. */
const NETWORK = sceneHash(
  'poisson',
  'method=pinn',
  'grid.n=32',
  'recipes.pinn={"layers":1,"width":8,"points":100,"sidePoints":12,"redraw":0}',
);

/** Names in the legend of the overlay that are not seen whole, but for rounding. */
const cut = (studio: StudioPage) =>
  panel(studio)
    .locator('.legend, .legend li')
    .evaluateAll((all) => {
      const isCut = (own: Element) => own.scrollWidth > own.clientWidth + 1 || own.scrollHeight > own.clientHeight + 2;
      return all.filter(isCut).length;
    });

const panel = ({ page }: StudioPage) => page.getByRole('group', { name: 'Runs' });
const rows = (studio: StudioPage) => panel(studio).locator('.run-row');

describe('runs', () => {
  it('are kept, compared in curves and words, renamed, deleted, brought back and opened again, over a reload', () =>
    stage.open({ hash: SMALL, viewport: DESKTOP }, async (studio) => {
      const { page } = studio;
      await studio.untilStep(30);
      await page.getByRole('button', { name: 'Runs', exact: true }).click();
      await panel(studio).waitFor();
      await page.getByRole('button', { name: 'Keep this run' }).click();
      await eventually(() => rows(studio).count()).toBe(1);
      expect(await rows(studio).first().locator('.run-difference').innerText()).toBe('The same scene.');

      const field = page.getByLabel('Re, dimensionless');
      await field.fill('250');
      await field.press('Enter');
      await eventually(() => rows(studio).first().locator('.run-difference').innerText()).toMatch(
        /^Reynolds number 100 instead of 250\.$/,
      );
      await page.getByRole('button', { name: 'Keep this run' }).click();
      await eventually(() => rows(studio).count()).toBe(2);
      await eventually(() => panel(studio).locator('.legend li').count()).toBe(3);

      // Stops at a step, to the step.
      const goal = (await studio.step()) + 400;
      await page.getByLabel('Value that stops the run').fill(String(goal));
      await page.getByRole('button', { name: 'Add' }).click();
      await eventually(() => panel(studio).locator('.runs-rules').innerText()).toContain(`after ${goal} steps`);
      await eventually(async () => (await studio.notices.allInnerTexts()).join(' ')).toContain(`made ${goal} steps`);
      expect(await studio.rest()).toBe(goal);
      await eventually(() => panel(studio).locator('.runs-moments li').count()).toBeGreaterThan(0);
      await eventually(() => violationsOf(page)).toEqual([]);
      expect(await cut(studio)).toBe(0);
      await page.screenshot({ path: '.cache/e2e/runs-desktop-light.png' });

      const name = panel(studio).locator('.run-name').first();
      await name.fill('Faster');
      await name.press('Enter');
      await eventually(() => page.getByRole('button', { name: 'Delete Faster' }).count()).toBe(1);
      await page.getByRole('button', { name: 'Delete Faster' }).click();
      await eventually(() => rows(studio).count()).toBe(1);
      await page.getByRole('button', { name: 'Undo: bring Faster back' }).click();
      await eventually(() => rows(studio).count()).toBe(2);

      // The run goes on where it was.
      await page.reload();
      await eventually(async () => (await studio.notices.allInnerTexts()).join(' ')).toContain(
        `goes on from step ${goal}`,
      );
      await page.getByRole('button', { name: 'Runs', exact: true }).click();
      await eventually(() => rows(studio).count()).toBe(2);
      await eventually(() => panel(studio).locator('.runs-moments li').count()).toBeGreaterThan(0);
      await page.getByRole('button', { name: 'Open Lid-driven cavity, Re 100 again' }).click();
      await eventually(() => field.inputValue()).toBe('100');
    }));

  it('of a network go on after a crash of the page, with their curve, on a phone and in the dark', () =>
    stage.open(
      { hash: NETWORK, viewport: PHONE, hasTouch: true, isMobile: true, colorScheme: 'dark', expected: ['crashed'] },
      async (studio) => {
        const { page } = studio;
        await page.getByRole('tab', { name: 'Runs' }).tap();
        await panel(studio).waitFor();
        await page.getByRole('button', { name: 'Keep this run' }).tap();
        await eventually(() => rows(studio).count()).toBe(1);
        await eventually(() => panel(studio).locator('.runs-moments li').count()).toBeGreaterThan(0);
        await eventually(() => violationsOf(page)).toEqual([]);
        expect(await panel(studio).evaluate((own) => own.scrollWidth - own.clientWidth)).toBe(0);
        await eventually(() => panel(studio).locator('.legend li').count()).toBe(2);
        expect(await cut(studio)).toBe(0);
        await page.screenshot({ path: '.cache/e2e/runs-phone-dark.png' });
        await rows(studio).first().scrollIntoViewIfNeeded();
        await page.screenshot({ path: '.cache/e2e/runs-phone-row.png' });

        // A second tab keeps nothing, and says so.
        const second = await page.context().newPage();
        await second.goto(page.url());
        await eventually(async () => (await second.locator('.notice').allInnerTexts()).join(' ')).toContain(
          'open in another tab',
        );
        await second.close();

        const address = page.url();
        const crashed = page.waitForEvent('crash');
        void page.goto('chrome://crash').catch(() => {});
        await crashed;
        const again = await page.context().newPage();
        await again.goto(address);
        const told = async (): Promise<string> => (await again.locator('.notice').allInnerTexts()).join(' ');
        await eventually(told).toMatch(/goes on from step [1-9]/);
        await again.getByRole('tab', { name: 'Runs' }).tap();
        await again.getByRole('button', { name: 'Show Overlay as a table' }).tap();
        // The curve begins where it began before the crash.
        const from = Number(/from step (\d+)/.exec(await told())![1]);
        const first = again.locator('.runs tbody th').first();
        await eventually(async () => Number(await first.innerText())).toBeLessThan(Math.max(2, from));
      },
    ));
});

describe('measurements', () => {
  it('show a probe over time, a spectrum, and where the milliseconds go', () =>
    stage.open({ hash: SMALL, viewport: DESKTOP, colorScheme: 'dark' }, async (studio) => {
      const { page } = studio;
      await studio.untilStep(10);
      await page.getByRole('button', { name: 'Measure', exact: true }).click();
      const measure = page.getByRole('group', { name: 'Measure' });
      await measure.waitFor();
      await page.getByLabel('x of the probe').fill('0.25');
      await eventually(() => measure.getByRole('heading', { name: /^At x = 0.25/ }).count()).toBe(1);
      await page.getByRole('button', { name: 'Look', exact: true }).click();
      await eventually(() => measure.locator('.kernels tbody tr').count()).toBeGreaterThan(3);
      await eventually(() => measure.locator('.uplot').count()).toBe(2);
      await eventually(() => violationsOf(page)).toEqual([]);
      await page.screenshot({ path: '.cache/e2e/measure-desktop-dark.png' });
      await measure.locator('.kernel-name').first().click();
      await eventually(() => page.getByLabel('WGSL source').innerText()).toContain('@compute');
      await page.screenshot({ path: '.cache/e2e/measure-source.png' });
      await page.keyboard.press('Escape');
    }));
});
