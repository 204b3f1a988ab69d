import { describe, expect, it } from 'vitest';
import { violationsOf } from './axe';
import { sceneHash } from './scenes';
import { DESKTOP, eventually, PHONE, sharedStudio } from './studio';

const stage = sharedStudio();

/** A network's first steps take tens of seconds on a software adapter, beside compiling and other work. */
const PATIENCE = 100_000;

/** A small network with soft sides beside multigrid: terms that pull apart, and an error to take apart. */
const SOFT = sceneHash(
  'poisson',
  'method=pinn',
  'grid.n=32',
  'recipes.pinn={"layers":1,"width":10,"points":160,"sidePoints":12,"hard":false,"redraw":0}',
  'view.panes=[{"field":"u"},{"field":"u.error"}]',
);

describe('the anatomy of a training', () => {
  it(
    'names and draws every term, their gradients, points, maps and the error by wave number, and what both took',
    () =>
      stage.open({ hash: SOFT, viewport: DESKTOP, colorScheme: 'dark' }, async (studio) => {
        const { page } = studio;
        await page.getByRole('button', { name: 'Anatomy' }).click({ timeout: PATIENCE });
        const panel = page.getByRole('group', { name: 'Anatomy of the training' });
        await eventually(() => panel.locator('.cosines tbody tr').count(), PATIENCE).toBe(5);
        const terms = await panel.locator('.cosines tbody th').allInnerTexts();
        expect(terms).toEqual(['equations', 'x=0', 'x=1', 'y=0', 'y=1']);
        expect(await panel.locator('.cosines tbody tr').first().locator('td').first().innerText()).toBe('1.00');
        const loss = panel.getByRole('region', { name: 'Loss by term' });
        await eventually(() => loss.locator('.legend li').allInnerTexts(), PATIENCE).toEqual(terms);
        await eventually(() => panel.getByText(/^(Right|Not even|Every wave)/).count(), PATIENCE).toBe(1);
        const took = panel.getByRole('region', { name: 'What it took' });
        await eventually(() => took.locator('tbody tr').last().innerText(), PATIENCE).toMatch(
          /operations\s+\S+\s\wflop/,
        );

        await page.getByRole('button', { name: 'Training points' }).click();
        await eventually(() => page.getByRole('img', { name: '208 training points' }).count()).toBe(2);
        await page.getByRole('button', { name: 'Residual, log10' }).click();
        const titles = () => page.locator('.field-choice').allInnerTexts();
        await eventually(async () => (await titles()).map((title) => title.trim())).toEqual([
          'u, network',
          'Residual, log10',
        ]);
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/anatomy-desktop.png' });

        await page.setViewportSize(PHONE);
        await page.getByRole('tab', { name: 'Anatomy' }).click();
        await panel.waitFor();
        expect(await panel.evaluate((own) => own.scrollWidth - own.clientWidth)).toBe(0);
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/anatomy-phone.png' });
      }),
    PATIENCE,
  );
});
