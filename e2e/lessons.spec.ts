import { describe, expect, it } from 'vitest';
import { violationsOf } from './axe';
import { DESKTOP, eventually, sharedStudio } from './studio';

const stage = sharedStudio();

/** Trainings of tens of iterations take their time on a software adapter. */
const PATIENCE = 180_000;

describe('a lesson', () => {
  it(
    'is chosen among the scenes, opens its scenes, and confirms what its reader achieves',
    () =>
      stage.open({ viewport: DESKTOP }, async (studio) => {
        const { page } = studio;
        await studio.untilDrawn();
        await page.locator('.scene-title').click();
        const list = page.getByRole('region', { name: 'Lessons' });
        await eventually(() => list.locator('.lesson-card').count()).toBe(5);
        await page.screenshot({ path: '.cache/e2e/lessons-list.png' });
        await list.getByRole('button', { name: /^What multigrid does to each frequency/ }).click();
        const lesson = page.getByRole('complementary', { name: /^Lesson/ });
        await lesson.getByRole('heading', { name: 'What multigrid does to each frequency' }).waitFor();
        await eventually(() => lesson.locator('.katex').count()).toBeGreaterThan(0);
        await lesson.getByRole('button', { name: 'Three products of sines, 64 cells' }).click();
        await eventually(() => page.locator('.scene-title').innerText()).toContain('Poisson');
        // Solved, but on too few cells.
        await eventually(() => lesson.locator('.lesson-check').innerText()).toMatch(/Not yet.*cells is 64/s);
        expect(await lesson.getByRole('status').innerText()).toBe('Lesson: 0 of 1 achieved');
        await page.locator('.grid-choice').click();
        await page.getByRole('option', { name: /128/ }).click();
        await eventually(() => lesson.getByRole('status').innerText()).toBe('Lesson: all achieved');
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/lessons-desktop-light.png' });
        await lesson.getByRole('button', { name: 'Close the lesson' }).click();
        expect(await lesson.count()).toBe(0);
      }),
    PATIENCE,
  );
});
