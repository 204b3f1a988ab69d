import { describe, expect, it } from 'vitest';
import { untilSaid } from './faults';
import { LONG } from './scenes';
import { eventually, type StudioPage, sharedStudio } from './studio';

const stage = sharedStudio();
/** A state is kept every five seconds: so long another may fail, too. */
const ANOTHER_MS = 7_000;

it('a browser without private files keeps nothing: it is said once, and the run goes on', () =>
  stage.open({ hash: LONG, before: withoutFiles }, async (studio) => {
    await untilSaid(studio, /its state was not kept/);
    await studio.untilStep((await studio.step()) + 200);
    await studio.page.waitForTimeout(ANOTHER_MS);
    expect(await saidOf(studio, 'not kept')).toBe(1);
  }));

describe('a browser that has no room left', () => {
  // One byte refuses every file; some hundred let one be made, and refuse what it should hold.
  it.each([1, 700])('%i bytes of it: it is said once each time, and what was kept stays', (room) =>
    stage.open({ hash: LONG }, async (studio) => {
      const { page } = studio;
      const quota = await quotaOf(studio);
      await eventually(async () => Object.keys(await files(studio)).length).toBeGreaterThan(0);

      await studio.pause();
      await page.waitForTimeout(1_000);
      const kept = await files(studio);
      await quota.leave(room);
      await studio.run();
      await untilSaid(studio, /no room left.*What was kept before stays/);
      await studio.untilStep((await studio.step()) + 200);
      await page.waitForTimeout(ANOTHER_MS);
      expect(await saidOf(studio, 'no room left')).toBe(1);
      expect(await files(studio)).toEqual(kept);

      // With room again it is kept again.
      await quota.lift();
      await eventually(() => files(studio)).not.toEqual(kept);
      await untilSaid(studio, /kept again/);
      expect(await saidOf(studio, 'no room left')).toBe(0);

      await quota.leave(room);
      await untilSaid(studio, /no room left/);
      await page.waitForTimeout(ANOTHER_MS);
      expect(await saidOf(studio, 'no room left')).toBe(1);

      await page.reload();
      await untilSaid(studio, /goes on from step [1-9]/);
      expect(await saidOf(studio, 'damaged')).toBe(0);
      await quota.lift();
    }),
  );
});

/** Lines that say so now. */
async function saidOf(studio: StudioPage, text: string): Promise<number> {
  return (await studio.notices.allInnerTexts()).filter((line) => line.includes(text)).length;
}

/** What the origin of the page may keep, as set from outside. */
async function quotaOf({ page }: StudioPage) {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  return {
    /** Leaves so much beside what is kept now. */
    leave: async (bytes: number): Promise<void> => {
      const { usage } = await session.send('Storage.getUsageAndQuota', { origin });
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + bytes });
    },
    lift: async (): Promise<void> => {
      await session.send('Storage.overrideQuotaForOrigin', { origin });
    },
  };
}

/** The files of states by their names, with their sizes. */
function files({ page }: StudioPage): Promise<Record<string, number>> {
  return page.evaluate(async () => {
    const found: Record<string, number> = {};
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('states').catch(() => null);
    if (!folder) return found;
    for await (const name of folder.keys()) {
      const file = await folder.getFileHandle(name).then(
        (handle) => handle.getFile(),
        () => null,
      );
      if (file) found[name] = file.size;
    }
    return found;
  });
}

function withoutFiles(): void {
  StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('none here', 'SecurityError'));
}
