import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { record } from '../tests/report';
import { startOwnBrowser } from './browser';
import { LONG } from './scenes';
import { eventually, openStudioIn, type StudioPage, sharedSite } from './studio';

const stage = sharedSite();
/** So long the tab is hidden, ms: longer than any alarm of the page waits. */
const HIDDEN_MS = 15_000;

it('a tab that another hides makes its steps and draws nothing; when it is seen again a picture follows', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'nablab-hidden-'));
  const browser = await startOwnBrowser(profile);
  try {
    const studio = await openStudioIn(browser.context, stage.site, { hash: LONG, before: countFrames });
    const { page } = studio;
    await studio.untilDrawn();
    await studio.untilStep(20);

    await browser.context.newPage();
    await eventually(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
    // A picture may be under way.
    await page.waitForTimeout(1_000);
    const before = await lookAt(studio);
    await page.waitForTimeout(HIDDEN_MS);
    const after = await lookAt(studio);
    expect({ ...after, step: 0 }).toEqual({ ...before, step: 0 });
    expect(after.step).toBeGreaterThan(before.step + 20);

    await page.bringToFront();
    const seen = Date.now();
    await eventually(async () => (await lookAt(studio)).pictures).toBeGreaterThan(after.pictures);
    record('A tab that another hides', {
      'hidden for [s]': HIDDEN_MS / 1000,
      'steps meanwhile': after.step - before.step,
      'first picture after [ms]': Date.now() - seen,
    });
    await studio.untilStep(after.step);
    expect(await studio.notices.allInnerTexts()).toEqual([]);
    expect(studio.problems).toEqual([]);
  } finally {
    await browser.kill();
    await rm(profile, { recursive: true, force: true });
  }
});

/** What the engine has made, and the frames that the page was granted. */
async function lookAt(studio: StudioPage) {
  const step = (await studio.call('ping')).value as number;
  const { pictures } = await studio.diagnostics();
  const frames = await studio.page.evaluate(() => (globalThis as unknown as { frames: number }).frames);
  return { step, pictures: pictures!, frames };
}

/** In the page: counts the frames that it is granted. */
function countFrames(): void {
  const counted = { frames: 0 };
  const next = (): void => {
    counted.frames++;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  Object.defineProperty(globalThis, 'frames', { get: () => counted.frames });
}
