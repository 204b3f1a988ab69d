import { describe, it } from 'vitest';
import { violationsOf } from './axe';
import { sceneHash } from './scenes';
import { DESKTOP, eventually, PHONE, sharedStudio } from './studio';

const stage = sharedStudio();

/** A network's first steps take tens of seconds on a software adapter, beside compiling and other work. */
const PATIENCE = 100_000;

const NETWORK = sceneHash(
  'poisson',
  'method=pinn',
  'grid.n=32',
  'recipes.pinn={"layers":1,"width":8,"points":96,"sidePoints":8,"hard":false,"redraw":0,"iterations":400}',
  'view.panes=[{"field":"u"}]',
);

describe('the loss around the weights of a training', () => {
  it(
    'is taken row by row while the training waits, drawn and read; then the training goes on',
    () =>
      stage.open({ hash: NETWORK, viewport: DESKTOP, colorScheme: 'dark' }, async (studio) => {
        const { page } = studio;
        await page.getByRole('button', { name: 'Landscape', exact: true }).click({ timeout: PATIENCE });
        const panel = page.getByRole('group', { name: 'Landscape', exact: true });
        await studio.untilStep(2, PATIENCE);
        const words = panel.getByRole('region', { name: 'Loss around the weights' }).getByRole('status');
        await panel.getByRole('combobox', { name: 'Points' }).click();
        await page.getByRole('option', { name: '11 × 11 points' }).click();
        await panel.getByRole('button', { name: 'Look around' }).click();
        await eventually(() => words.innerText(), PATIENCE).toMatch(
          /^Around step \d+: loss \S+ at the weights, least .* largest /,
        );
        const step = Number(/step (\d+)/.exec(await words.innerText())![1]);
        await studio.untilStep(step + 1, PATIENCE);
        const map = panel.getByRole('application', { name: /^Contours of the loss on 11 by 11 points/ });
        await eventually(() => map.locator('path').count()).toBeGreaterThan(2);
        await map.press('ArrowRight');
        await eventually(() => panel.getByText(/^loss \S+ at \(0\.2, 0\)/).count()).toBe(1);
        await panel.getByRole('application', { name: /^The loss as a surface/ }).press('ArrowLeft');
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/landscape-desktop.png' });

        await page.setViewportSize(PHONE);
        await page.getByRole('tab', { name: 'Landscape' }).click();
        await panel.waitFor();
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/landscape-phone.png' });
      }),
    2.5 * PATIENCE,
  );
});
