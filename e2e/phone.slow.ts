import { describe, expect, it } from 'vitest';
import { violationsOf } from './axe';
import { bodies, INVERSE, sensors } from './drawn';
import { SMALL } from './scenes';
import { eventually, PHONE, sharedStudio } from './studio';

const stage = sharedStudio();

/** Trainings of tens of iterations take their time on a software adapter. */
const PATIENCE = 180_000;

/** What a desktop's page tests do by mouse and keys, by a finger on a phone. */
describe('walls on a phone', () => {
  it('with a finger, in the dark, and axe finds nothing', () =>
    stage.open(
      { hash: SMALL, viewport: PHONE, hasTouch: true, isMobile: true, colorScheme: 'dark' },
      async (studio) => {
        const { page } = studio;
        await studio.untilDrawn();
        await studio.untilStep(20);
        await page.getByRole('button', { name: 'Push the fluid in picture 1' }).tap();
        await page.getByRole('button', { name: 'Walls', exact: true }).tap();
        const box = (await studio.picture().boundingBox())!;
        await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
        await page.getByText('wall 1', { exact: true }).waitFor({ timeout: 60_000 });
        expect(await bodies(studio)).toHaveLength(1);
        await page.waitForTimeout(3000);
        await page.screenshot({ path: '.cache/e2e/walls-phone.png' });
        expect(await violationsOf(page)).toEqual([]);
      },
    ));
});

describe('sensors on a phone', () => {
  it('with a finger, in the dark, and axe finds nothing', () =>
    stage.open(
      { hash: INVERSE, viewport: PHONE, hasTouch: true, isMobile: true, colorScheme: 'dark' },
      async (studio) => {
        const { page } = studio;
        await studio.untilDrawn();
        await page.getByRole('button', { name: 'Drop sensors into picture 1' }).tap();
        // The picture makes room for it.
        await page.getByRole('slider', { name: 'Number of sensors' }).waitFor();
        const box = (await studio.picture().boundingBox())!;
        await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
        await sensors(studio, 101).waitFor({ timeout: 60_000 });
        await page.screenshot({ path: '.cache/e2e/sensors-phone.png' });
        expect(await violationsOf(page)).toEqual([]);
      },
    ));
});

describe('a lesson on a phone', () => {
  it(
    'from the address, on a phone and in the dark, is met by a network',
    () =>
      stage.open(
        { hash: '?lesson=inverse-problem', viewport: PHONE, hasTouch: true, isMobile: true, colorScheme: 'dark' },
        async (studio) => {
          const { page } = studio;
          const lesson = page.getByRole('complementary', { name: /^Lesson/ });
          await lesson.waitFor();
          await lesson.getByRole('button', { name: '40 readings, off by 1 %' }).tap();
          await eventually(() => lesson.getByRole('status').innerText(), PATIENCE).toBe('Lesson: all achieved');
          await eventually(() => violationsOf(page)).toEqual([]);
          await page.screenshot({ path: '.cache/e2e/lessons-phone-dark.png' });
          await lesson.getByRole('button', { name: 'Fold' }).tap();
          await page.screenshot({ path: '.cache/e2e/lessons-phone-folded.png' });
        },
      ),
    PATIENCE,
  );
});

describe('a steady scene on a phone', () => {
  it('tells its error from two finer grids', () =>
    stage.open({ hash: '#poisson', viewport: PHONE }, async (studio) => {
      await studio.untilDrawn();
      const { page } = studio;
      await page.getByRole('tab', { name: 'Method' }).click();
      await page.getByRole('button', { name: 'Refine twice' }).click();
      const bar = page.locator('section[aria-labelledby=bars-title] dd');
      await bar.waitFor();
      // Second order, as far as three grids can tell.
      expect(Number(/order ([\d.]+)/.exec(await bar.innerText())?.[1])).toBeGreaterThan(1.9);
      await page.screenshot({ path: '.cache/e2e/multigrid-phone.png' });
    }));
});
