import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sceneHash } from './scenes';
import { SHOTS } from './shots';
import { DESKTOP, eventually, PHONE, sharedStudio } from './studio';

const FOLDER = '.cache/e2e/presets';
const PATIENCE = 120_000;

const LOOKS = [
  { size: 'desktop', colorScheme: 'light', viewport: DESKTOP },
  { size: 'phone', colorScheme: 'dark', viewport: PHONE, hasTouch: true, isMobile: true },
] as const;

const stage = sharedStudio();

/** What a visitor sees of each preset first, on grids for software adapters; pictures are kept in .cache/e2e/presets. */
describe.each(LOOKS)('$size', ({ size, ...look }) => {
  it.each(SHOTS)(
    '$preset',
    async ({ preset, settings }) => {
      mkdirSync(FOLDER, { recursive: true });
      const hash = sceneHash(preset, ...settings.filter((setting) => /^(grid|method)/.test(setting)));
      await stage.open({ hash, ...look }, async (studio) => {
        await studio.untilDrawn();
        await eventually(async () => (await studio.diagnostics()).pictures, PATIENCE).toBeGreaterThan(3);
        expect(await studio.page.evaluate(() => Math.max(innerWidth, document.documentElement.scrollWidth))).toBe(
          look.viewport.width,
        );
        await studio.page.screenshot({ path: `${FOLDER}/${preset}-${size}.png` });
      });
    },
    PATIENCE,
  );
});
