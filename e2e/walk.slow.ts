import { expect, it } from 'vitest';
import { Pixels } from './pixels';
import { LONG, SMALL, sceneHash } from './scenes';
import { eventually, sharedStudio } from './studio';
import { finished, inEachLook, PATIENCE, savedBy, share } from './walks';

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
const CHEMICALS = sceneHash('gray-scott', 'grid.n=32');
const SHORT = sceneHash('cavity-re100', 'grid.n=32', 'coordinates.t=[0,4]');

const stage = sharedStudio();

/** What a user does with each part of the studio, at either size and in either light; pictures are kept in .cache/e2e/walk. */
inEachLook(stage, ({ isPhone, walk, panel }) => {
  it('three answers under one cursor, on one chart; the weights are taken along', () =>
    walk(NETWORK, async (studio, shoot) => {
      const { page } = studio;
      await page.getByRole('button', { name: 'Three answers' }).click();
      await eventually(() => page.locator('.pane').count(), PATIENCE).toBe(3);
      await eventually(() => page.locator('.verdict').innerText(), PATIENCE).toMatch(/multigrid: .* in/);
      await studio.picture().focus();
      await page.keyboard.press('ArrowRight');
      const values = page.getByRole('region', { name: 'Comparison' }).getByRole('button', { name: /Copy/ });
      await eventually(() => values.count(), PATIENCE).toBeGreaterThanOrEqual(3);
      await shoot('three-answers');
      if (isPhone) {
        await panel(page, 'Charts');
        await page.getByRole('region', { name: 'Error', exact: true }).waitFor();
        await shoot('three-answers-charts');
      }
      await page.getByRole('button', { name: /^Export/ }).click();
      const dialog = page.getByRole('dialog', { name: 'Export' });
      await dialog.getByRole('tab', { name: 'Data' }).click();
      const weights = dialog.getByRole('button', { name: 'Save Weights (safetensors)' });
      expect(await savedBy(page, weights)).toMatch(/\.safetensors$/);
    }));

  it('an equation is typed, mended at a click, and given its domain', () =>
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
      await editor.getByRole('textbox', { name: 'y to' }).fill('0.5');
      await eventually(ready).toBe('Ready.');
      await editor.getByText('Chosen for you').scrollIntoViewIfNeeded();
      await shoot('equation-method');
      await editor.getByRole('button', { name: 'Run it' }).click();
      await eventually(() => page.getByRole('slider', { name: /gamma|γ/ }).count(), PATIENCE).toBe(1);
      await shoot('equation-runs');
    }));

  it('walls are drawn, live in the link, and outlive a reload', async () => {
    let link = '';
    await walk(SMALL, async (studio, shoot) => {
      const { page } = studio;
      await studio.untilStep(40);
      await page.getByRole('button', { name: 'Push the fluid in picture 1' }).click();
      await page.getByRole('button', { name: 'Walls', exact: true }).click();
      const box = (await studio.picture().boundingBox())!;
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      await page.getByText('wall 1', { exact: true }).waitFor({ state: 'attached', timeout: PATIENCE });
      const step = await studio.step();
      await studio.untilStep(step + 20);
      await shoot('walls');
      link = await (await share(page)).hash();
    });
    await walk(link, async ({ page }) => {
      const wall = page.getByText('wall 1', { exact: true });
      await wall.waitFor({ state: 'attached', timeout: PATIENCE });
      await page.reload();
      await wall.waitFor({ state: 'attached', timeout: PATIENCE });
    });
  });

  it('sensors are dropped by hand, and a field is painted by keys alone', async () => {
    await walk(INVERSE, async (studio, shoot) => {
      const { page } = studio;
      await page.getByRole('button', { name: 'Drop sensors into picture 1' }).click();
      await page.getByRole('slider', { name: 'Number of sensors' }).waitFor();
      const box = (await studio.picture().boundingBox())!;
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      await page.getByRole('img', { name: '61 sensors' }).first().waitFor({ timeout: PATIENCE });
      await shoot('sensors');
    });
    await walk(CHEMICALS, async (studio, shoot) => {
      const { page } = studio;
      await studio.run();
      await studio.pause();
      await page.keyboard.press('b');
      await page.locator('.brush-bar').waitFor();
      await studio.picture().focus();
      for (const key of ['Shift+ArrowUp', 'Shift+ArrowUp', ']']) await page.keyboard.press(key);
      const pixels = new Pixels(stage.browser);
      await pixels.look(studio.picture());
      await page.keyboard.press('Space');
      await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.002);
      await shoot('painted');
    });
  });

  it('layers of a picture', () =>
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
    }));

  it('a link with its numbers is reproduced; it has a code and a frame', async () => {
    let link = '';
    await walk(SHORT, async (studio, shoot) => {
      await finished(studio);
      const { dialog, hash } = await share(studio.page);
      const plain = await hash();
      await dialog.getByRole('checkbox', { name: /numbers that a rerun must meet/ }).check();
      await eventually(hash).not.toBe(plain);
      link = await hash();
      expect(await dialog.getByRole('img', { name: 'QR code of the link' }).count()).toBe(1);
      await shoot('share');
      await dialog.getByText('In a page of your own').click();
      await dialog.getByRole('checkbox', { name: /lock/ }).check();
      const frame = dialog.getByRole('textbox', { name: 'HTML of the frame' });
      await eventually(() => frame.inputValue()).toMatch(/<iframe .*embed.*lock/);
      await frame.scrollIntoViewIfNeeded();
      await shoot('share-frame');
    });
    await walk(link, async (studio, shoot) => {
      await finished(studio);
      await panel(studio.page, 'Method');
      await eventually(() => studio.page.locator('.reproduced').innerText(), PATIENCE).toMatch(
        /^Reproduced within tolerance on your GPU/,
      );
      await shoot('reproduced');
    });
  });

  it('runs are kept, pinned and compared in curves and words; changes are undone; rules stop; a reload loses nothing', () =>
    walk(LONG, async (studio, shoot) => {
      const { page } = studio;
      await studio.untilStep(30);
      const keep = page.getByRole('button', { name: 'Keep this run' });
      const rows = page.locator('.run-row');
      const reynolds = page.getByLabel('Re, dimensionless');
      await panel(page, 'Runs');
      await keep.click();
      await eventually(() => rows.count()).toBe(1);
      await panel(page, 'Problem');
      const before = await reynolds.inputValue();
      await reynolds.fill('2500');
      await reynolds.press('Enter');
      // A change is one once its slider rests.
      await page.waitForTimeout(700);
      await studio.picture().focus();
      await page.keyboard.press('Control+z');
      await eventually(() => reynolds.inputValue()).toBe(before);
      await page.keyboard.press('Control+Shift+Z');
      await eventually(() => reynolds.inputValue()).toBe('2500');
      if (isPhone) await panel(page, 'Runs');
      await eventually(() => rows.first().innerText(), PATIENCE).toMatch(/Reynolds number/);
      await keep.click();
      await eventually(() => rows.count()).toBe(2);
      await page.getByRole('button', { name: /^Pin/ }).first().click();
      await eventually(() => page.locator('.runs .legend li').count()).toBe(3);
      await page.locator('.runs .legend').scrollIntoViewIfNeeded();
      await shoot('runs');
      await rows.first().scrollIntoViewIfNeeded();
      await shoot('runs-rows');
      const goal = (await studio.pause()) + 60;
      await page.getByLabel('Value that stops the run').fill(String(goal));
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await studio.runButton.click();
      await eventually(() => studio.step(), PATIENCE).toBe(goal);
      const moments = page.locator('.runs-moments li');
      await eventually(() => moments.count(), PATIENCE).toBeGreaterThan(0);
      await moments.first().scrollIntoViewIfNeeded();
      await shoot('runs-stopped');
      await page.reload();
      await eventually(async () => (await studio.notices.allInnerTexts()).join(' '), PATIENCE).toContain(
        `goes on from step ${goal}`,
      );
      await panel(page, 'Runs');
      await eventually(() => rows.count(), PATIENCE).toBe(2);
    }));

  it('everywhere: help by a key, the field in words, scenes by the picker', () =>
    walk(SMALL, async (studio, shoot) => {
      const { page } = studio;
      await shoot('studio');
      await studio.pause();
      const words = () => page.locator('.pane > .visually-hidden').first().innerText();
      await eventually(words).toMatch(/from .* to .*; least .* at \(.*\), largest .* at \(/);
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Help' }).waitFor();
      await shoot('help');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /^Scene:/ }).click();
      await page.getByRole('dialog').waitFor();
      await shoot('scenes');
    }));

  it('it is taken along, in every format', () =>
    walk(SHORT, async (studio, shoot) => {
      const { page } = studio;
      await finished(studio);
      if (isPhone) await page.getByRole('button', { name: /^Export/ }).click();
      else await page.locator('body').press('e');
      const dialog = page.getByRole('dialog', { name: 'Export' });
      const open = async (name: string): Promise<void> => {
        await dialog.getByRole('tab', { name }).click();
        await dialog.getByRole('tabpanel', { name }).waitFor();
        await shoot(`export-${name.toLowerCase()}`);
      };
      const save = (name: string) => savedBy(page, dialog.getByRole('button', { name, exact: true }));
      await open('Picture');
      const names = [await save('Save the picture')];
      await dialog.getByRole('combobox', { name: 'Format of the picture' }).click();
      await page.getByRole('option', { name: /^SVG/ }).click();
      names.push(await save('Save the picture'));
      await open('Data');
      for (const kind of ['CSV', 'NumPy (npz)', 'HDF5', 'VTK', 'Curves (CSV)']) names.push(await save(`Save ${kind}`));
      await open('Code');
      for (const kind of ['the scene file', 'the Python script']) names.push(await save(`Save ${kind}`));
      await open('Video');
      await dialog.getByRole('spinbutton', { name: 'Frames at most' }).fill('3');
      for (const kind of ['MP4', 'WebM']) {
        await dialog.getByRole('combobox', { name: 'Format of the video' }).click();
        await page.getByRole('option', { name: kind }).click();
        names.push(await save('Record'));
      }
      const endings = names.map((name) => name.slice(name.lastIndexOf('.') + 1));
      expect(endings).toEqual(['png', 'svg', 'csv', 'npz', 'h5', 'vti', 'csv', 'json', 'py', 'mp4', 'webm']);
    }));
});
