import { describe, expect, it } from 'vitest';
import { violationsOf } from './axe';
import { bodies, INVERSE, sensors } from './drawn';
import { Pixels } from './pixels';
import { SMALL, sceneHash } from './scenes';
import { eventually, PHONE, sharedStudio } from './studio';

const stage = sharedStudio();

/** Trainings of tens of iterations take their time on a software adapter. */
const PATIENCE = 180_000;

const FINGER = { viewport: PHONE, hasTouch: true, isMobile: true } as const;

/** What a desktop's page tests do by mouse and keys, by a finger on a phone. */
describe('walls on a phone', () => {
  it('with a finger, in the dark, and axe finds nothing', () =>
    stage.open({ hash: SMALL, ...FINGER, colorScheme: 'dark' }, async (studio) => {
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
    }));
});

describe('sensors on a phone', () => {
  it('with a finger, in the dark, and axe finds nothing', () =>
    stage.open({ hash: INVERSE, ...FINGER, colorScheme: 'dark' }, async (studio) => {
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
    }));
});

describe('a lesson on a phone', () => {
  it(
    'from the address, on a phone and in the dark, is met by a network',
    () =>
      stage.open({ hash: '?lesson=inverse-problem', ...FINGER, colorScheme: 'dark' }, async (studio) => {
        const { page } = studio;
        const lesson = page.getByRole('complementary', { name: /^Lesson/ });
        await lesson.waitFor();
        await lesson.getByRole('button', { name: '40 readings, off by 1 %' }).tap();
        await eventually(() => lesson.getByRole('status').innerText(), PATIENCE).toBe('Lesson: all achieved');
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/lessons-phone-dark.png' });
        await lesson.getByRole('button', { name: 'Fold' }).tap();
        await page.screenshot({ path: '.cache/e2e/lessons-phone-folded.png' });
      }),
    PATIENCE,
  );
});

describe('the brush on a phone', () => {
  it('works with a finger, and axe finds nothing', () =>
    stage.open({ hash: sceneHash('gray-scott', 'grid.n=32'), ...FINGER }, async (studio) => {
      const { page } = studio;
      await studio.untilDrawn();
      await studio.run();
      await studio.pause();
      await page.getByRole('button', { name: 'Paint into picture 1' }).tap();
      await page.locator('.brush-bar').waitFor();
      const box = (await studio.picture().boundingBox())!;
      const pixels = new Pixels(stage.browser);
      await pixels.look(studio.picture());
      await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 3);
      await eventually(async () => (await pixels.look(studio.picture())).changed).toBeGreaterThan(0.002);
      expect(await page.evaluate(() => scrollY)).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
    }));
});

describe('the timeline on a phone', () => {
  it('works with a finger, in the dark, and axe finds nothing', () =>
    stage.open({ hash: SMALL, ...FINGER, colorScheme: 'dark' }, async ({ page }) => {
      const time = () => page.locator('.timeline-time').innerText();
      const thumb = page.getByRole('slider', { name: 'Moment of the run' });
      await thumb.waitFor();
      await eventually(async () => Number(await thumb.getAttribute('max'))).toBeGreaterThanOrEqual(4);
      const box = (await page.locator('.timeline-slider').boundingBox())!;
      await page.touchscreen.tap(box.x + 4, box.y + box.height / 2);
      await eventually(time).toBe('t = 0');
      expect(await violationsOf(page)).toEqual([]);
      const now = page.getByRole('button', { name: /^Now$/ });
      const back = (await now.boundingBox())!;
      expect(back.height).toBeGreaterThanOrEqual(44);
      expect(back.x + back.width).toBeLessThanOrEqual(PHONE.width);
      await now.tap();
      await eventually(time).toBe('now');
    }));
});

describe('the coach on a phone', () => {
  it('has room, in the dark', () =>
    stage.open(
      { hash: sceneHash('burgers', 'method=evolve', 'grid.n=64', 'params.nu=0.002'), ...FINGER, colorScheme: 'dark' },
      async (studio) => {
        await studio.untilStep(2);
        await studio.page.getByRole('tab', { name: 'Method' }).tap();
        await studio.page.locator('.coach').waitFor();
        const overhang = () =>
          studio.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(await overhang()).toBe(0);
        expect(await violationsOf(studio.page)).toEqual([]);
      },
    ));
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
