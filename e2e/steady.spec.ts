import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { SMALL } from './scenes';
import { SLACK, sharedStudio } from './studio';

/** Bytes of what comes back as a rule, a line of a chart: a quarter of the smallest field. */
const LINE_BYTES = 32 * 32;
/** Bytes of a state of the run, some ten arrays with their rims: the time machine keeps one now and then. */
const STATE_BYTES = 10 * 4 * 70 * 70;
/** States that may be kept within the steps that are watched. */
const STATES = 2;

const stage = sharedStudio();

describe('running steadily', () => {
  it('allocates nothing on the GPU, reads fields back for the time machine alone and never holds up the page', () =>
    stage.open({ hash: SMALL, before: observeLongTasks }, async (studio) => {
      await studio.untilDrawn();
      await studio.untilStep(60);
      await studio.page.waitForTimeout(1_500);
      await longTasks(studio.page);
      const before = await studio.diagnostics();
      const step = await studio.step();
      await studio.untilStep(step + 200);
      const after = await studio.diagnostics();
      const tasks = await longTasks(studio.page);
      expect(after.pictures).toBeGreaterThan(before.pictures!);
      expect(after.readbacks).toBeGreaterThan(before.readbacks!);
      const lines = (after.readbacks! - before.readbacks!) * LINE_BYTES;
      expect(after.readbackBytes! - before.readbackBytes!).toBeLessThanOrEqual(lines + STATES * STATE_BYTES);
      for (const name of ['bytesAlive', 'buffersAlive', 'buffersCreated', 'pipelinesCreated', 'bytesPooled']) {
        expect([name, after[name]]).toEqual([name, before[name]]);
      }
      expect(Math.max(0, ...tasks)).toBeLessThan(50 * SLACK);
    }));
});

function observeLongTasks(): void {
  const durations: number[] = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) durations.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  Object.assign(globalThis, { longTasks: durations });
}

/** Durations of the main thread's long tasks since the last look, ms. */
function longTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks.splice(0));
}
