import { describe, expect, it } from 'vitest';
import { shared } from './drawn';
import { Pixels } from './pixels';
import { SMALL, sceneHash } from './scenes';
import { eventually, type StudioPage, sharedStudio, steady } from './studio';

const stage = sharedStudio();

/** Two chemicals on a square with periodic sides. */
const CHEMICALS = sceneHash('gray-scott', 'grid.n=32');

const brush = ({ page }: StudioPage) => page.getByRole('button', { name: 'Paint into picture 1' });

/** A run that rests after a few steps, with the brush put away. */
async function rest(studio: StudioPage): Promise<void> {
  await studio.untilDrawn();
  await studio.run();
  await studio.untilStep(5);
  await studio.pause();
  if ((await brush(studio).getAttribute('aria-pressed')) === 'true') await brush(studio).click();
}

/** The chemicals at rest, with the brush in the first picture. */
async function ready(studio: StudioPage): Promise<{ x: number; y: number; width: number; height: number }> {
  await rest(studio);
  await brush(studio).click();
  await studio.page.locator('.brush-bar').waitFor();
  return (await studio.picture().boundingBox())!;
}

/** A place in the square picture, wherever that is now: it makes room for the bar of the brush. */
async function place(studio: StudioPage): Promise<readonly [number, number]> {
  const { x, y, width, height } = (await studio.picture().boundingBox())!;
  const side = Math.min(width, height) - 32;
  return [x + width / 2 + 0.06 * side, y + height / 2 - 0.27 * side];
}

/** The value that the probe reads there, with the brush put away for it. */
async function value(studio: StudioPage): Promise<number> {
  const pressed = (await brush(studio).getAttribute('aria-pressed')) === 'true';
  if (pressed) await brush(studio).click();
  const [x, y] = await place(studio);
  await studio.page.mouse.move(x - 1, y);
  await studio.page.mouse.move(x, y);
  const probe = studio.page.locator('.probe-value').first();
  await probe.waitFor({ timeout: 20_000 });
  await studio.rest();
  const text = await probe.innerText();
  if (pressed) await brush(studio).click();
  const [mantissa = '', power = '0'] = text.replace('−', '-').split('×');
  const digits = [...power.replace(/\s*10/, '')].map((c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c));
  const exponent = digits.filter((d) => d > 0).reduce((sum, d) => 10 * sum + d - 1, 0) * (digits[0] === 0 ? -1 : 1);
  return Number.parseFloat(mantissa) * 10 ** exponent;
}

describe('the brush', () => {
  const then = stage.passOn({ hash: CHEMICALS });

  it(
    'dabs where the mouse is pressed, at once although the run rests; the right button takes away',
    then(async (studio) => {
      const { page } = studio;
      await ready(studio);
      const before = await value(studio);
      const [x, y] = await place(studio);
      const step = await studio.rest();
      const pixels = new Pixels(stage.browser);
      await page.mouse.move(x, y);
      await pixels.look(studio.picture());
      await page.mouse.down();
      await page.mouse.up();
      await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.002);
      // What changed first may have been the ring alone.
      await eventually(() => value(studio)).toBeGreaterThan(before + 0.01);
      const after = await value(studio);
      await page.mouse.move(x, y);
      await page.mouse.click(x, y, { button: 'right' });
      await eventually(() => value(studio)).toBeLessThan(after - 0.01);
      expect(await studio.rest()).toBe(step);
    }),
  );

  it(
    'leaves an even trace, which the run takes up',
    then(async (studio) => {
      const { page } = studio;
      const box = await ready(studio);
      const pixels = new Pixels(stage.browser);
      await pixels.look(studio.picture());
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x - 80, y + 60);
      await page.mouse.down();
      await page.mouse.move(x + 80, y + 60, { steps: 8 });
      await page.mouse.up();
      await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.005);
      const step = await studio.rest();
      await studio.runButton.click();
      await studio.untilStep(step + 5);
      expect(await studio.notices.allInnerTexts()).toEqual([]);
    }),
  );

  it(
    'says in one line that a dab was outside',
    then(async (studio) => {
      const box = await ready(studio);
      for (let k = 0; k < 3; k++) await studio.page.mouse.click(box.x + 4, box.y + 4 + k);
      await eventually(() => studio.notices.allInnerTexts()).toEqual([
        'That dab was outside the domain: nothing was painted.',
      ]);
    }),
  );

  it(
    'works by keys alone',
    then(async (studio) => {
      const { keyboard } = studio.page;
      await rest(studio);
      await keyboard.press('b');
      await studio.page.locator('.brush-bar').waitFor();
      await studio.picture().focus();
      await keyboard.press('Shift+ArrowUp');
      await keyboard.press('Shift+ArrowUp');
      const ring = studio.page.locator('.brush-ring').first();
      const width = async () => (await ring.boundingBox())!.width;
      const small = await steady(width);
      await keyboard.press(']');
      await eventually(width).toBeGreaterThan(1.2 * small);
      const pixels = new Pixels(stage.browser);
      await pixels.look(studio.picture());
      await keyboard.press('Space');
      await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.002);
      // The space bar painted: it did not set the run going.
      await studio.page.getByRole('button', { name: 'Run', exact: true }).waitFor();
      await keyboard.press('Escape');
      await studio.page.locator('.brush-bar').waitFor({ state: 'hidden' });
    }),
  );

  it(
    'paints the start of a run that rests into the scene, also after a reset',
    then(async (studio) => {
      const { page } = studio;
      await rest(studio);
      await page.keyboard.press('r');
      await eventually(() => studio.rest()).toBe(0);
      await page.keyboard.press('b');
      await studio.picture().focus();
      await page.keyboard.press('Space');
      await eventually(async () => (await shared(studio)).dabs?.length).toBe(1);
      expect(await studio.rest()).toBe(0);
      await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
    }),
  );

  it('pushes a flow where the hand goes, and the flow answers', () =>
    stage.open({ hash: SMALL }, async (studio) => {
      const { page } = studio;
      await studio.untilDrawn();
      await studio.untilStep(5);
      await studio.pause();
      await page.getByRole('button', { name: 'Push the fluid in picture 1' }).click();
      const box = (await studio.picture().boundingBox())!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x - 60, y);
      const pixels = new Pixels(stage.browser);
      await pixels.look(studio.picture());
      await page.mouse.down();
      await page.mouse.move(x + 60, y, { steps: 6 });
      await page.mouse.up();
      await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.01);
      const step = await studio.rest();
      await studio.runButton.click();
      await studio.untilStep(step + 20);
      expect(await studio.notices.allInnerTexts()).toEqual([]);
    }));

  it('is not there where nothing can be painted: on surfaces', () =>
    stage.open(
      {
        hash: sceneHash(
          'gray-scott',
          'grid.n=32',
          'view.panes=[{"field":"v","mode":"surface"},{"field":"u","mode":"surface"}]',
        ),
      },
      async (studio) => {
        await studio.untilDrawn();
        expect(await brush(studio).count()).toBe(0);
        await studio.page.keyboard.press('b');
        expect(await studio.page.locator('.brush-bar').count()).toBe(0);
      },
    ));
});
