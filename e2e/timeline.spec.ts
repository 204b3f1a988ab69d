import { describe, expect, it } from 'vitest';
import { Pixels } from './pixels';
import { LONG, sceneHash } from './scenes';
import { eventually, type StudioPage, sharedStudio } from './studio';

const stage = sharedStudio();

/** A picture of x and t. */
const OVER_TIME = sceneHash('burgers', 'method=evolve', 'grid.n=64');

const thumb = ({ page }: StudioPage) => page.getByRole('slider', { name: 'Moment of the run' });
const time = ({ page }: StudioPage) => page.locator('.timeline-time').innerText();
const button = ({ page }: StudioPage, name: RegExp) => page.getByRole('button', { name });

/** Resolves when so many moments were kept. */
async function untilMoments(studio: StudioPage, count: number): Promise<void> {
  await thumb(studio).waitFor();
  await eventually(async () => Number(await thumb(studio).getAttribute('max'))).toBeGreaterThanOrEqual(count);
}

describe('the timeline', () => {
  const then = stage.passOn({ hash: LONG });

  it(
    'looks back by keys in all pictures, with their colours kept, and comes back to a run that goes on',
    then(async (studio) => {
      const { keyboard } = studio.page;
      await untilMoments(studio, 6);
      expect(await time(studio)).toBe('now');
      await thumb(studio).focus();
      await keyboard.press('ArrowLeft');
      await eventually(() => time(studio)).toMatch(/^t = /);
      // It waits, at a step that does not change.
      await studio.page.getByRole('button', { name: 'Run', exact: true }).waitFor();
      const step = await studio.rest();
      const pixels = new Pixels(stage.browser);
      await pixels.look(studio.picture());
      const bar = await studio.page.locator('.colourbar-ticks').first().innerText();
      await keyboard.press('Home');
      await eventually(() => time(studio)).toBe('t = 0');
      await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.01);
      expect(await studio.page.locator('.colourbar-ticks').first().innerText()).toBe(bar);
      expect(await thumb(studio).getAttribute('aria-valuetext')).toBe('t = 0, step 0');
      expect(await studio.rest()).toBe(step);
      await keyboard.press('End');
      await eventually(() => time(studio)).toBe('now');
      await keyboard.press('ArrowLeft');
      await eventually(() => time(studio)).toMatch(/^t = /);
      await button(studio, /Back to now/).click();
      await eventually(() => time(studio)).toBe('now');
      await studio.untilStep(step + 5);
    }),
  );

  it(
    'is dragged by hand, and takes the run back to go on from there',
    then(async (studio) => {
      const { page } = studio;
      await untilMoments(studio, 6);
      const box = (await page.locator('.timeline-slider').boundingBox())!;
      const y = box.y + box.height / 2;
      await page.mouse.move(box.x + box.width - 8, y);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2, y, { steps: 4 });
      await page.mouse.move(box.x + 2, y, { steps: 4 });
      await page.mouse.up();
      await eventually(() => time(studio)).toBe('t = 0');
      const step = await studio.rest();
      await button(studio, /Go on from t = 0/).click();
      await eventually(() => time(studio)).toBe('now');
      await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
      expect(await studio.pause()).toBeLessThan(step + 200);
      expect(await studio.notices.allInnerTexts()).toEqual([]);
    }),
  );

  it('marks the row of a picture over time', () =>
    stage.open({ hash: OVER_TIME }, async (studio) => {
      const { page } = studio;
      await untilMoments(studio, 5);
      await thumb(studio).focus();
      const mark = page.locator('.timeline-mark').first();
      await page.keyboard.press('ArrowLeft');
      await mark.waitFor({ timeout: 60_000 });
      const late = (await mark.boundingBox())!;
      await page.keyboard.press('Home');
      await eventually(async () => (await mark.boundingBox())!.y).toBeGreaterThan(late.y + 10);
      expect(late.width).toBeGreaterThan(50);
    }));
});
