import { describe, expect, it } from 'vitest';
import { bodies, INVERSE, sensors, shared } from './drawn';
import { Pixels } from './pixels';
import { SMALL, sceneHash } from './scenes';
import { eventually, sharedStudio } from './studio';

const stage = sharedStudio();

describe('walls by hand', () => {
  it('stand in the running flow, in the link, and go again', () =>
    stage.open({ hash: SMALL }, async (studio) => {
      const { page } = studio;
      await studio.untilDrawn();
      await studio.untilStep(60);
      await page.getByRole('button', { name: 'Push the fluid in picture 1' }).click();
      await page.getByRole('button', { name: 'Walls', exact: true }).click();
      const box = (await studio.picture().boundingBox())!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      const pixels = new Pixels(stage.browser);
      const before = await studio.step();
      await page.mouse.move(x - 60, y + 40);
      await page.mouse.down();
      await page.mouse.move(x + 60, y - 20, { steps: 12 });
      expect(await page.locator('.brush-trace').count()).toBeGreaterThan(0);
      await page.mouse.up();
      await page.getByText('wall 1', { exact: true }).waitFor({ timeout: 60_000 });
      // The flow goes on from where it was, around the wall.
      await studio.untilStep(before + 10);
      await pixels.look(studio.picture());
      await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.001);
      await page.screenshot({ path: '.cache/e2e/walls.png' });
      const [wall, ...others] = await bodies(studio);
      expect(others).toEqual([]);
      expect(wall).toMatchObject({ name: 'wall 1', radius: 0.1 });
      expect(wall!.path!.length).toBeLessThan(6);

      // Taken back and done again, on the way.
      await page.keyboard.press('Control+z');
      await page.getByText('wall 1', { exact: true }).waitFor({ state: 'detached', timeout: 60_000 });
      await page.keyboard.press('Control+Shift+z');
      await page.getByText('wall 1', { exact: true }).waitFor({ timeout: 60_000 });
      await eventually(() => studio.step()).toBeGreaterThan(before + 10);

      await studio.pause();
      await pixels.look(studio.picture());
      await page.mouse.click(x, y + 10, { button: 'right' });
      await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.01);
      expect(await bodies(studio)).toEqual([]);
      // A run that rested rests.
      await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
      expect(await studio.rest()).toBeGreaterThan(before);
      await page.mouse.click(x, y + 10, { button: 'right' });
      await eventually(() => studio.notices.allInnerTexts()).toEqual(['There is no wall to take away: point at one.']);
    }));

  it('by keys alone, into a steady problem, which is solved again at once', () =>
    stage.open({ hash: sceneHash('poisson', 'grid.n=32') }, async (studio) => {
      const { keyboard } = studio.page;
      await studio.untilDrawn();
      await studio.page.locator('.state', { hasText: 'Solved' }).waitFor();
      const pixels = new Pixels(stage.browser);
      await pixels.look(studio.picture());
      await keyboard.press('b');
      await studio.picture().focus();
      await keyboard.press('Space');
      await studio.page.getByText('wall 1', { exact: true }).waitFor({ timeout: 60_000 });
      await studio.page.locator('.state', { hasText: 'Solved' }).waitFor();
      await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.005);
      await studio.page.screenshot({ path: '.cache/e2e/walls-poisson.png' });
      expect(await bodies(studio)).toHaveLength(1);
      expect(await studio.notices.allInnerTexts()).toEqual([]);
    }));
});

describe('paint', () => {
  it('on a given field is part of the scene, which is solved again with it', () =>
    stage.open({ hash: sceneHash('darcy', 'grid.n=32') }, async (studio) => {
      const { page } = studio;
      await studio.untilDrawn();
      await page.locator('.state', { hasText: 'Solved' }).waitFor();
      const pixels = new Pixels(stage.browser);
      await pixels.look(studio.picture());
      await page.getByRole('button', { name: 'Paint into picture 2' }).click();
      const box = (await studio.picture(1).boundingBox())!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x - 40, y);
      await page.mouse.down();
      await page.mouse.move(x + 40, y, { steps: 6 });
      await page.mouse.up();
      await page.locator('.brush-trace').first().waitFor({ state: 'detached', timeout: 60_000 });
      await page.locator('.state', { hasText: 'Solved' }).waitFor();
      await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.005);
      await page.screenshot({ path: '.cache/e2e/paint.png' });
      const { dabs = [] } = await shared(studio);
      expect(dabs.map(({ field }) => field)).toEqual(['a']);
      expect(dabs[0]!.at.length).toBeGreaterThan(1);
    }));
});

describe('sensors', () => {
  const then = stage.passOn({ hash: INVERSE });

  it(
    'by keys alone; undo knows them, and what cannot be is said',
    then(async (studio) => {
      const { page } = studio;
      await studio.untilDrawn();
      await page.keyboard.press('b');
      await page.getByRole('slider', { name: 'Number of sensors' }).waitFor();
      await studio.picture().focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Shift+ArrowUp');
      await page.keyboard.press('Enter');
      await sensors(studio, 101).waitFor({ timeout: 60_000 });
      await page.waitForTimeout(700);
      await page.keyboard.press('Delete');
      await sensors(studio, 100).waitFor({ timeout: 60_000 });
      await page.waitForTimeout(700);
      await page.keyboard.press('Control+z');
      await sensors(studio, 101).waitFor({ timeout: 60_000 });
      // Above the picture of all times there is nothing.
      const box = (await studio.picture().boundingBox())!;
      await page.mouse.click(box.x + box.width / 2, box.y + 12);
      await eventually(() => studio.notices.allInnerTexts()).toEqual([
        'That is outside the domain: no sensor was dropped.',
      ]);
    }),
  );

  it(
    'are dropped by hand, scattered and made noisy by sliders; the training goes on with them',
    then(async (studio) => {
      const { page } = studio;
      await studio.untilStep(2);
      const number = page.getByRole('slider', { name: 'Number of sensors' });
      await number.focus();
      await number.press('Home');
      await sensors(studio, 1).waitFor({ timeout: 60_000 });
      const box = (await studio.picture().boundingBox())!;
      const before = await studio.step();
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      await sensors(studio, 2).waitFor({ timeout: 60_000 });
      // It counts on from where it was.
      await studio.untilStep(before + 1);
      const noise = page.getByRole('slider', { name: 'Noise of the sensors' });
      await noise.focus();
      await noise.press('End');
      await eventually(async () => (await shared(studio)).data?.[0]?.noise).toBe(0.2);
      const { data } = await shared(studio);
      expect(data!.map(({ field, values, at }) => [field, values!.length, at!.x!.length])).toEqual([['u', 2, 2]]);
      await page.screenshot({ path: '.cache/e2e/sensors.png' });
    }),
  );
});
