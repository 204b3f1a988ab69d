import { describe, it } from 'vitest';
import { Pixels } from './pixels';
import { SMALL, sceneHash } from './scenes';
import { eventually, sharedStudio } from './studio';
import { LOOKS, PATIENCE, panelOpener, walker } from './walks';

const NETWORK = sceneHash(
  'poisson',
  'method=pinn',
  'grid.n=32',
  'recipes.pinn={"layers":1,"width":10,"points":160,"sidePoints":12,"redraw":0}',
);
const INVERSE = sceneHash(
  'darcy-inverse',
  'grid.n=32',
  'recipes.pinn={"layers":1,"width":10,"points":160,"dataWeight":3}',
);
const SHORT = sceneHash('cavity-re100', 'grid.n=32', 'coordinates.t=[0,4]');

const stage = sharedStudio();

/** What a user does with each part of the studio, at either size and in either light; pictures are kept in .cache/e2e/walk. */
describe.each(LOOKS)('$size, $colorScheme', (look) => {
  const isPhone = look.size === 'phone';
  const walk = walker(stage, look);
  const panel = panelOpener(look.size);

  it(
    'three answers',
    () =>
      walk(NETWORK, async (studio, shoot) => {
        const { page } = studio;
        await page.getByRole('button', { name: 'Three answers' }).click();
        await eventually(() => page.locator('.pane').count(), PATIENCE).toBe(3);
        await eventually(() => page.locator('.verdict').innerText(), PATIENCE).toMatch(/multigrid: .* in/);
        await shoot('three-answers');
        if (isPhone) {
          await page.getByRole('tab', { name: 'Charts' }).click();
          await shoot('three-answers-charts');
        }
      }),
    PATIENCE,
  );

  it(
    'an equation is typed',
    () =>
      walk(SMALL, async ({ page }, shoot) => {
        await page.getByRole('button', { name: 'Edit' }).click();
        const editor = page.getByRole('dialog', { name: 'Type an equation' });
        await shoot('equation-starts');
        await editor.getByRole('button', { name: /^Heat in a plate/ }).click();
        const ready = () => editor.getByRole('status').innerText();
        await eventually(ready).toBe('Ready.');
        await editor.getByRole('textbox', { name: 'Equations, one a line' }).fill('u_t = k*(u_xx + u_yy) - gamma*u');
        await eventually(ready).toBe('Not ready yet.');
        await shoot('equation-fault');
        await editor.getByRole('button', { name: 'Add gamma as a parameter' }).click();
        await eventually(ready).toBe('Ready.');
        await editor.getByRole('button', { name: 'Run it' }).click();
        await eventually(() => page.getByRole('slider', { name: /gamma|γ/ }).count(), PATIENCE).toBe(1);
        await shoot('equation-runs');
      }),
    PATIENCE,
  );

  it(
    'walls are drawn and sensors dropped',
    async () => {
      await walk(SMALL, async (studio, shoot) => {
        const { page } = studio;
        await studio.untilStep(40);
        await page.getByRole('button', { name: 'Push the fluid in picture 1' }).click();
        await page.getByRole('button', { name: 'Walls', exact: true }).click();
        const box = (await studio.picture().boundingBox())!;
        await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
        await page.getByText('wall 1', { exact: true }).waitFor({ state: 'attached', timeout: PATIENCE });
        await studio.untilStep(60);
        await shoot('walls');
      });
      await walk(INVERSE, async (studio, shoot) => {
        const { page } = studio;
        await page.getByRole('button', { name: 'Drop sensors into picture 1' }).click();
        const box = (await studio.picture().boundingBox())!;
        await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
        await page.getByRole('img', { name: '61 sensors' }).first().waitFor({ timeout: PATIENCE });
        await shoot('sensors');
      });
    },
    PATIENCE,
  );

  it(
    'layers of a picture',
    () =>
      walk(SMALL, async (studio, shoot) => {
        const { page } = studio;
        await studio.untilStep(200);
        await studio.pause();
        const pixels = new Pixels(stage.browser);
        await pixels.look(studio.picture());
        const menu = page.getByRole('button', { name: 'Layers of picture 1' });
        const isMenu = await menu.isVisible();
        for (const name of ['Particles', 'Arrows', 'Contours', 'Streamlines']) {
          if (isMenu) await menu.click();
          const layer = isMenu
            ? page.getByRole('menuitemcheckbox', { name })
            : page.getByRole('group', { name: 'Layers of picture 1' }).getByRole('button', { name });
          await layer.click();
          if (isMenu) await page.keyboard.press('Escape');
          await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.0005);
        }
        await shoot('layers');
      }),
    PATIENCE,
  );

  it(
    'a link is shared',
    () =>
      walk(SHORT, async ({ page }, shoot) => {
        await page
          .getByText(/^Finished/)
          .first()
          .waitFor({ state: 'attached', timeout: PATIENCE });
        await page.getByRole('button', { name: 'Share', exact: true }).click();
        const dialog = page.getByRole('dialog', { name: 'Share' });
        await dialog.getByRole('checkbox', { name: /numbers that a rerun must meet/ }).check();
        await eventually(() => dialog.getByRole('textbox', { name: /^Link/ }).inputValue()).toContain('#s=1.');
        await shoot('share');
      }),
    PATIENCE,
  );

  it(
    'runs are kept and compared',
    () =>
      walk(SMALL, async (studio, shoot) => {
        const { page } = studio;
        await studio.untilStep(30);
        await panel(page, 'Runs');
        for (const count of [1, 2, 3]) {
          await page.getByRole('button', { name: 'Keep this run' }).click();
          await eventually(() => page.locator('.run-row').count()).toBe(count);
        }
        await eventually(() => page.locator('.runs .legend li').count()).toBe(4);
        await shoot('runs');
        await page.locator('.run-row').first().scrollIntoViewIfNeeded();
        await shoot('runs-rows');
        await panel(page, 'Measure');
        await page.getByRole('button', { name: 'Look', exact: true }).click();
        await eventually(() => page.locator('.kernels tbody tr').count(), PATIENCE).toBeGreaterThan(3);
        await shoot('measure');
      }),
    PATIENCE,
  );

  it(
    'everywhere: help by a key, scenes by the picker',
    () =>
      walk(SMALL, async ({ page }, shoot) => {
        await shoot('studio');
        await page.getByRole('button', { name: 'Help' }).click();
        await page.getByRole('dialog', { name: 'Help' }).waitFor();
        await shoot('help');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: /^Scene:/ }).click();
        await page.getByRole('dialog').waitFor();
        await shoot('scenes');
      }),
    PATIENCE,
  );

  it(
    'it is taken along',
    () =>
      walk(SHORT, async ({ page }, shoot) => {
        await page
          .getByText(/^Finished/)
          .first()
          .waitFor({ state: 'attached', timeout: PATIENCE });
        if (isPhone) {
          await panel(page, 'View');
          await page.getByRole('button', { name: /^Export/ }).click();
        } else await page.locator('body').press('e');
        const dialog = page.getByRole('dialog', { name: 'Export' });
        for (const name of ['Picture', 'Data', 'Video', 'Code']) {
          await dialog.getByRole('tab', { name }).click();
          await dialog.getByRole('tabpanel', { name }).waitFor();
          await shoot(`export-${name.toLowerCase()}`);
        }
      }),
    PATIENCE,
  );
});
