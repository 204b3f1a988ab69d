// `npm run pictures [-- PRESET|studio|microscope ...]`: the scenes' thumbnails and the README's pictures, taken from the built studio.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { applySettings, presetById, resolve } from '../scenes';
import { defaultCamera, domainToScreen, type Extent, stretchOf } from '../src/view/camera';
import { launchBrowser } from './browser';
import { sceneHash } from './scenes';
import { serve } from './server';
import { SHOTS, type Shot } from './shots';

const SCREEN = { width: 1440, height: 900 };
const THUMBNAIL = { width: 320, height: 200 };
const README_TIME = 40;
const RUN_MS = 900_000;
/** Time that particles need to draw their trails. */
const TRAILS_MS = 5_000;

const wanted = process.argv.slice(2);

async function main(): Promise<void> {
  const browser = await launchBrowser();
  const site = await serve(process.env.NABLAB_SITE ?? `${process.cwd()}/dist`);
  mkdirSync('public/thumbnails', { recursive: true });
  mkdirSync('docs/images', { recursive: true });
  try {
    const jobs = [
      ...SHOTS.map((shot) => [shot.preset, () => thumbnail(browser, site.url, shot)] as const),
      ['studio', () => studio(browser, site.url)] as const,
      ['microscope', () => microscope(browser, site.url)] as const,
    ];
    for (const [name, job] of jobs) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      process.stderr.write(`${name}\n`);
      await job();
    }
  } finally {
    await browser.close();
    await site.close();
  }
}

/** A scene's thumbnail: the last moment of a short run in a single pane, cut to the middle of what happens. */
async function thumbnail(browser: Browser, url: string, { preset, settings, pane, crop }: Shot): Promise<void> {
  const page = await browser.newPage({ viewport: SCREEN, reducedMotion: 'no-preference' });
  // A software adapter may keep the whole machine busy meanwhile.
  page.setDefaultTimeout(RUN_MS);
  await page.goto(`${url}${sceneHash(preset, ...settings, `view.panes=${JSON.stringify([pane])}`)}`);
  await page.getByRole('button', { name: '1 picture', exact: true }).click();
  await page.locator('.state', { hasText: /Finished|Solved|Paused/ }).waitFor({ timeout: RUN_MS });
  await page.waitForTimeout(TRAILS_MS);
  const { axes, time } = resolve(applySettings(presetById(preset).scene, settings)).problem;
  const [x, y = time] = axes;
  const extent: Extent = [x!.min, x!.max, y!.min, y!.max];
  const box = (await page.locator('.pane-view').boundingBox())!;
  const place = (x: number, y: number) => domainToScreen(defaultCamera(extent), extent, [box.width, box.height], x, y);
  const seen = crop ?? middle(extent);
  const [left, bottom] = place(seen[0], seen[2]);
  const [right, top] = place(seen[1], seen[3]);
  const clip = { x: box.x + left, y: box.y + top, width: right - left, height: bottom - top };
  writeFileSync(`public/thumbnails/${preset}.webp`, await webp(browser, await page.screenshot({ clip }), THUMBNAIL));
  await page.close();
}

/** The middle of a domain, 16 : 10. */
function middle([x0, x1, y0, y1]: Extent): Extent {
  if (stretchOf([x0, x1, y0, y1]) !== 1) return [x0, x1, y0, y1];
  const [width, height] = [x1 - x0, y1 - y0];
  const [w, h] = width / height > 1.6 ? [1.6 * height, height] : [width, width / 1.6];
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  return [x - w / 2, x + w / 2, y - h / 2, y + h / 2];
}

/** The multigrid microscope: a cycle on its levels below the solution and its error. */
async function microscope(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage({ viewport: SCREEN, reducedMotion: 'no-preference' });
  await page.goto(`${url}${sceneHash('poisson')}`);
  await page.locator('.state', { hasText: 'Solved' }).waitFor({ timeout: RUN_MS });
  await page.locator('.cycle-drawing').waitFor();
  await page.waitForTimeout(TRAILS_MS);
  await page.screenshot({ path: 'docs/images/microscope.png' });
  await page.close();
}

/** The studio as a visitor sees it, when the default scene's lines have come to lie on the reference points. */
async function studio(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage({ viewport: SCREEN, reducedMotion: 'no-preference' });
  await page.goto(`${url}${sceneHash('cavity-re1000', 'grid.n=96')}`);
  const time = async () => Number.parseFloat((await page.locator('.clock').innerText()).split('=').at(-1)!);
  const end = Date.now() + RUN_MS;
  while ((await time()) < README_TIME) {
    if (Date.now() > end) throw new Error('the default scene takes too long');
    await page.waitForTimeout(1_000);
  }
  const png = await page.screenshot({ path: 'docs/images/studio-desktop.png' });
  writeFileSync('public/studio.webp', await webp(browser, png, { width: 960, height: 600 }));
  await page.getByRole('button', { name: '1 picture', exact: true }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForTimeout(TRAILS_MS);
  await page.screenshot({ path: 'docs/images/studio-phone.png' });
  await page.close();
}

/** A PNG made smaller, as WebP. */
async function webp(browser: Browser, png: Buffer, size: { width: number; height: number }): Promise<Buffer> {
  const page = await browser.newPage();
  const text = await page.evaluate(
    async ([source, { width, height }]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width, height });
      const context = canvas.getContext('2d')!;
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, width, height);
      return canvas.toDataURL('image/webp', 0.82).split(',')[1]!;
    },
    [png.toString('base64'), size] as const,
  );
  await page.close();
  return Buffer.from(text, 'base64');
}

await main();
process.exit(0);
