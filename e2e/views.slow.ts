import { describe, expect, it } from 'vitest';
import { Pixels } from './pixels';
import { sceneHash } from './scenes';
import { eventually, sharedStudio } from './studio';
import { LOOKS, PATIENCE, panelOpener, walker } from './walks';

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

/** Fields in space, landscapes and experts at either size and in either light, with their longer parts. */
describe.each(LOOKS)('$size, $colorScheme', (look) => {
  const walk = walker(stage, look);
  const panel = panelOpener(look.size);

  it(
    'a field in space: a level surface, and flat',
    () =>
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
      }),
    PATIENCE,
  );

  it(
    'a landscape: stopped, and looked at again',
    () =>
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
      }),
    PATIENCE,
  );

  it(
    'experts: the dial from soft to hard, the worst box split',
    () =>
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
      }),
    PATIENCE,
  );
});

/** A number as the page writes it. */
function sizeOf(text: string): number {
  const [mantissa, power = ''] = text.split('\u202f×\u202f10');
  const digits = [...power].map((digit) => (digit === '⁻' ? '-' : String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)))).join('');
  return Number(`${mantissa}e${digits || 0}`);
}
