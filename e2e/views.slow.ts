import { expect, it } from 'vitest';
import { Pixels } from './pixels';
import { LONG, sceneHash } from './scenes';
import { eventually, sharedStudio } from './studio';
import { inEachLook, PATIENCE } from './walks';

const CHARGES = sceneHash('two-charges', 'grid.n=24');
const NETWORK = sceneHash(
  'poisson',
  'method=pinn',
  'grid.n=32',
  'recipes.pinn={"layers":1,"width":8,"points":96,"sidePoints":8,"hard":false,"redraw":0,"iterations":400}',
  'view.panes=[{"field":"u"}]',
);
const SORPTION = sceneHash('diffusion-sorption', 'method=pi-hc-moe', 'view.panes=[{"field":"u"}]');

const stage = sharedStudio();

/** Fields in space, landscapes, experts, measurements and lessons at either size and in either light. */
inEachLook(stage, ({ isPhone, walk, panel }) => {
  it('a field in space: a level surface, and flat', () =>
    walk(CHARGES, async (studio, shoot) => {
      const { page } = studio;
      const pixels = new Pixels(stage.browser);
      const bar = page.getByRole('region', { name: 'Planes and surfaces of picture 1' });
      await eventually(() => bar.getByRole('status').innerText(), PATIENCE).toMatch(/largest/);
      await eventually(async () => (await pixels.look(studio.picture())).colours, PATIENCE).toBeGreaterThan(40);
      await shoot('space');
      await bar.getByRole('button', { name: 'Show plane across x' }).click();
      await bar.getByRole('button', { name: 'Show plane across y' }).click();
      await pixels.look(studio.picture());
      await bar.getByRole('button', { name: 'Show level surface' }).click();
      await eventually(async () => (await pixels.look(studio.picture())).changed, PATIENCE).toBeGreaterThan(0.003);
      await shoot('space-level');
      await bar.getByRole('combobox', { name: 'Kind of picture 1' }).click();
      await page.getByRole('option', { name: 'flat, across z' }).click();
      await eventually(() => bar.getByRole('slider').count()).toBe(1);
      await eventually(async () => (await pixels.look(studio.picture())).changed, PATIENCE).toBeGreaterThan(0.1);
      await shoot('space-flat');
    }));

  it('a landscape: stopped, and looked at again', () =>
    walk(NETWORK, async (studio, shoot) => {
      const { page } = studio;
      await panel(page, 'Landscape');
      const own = page.getByRole('group', { name: 'Landscape', exact: true });
      await studio.untilStep(2, PATIENCE);
      await own.getByRole('combobox', { name: 'Points' }).click();
      await page.getByRole('option', { name: '31 × 31 points' }).click();
      await own.getByRole('button', { name: 'Look around' }).click();
      await own.getByRole('progressbar', { name: 'Rows of the landscape' }).waitFor();
      await own.getByRole('button', { name: 'Stop' }).click();
      await eventually(() => studio.runButton.innerText(), PATIENCE).toMatch(/Pause/);
      await own.getByRole('combobox', { name: 'Points' }).click();
      await page.getByRole('option', { name: '11 × 11 points' }).click();
      await own.getByRole('button', { name: 'Look around' }).click();
      await own.getByText(/^Around step/).waitFor({ timeout: PATIENCE });
      await shoot('landscape');
      await own.getByRole('application', { name: /^Contours/ }).scrollIntoViewIfNeeded();
      await shoot('landscape-map');
      await own.getByRole('application', { name: /^The loss as a surface/ }).scrollIntoViewIfNeeded();
      await shoot('landscape-surface');
    }));

  it('experts: the dial from soft to hard, the worst box split', () =>
    walk(SORPTION, async ({ page }, shoot) => {
      await panel(page, 'Experts');
      const own = page.getByRole('group', { name: 'Experts', exact: true });
      const rows = own.locator('.experts-table tbody tr');
      await eventually(() => rows.count(), PATIENCE).toBe(4);
      await own.getByRole('button', { name: 'With shipped weights' }).click();
      const sides = own.locator('.dial-side');
      await eventually(() => sides.count(), PATIENCE).toBe(4);
      const violations = (await sides.locator('.dial-violation').allInnerTexts()).map(sizeOf);
      // A penalty leaves more than a projection does.
      expect(violations[0]).toBeGreaterThan(Math.max(violations[2]!, violations[3]!));
      const dial = own.getByRole('slider', { name: 'How hard the equation is held' });
      expect(await dial.getAttribute('aria-valuetext')).toMatch(/^experts\. /);
      for (const stop of ['single projection', 'output transform', 'soft penalty']) {
        await dial.press('ArrowLeft');
        expect(await dial.getAttribute('aria-valuetext')).toContain(`${stop}. `);
        expect(await own.locator('.dial-side[aria-current]').innerText()).toContain(stop);
        expect(await own.getByRole('img', { name: `${stop}, 128 by 51 points` }).count()).toBe(1);
      }
      expect(await own.getByRole('button', { name: 'Answer with soft penalty' }).count()).toBe(1);
      await sides.last().scrollIntoViewIfNeeded();
      await shoot('experts-dial');
      await own.getByRole('button', { name: 'Split the worst' }).click();
      await eventually(() => rows.count(), PATIENCE).toBe(5);
      await rows.first().scrollIntoViewIfNeeded();
      await shoot('experts-split');
    }));

  it('measurements: a probe over time, a spectrum, where the milliseconds go, and the source of a kernel', () =>
    walk(LONG, async (studio, shoot) => {
      const { page } = studio;
      await studio.untilStep(20);
      await panel(page, 'Measure');
      const own = page.getByRole('group', { name: 'Measure', exact: true });
      await page.getByLabel('x of the probe').fill('0.25');
      await eventually(() => own.getByRole('heading', { name: /^At x = 0.25/ }).count()).toBe(1);
      await eventually(() => own.locator('.uplot').count(), PATIENCE).toBe(2);
      await shoot('measure');
      if (isPhone) {
        await own.getByRole('region', { name: 'Spectrum', exact: true }).scrollIntoViewIfNeeded();
        await shoot('measure-spectrum');
      }
      await page.getByRole('button', { name: 'Look', exact: true }).click();
      await eventually(() => own.locator('.kernels tbody tr').count(), PATIENCE).toBeGreaterThan(3);
      await own.locator('.kernels').scrollIntoViewIfNeeded();
      await shoot('measure-kernels');
      await own.locator('.kernel-name').first().click();
      await eventually(() => page.getByLabel('WGSL source').innerText()).toContain('@compute');
      await shoot('measure-source');
    }));

  it('lessons: five are there, and one confirms what its reader achieves', () =>
    walk('', async (studio, shoot) => {
      const { page } = studio;
      const cards = page.getByRole('region', { name: 'Lessons' }).locator('.lesson-card');
      const lesson = page.getByRole('complementary', { name: /^Lesson/ });
      const open = async (at: number): Promise<void> => {
        await page.locator('.scene-title').click();
        await eventually(() => cards.count()).toBe(5);
        await cards.nth(at).click();
        await lesson.waitFor();
      };
      for (const at of [0, 2, 3, 4]) {
        await open(at);
        await shoot(`lesson-${at + 1}`);
      }
      await open(1);
      await lesson.getByRole('button', { name: 'Three products of sines, 64 cells' }).click();
      const standing = () => lesson.getByRole('status').innerText();
      await eventually(() => page.locator('.scene-title').innerText()).toContain('Poisson');
      await eventually(standing, PATIENCE).toBe('Lesson: 0 of 1 achieved');
      await shoot('lesson-2');
      if (isPhone) await lesson.getByRole('button', { name: 'Fold' }).click();
      await panel(page, 'Method');
      await page.locator('.grid-choice').click();
      await page.getByRole('option', { name: /128/ }).click();
      await eventually(standing, PATIENCE).toBe('Lesson: all achieved');
      await shoot('lesson-achieved');
    }));
});

/** A number as the page writes it. */
function sizeOf(text: string): number {
  const [mantissa, power = ''] = text.split('\u202f×\u202f10');
  const digits = [...power].map((digit) => (digit === '⁻' ? '-' : String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)))).join('');
  return Number(`${mantissa}e${digits || 0}`);
}
