import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SMALL, sceneHash } from './scenes';
import { serve } from './server';
import { DIST, eventually, type StudioPage, sharedStudio, withStudio } from './studio';

const stage = sharedStudio();

const inUse = (studio: StudioPage) =>
  studio.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state ?? 'none');

describe('after the first visit', () => {
  it('the studio opens without a network, and an open page outlives the files of its version', async () => {
    // A copy, whose files can be taken away as an update does.
    const folder = mkdtempSync(join(tmpdir(), 'nablab-site-'));
    cpSync(DIST, folder, { recursive: true });
    const site = await serve(folder);
    // Pictures of the scene list and the like are kept when they were seen.
    const expected = ['Failed to load resource', 'ERR_INTERNET_DISCONNECTED', 'ERR_FAILED'];
    try {
      await withStudio(stage.browser, site, { hash: SMALL, serviceWorkers: 'allow', expected }, async (studio) => {
        const { page } = studio;
        await studio.untilDrawn();
        await eventually(() => inUse(studio)).toBe('activated');
        // As if another version lay there now, whose files have other names.
        for (const name of readdirSync(join(folder, 'assets'))) {
          if (/^(EquationEditor|ShareDialog|katex)/.test(name)) rmSync(join(folder, 'assets', name));
        }
        await page.getByRole('button', { name: 'Share' }).click();
        await page.getByRole('dialog').waitFor();
        await page.keyboard.press('Escape');
        await site.close();
        await page.context().setOffline(true);
        await page.reload();
        await studio.untilDrawn();
        await studio.untilStep(5);
        // A method that was not used yet.
        await page.goto(`${site.url}?again${sceneHash('poisson', 'grid.n=32')}`);
        await studio.untilDrawn();
        expect(await page.locator('.scene-title').innerText()).toContain('Poisson');
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
