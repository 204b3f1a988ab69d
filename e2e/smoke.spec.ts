import { describe, expect, it } from 'vitest';
import { presets } from '../scenes';
import { Pixels } from './pixels';
import { SMALL } from './scenes';
import { eventually, SLACK, type StudioPage, sharedStudio } from './studio';

const stage = sharedStudio();

describe('the studio on a first visit', () => {
  it('runs the default scene, draws it within the promised time and keeps drawing', () =>
    stage.open({ hash: '' }, async (studio) => {
      const drawn = await studio.untilDrawn();
      console.info(`first field after ${drawn} ms`);
      expect(drawn).toBeLessThan(4_000 * SLACK);
      await eventually(() => studio.page.title()).toContain('Nablab');
      const pixels = new Pixels(stage.browser);
      // A blank pane has a handful of colours: paper, frame and their antialiased mixtures.
      await eventually(async () => (await pixels.look(studio.picture())).colours).toBeGreaterThan(24);
      const step = await studio.step();
      await studio.untilStep(step + 3);
      await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.005);
    }));
});

describe('a running scene', () => {
  const then = stage.passOn({ hash: SMALL });

  it(
    'advances its numbers',
    then(async (studio) => {
      await studio.untilStep(40);
      const change = studio.page.locator('.numbers div', { hasText: /∂u\/∂t/ }).locator('dd');
      const before = await change.innerText();
      expect(before).toMatch(/\d/);
      await studio.untilStep((await studio.step()) + 40);
      await eventually(() => change.innerText()).not.toBe(before);
      expect(await studio.page.locator('.numbers').innerText()).not.toMatch(/NaN|Infinity/);
    }),
  );

  it(
    'pauses, steps, resets and goes on by its buttons',
    then(async (studio) => {
      const step = await studio.pause();
      await studio.page.waitForTimeout(300);
      expect(await studio.rest()).toBe(step);
      await studio.page.getByRole('button', { name: 'One step' }).click();
      await eventually(() => studio.step()).toBe(step + 1);
      await studio.page.getByRole('button', { name: 'Reset to the start' }).click();
      await eventually(() => studio.step()).toBe(0);
      await studio.runButton.click();
      await studio.untilStep(5);
    }),
  );

  it(
    'obeys the keyboard',
    then(async (studio) => {
      const { keyboard } = studio.page;
      await studio.run();
      await keyboard.press('Space');
      await studio.page.getByRole('button', { name: 'Run', exact: true }).waitFor();
      const step = await studio.rest();
      await keyboard.press('s');
      await eventually(() => studio.step()).toBe(step + 1);
      await keyboard.press('r');
      await eventually(() => studio.step()).toBe(0);
      await keyboard.press('Space');
      await studio.untilStep(5);
      await keyboard.press('?');
      await studio.page.getByRole('dialog').waitFor();
      await keyboard.press('Escape');
      await studio.page.getByRole('dialog').waitFor({ state: 'hidden' });
    }),
  );

  it(
    'takes a parameter while it runs',
    then(async (studio) => {
      await studio.run();
      const thumb = studio.page.getByRole('slider', { name: /Re/ });
      const dt = studio.page.locator('.numbers div', { hasText: 'time step' }).locator('dd');
      await eventually(() => dt.innerText()).toMatch(/\d/);
      const before = await dt.innerText();
      await thumb.focus();
      await studio.page.keyboard.press('Home');
      await eventually(() => studio.page.getByLabel('Re, dimensionless').inputValue()).toBe('10');
      // On this grid viscosity limits the step at Re 10: it becomes shorter.
      await eventually(() => dt.innerText()).not.toBe(before);
      await studio.untilStep((await studio.step()) + 5);
    }),
  );

  it(
    'shows the value under the pointer, and moves the probe with the arrow keys',
    then(async (studio) => {
      // A flow at rest has the same value everywhere.
      await studio.run();
      await studio.untilStep(20);
      await studio.pause();
      const box = (await studio.picture().boundingBox())!;
      await studio.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      const value = studio.page.locator('.probe-value').first();
      await value.waitFor({ timeout: 20_000 });
      const first = await value.innerText();
      expect(first).toMatch(/\d/);
      await studio.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 - box.height / 5);
      await eventually(() => value.innerText()).not.toBe(first);
      await studio.picture().focus();
      const before = await studio.page.locator('.probe').first().innerText();
      await studio.page.keyboard.press('Shift+ArrowDown');
      await eventually(() => studio.page.locator('.probe').first().innerText()).not.toBe(before);
    }),
  );

  it(
    'switches scenes by the picker',
    then(async (studio) => {
      await studio.untilStep(5);
      await studio.page.getByRole('button', { name: /^Scene:/ }).click();
      const dialog = studio.page.getByRole('dialog');
      await eventually(() => dialog.locator('.card').count()).toBe(presets.length);
      await dialog.locator('.card', { hasText: 'Taylor' }).click();
      await dialog.waitFor({ state: 'hidden' });
      await eventually(() => studio.page.locator('.scene-title').innerText()).toContain('Taylor');
      await studio.untilStep(2);
      expect(await studio.notices.allInnerTexts()).toEqual([]);
    }),
  );

  it('keeps particles and moving lines away from those who asked for less motion', async () => {
    const moving = (studio: StudioPage) => studio.page.locator('.layers-row [aria-pressed=true]').count();
    const layersWith = (reducedMotion: 'reduce' | 'no-preference') => {
      let count = -1;
      const test = async (studio: StudioPage): Promise<void> => {
        await studio.untilStep(1);
        count = await moving(studio);
      };
      return stage.open({ reducedMotion }, test).then(() => count);
    };
    expect(await layersWith('no-preference')).toBe(2);
    expect(await layersWith('reduce')).toBe(0);
  });
});
