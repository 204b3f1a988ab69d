import { describe, expect, it } from 'vitest';
import { sceneHash } from './scenes';
import { eventually, type StudioPage, sharedStudio } from './studio';

const DEFAULT_TITLE = 'Lid-driven cavity, Re 1000';

const stage = sharedStudio();

describe('a link', () => {
  it('carries a changed scene to another browser', async () => {
    let shared = '';
    const options = {
      hash: sceneHash('cavity-re100', 'grid.n=40'),
      permissions: ['clipboard-read', 'clipboard-write'],
    };
    await stage.open(options, async (studio) => {
      await studio.untilStep(2);
      const field = studio.page.getByLabel('Re, dimensionless');
      await field.fill('250');
      await field.press('Enter');
      await studio.page.getByRole('button', { name: 'Share' }).click();
      await eventually(() => studio.page.evaluate(() => navigator.clipboard.readText())).toContain('#s=1.');
      shared = new URL(await studio.page.evaluate(() => navigator.clipboard.readText())).hash;
      expect(new URL(studio.page.url()).hash).toBe(shared);
    });
    await stage.open({ hash: shared }, async (studio) => {
      await studio.untilStep(2);
      expect(await studio.page.getByLabel('Re, dimensionless').inputValue()).toBe('250');
      expect(await studio.page.locator('.panel.method').innerText()).toContain('40 × 40');
      expect(await studio.notices.count()).toBe(0);
    });
  });

  const hostile: readonly (readonly [string, string])[] = [
    ['of garbage', '#s=garbage'],
    // Chromium opens no address over 2 MiB.
    ['of 2 MB', `#s=1.d.cavity-re100.03d80ccd.${'A'.repeat(2_000_000)}`],
  ];
  it.each(hostile)('%s gives the default scene and one line', (_, hash) =>
    stage.open({ hash }, async (studio) => {
      await eventually(() => studio.page.locator('.scene-title').innerText()).toContain(DEFAULT_TITLE);
      await oneLine(studio);
      await studio.untilStep(1);
      expect(await studio.notices.count()).toBe(1);
    }),
  );

  it('that is broken leaves the present scene running, and says why in one line', () =>
    stage.open({}, async (studio) => {
      await studio.untilStep(2);
      const broken = [
        sceneHash('cavity-re100', 'grid.n=40').slice(0, -6),
        '#s=2.d.cavity-re100.00000000.AAAA',
        '#s=1.<img src=x onerror=alert(1)>.cavity-re100.03d80ccd.AAAA',
        '#<script>alert(1)</script>',
        '#__proto__',
        '#s=1.d.__proto__.03d80ccd.AAAAAAAA',
      ];
      for (const hash of broken) {
        await studio.page.evaluate((text) => {
          location.hash = text;
        }, hash);
        await oneLine(studio);
        await studio.page.getByRole('button', { name: 'Dismiss' }).click();
        await eventually(() => studio.notices.count()).toBe(0);
      }
      expect(await studio.page.locator('.scene-title').innerText()).toContain('Re 100');
      await studio.untilStep((await studio.step()) + 2);
    }));
});

async function oneLine(studio: StudioPage): Promise<void> {
  await eventually(() => studio.notices.count()).toBe(1);
  const text = (await studio.notices.innerText()).trim();
  expect(text.split('\n')).toHaveLength(1);
  expect(text.length).toBeGreaterThan(20);
  expect(text.length).toBeLessThan(240);
}
