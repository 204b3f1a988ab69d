// `npm run pictures -- tour [NAME ...]`: the pictures of docs/tour.md, taken from the built studio as a user goes through it.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { sceneHash } from './scenes';
import { serve } from './server';

const SCREEN = { width: 1280, height: 800 };
/** A software adapter may take minutes for what a GPU does in seconds. */
const PATIENCE = 150_000;
/** Bytes of a picture at most. */
const MOST = 120_000;

const NETWORK = sceneHash(
  'poisson',
  'method=pinn',
  'grid.n=32',
  'recipes.pinn={"layers":2,"width":14,"points":240,"sidePoints":24,"hard":false}',
  'view.panes=[{"field":"u"},{"field":"u.reference"},{"field":"u.error"}]',
);

const LONE = sceneHash(
  'poisson',
  'method=pinn',
  'grid.n=32',
  'recipes.pinn={"layers":2,"width":14,"points":240,"sidePoints":24}',
  'view.panes=[{"field":"u"}]',
);

type Shoot = (name: string) => Promise<void>;

/** A page to open, and what to do there; every call of `shoot` is a picture. */
interface Stop {
  readonly name: string;
  readonly hash: string;
  walk(page: Page, shoot: Shoot): Promise<void>;
}

const STOPS: readonly Stop[] = [
  { name: 'export', hash: sceneHash('cavity-re1000', 'grid.n=64'), walk: exporting },
  { name: 'equation', hash: sceneHash('cavity-re100', 'grid.n=32'), walk: equation },
  { name: 'timeline', hash: sceneHash('cylinder-re20', 'grid.n=110', 'coordinates.t=[0,4]'), walk: timeline },
  { name: 'share', hash: sceneHash('burgers', 'grid.n=256'), walk: share },
  { name: 'walls', hash: sceneHash('cylinder-re100', 'grid.n=176'), walk: walls },
  { name: 'paint', hash: sceneHash('gray-scott', 'grid.n=64'), walk: paint },
  { name: 'multigrid', hash: sceneHash('poisson'), walk: multigrid },
  { name: 'network', hash: NETWORK, walk: network },
  { name: 'landscape', hash: LONE, walk: landscape },
  { name: 'space', hash: sceneHash('two-charges', 'grid.n=48'), walk: space },
  { name: 'operator', hash: sceneHash('darcy', 'method=fno', 'grid.n=32'), walk: operator },
];

async function main(): Promise<void> {
  const wanted = process.argv.slice(2).filter((word) => word !== 'tour');
  const browser = await launchBrowser();
  const site = await serve(process.env.NABLAB_SITE ?? `${process.cwd()}/dist`);
  mkdirSync('docs/images', { recursive: true });
  let failed = 0;
  for (const { name, hash, walk } of STOPS) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stderr.write(`${name}\n`);
    const page = await browser.newPage({ viewport: SCREEN, reducedMotion: 'no-preference' });
    page.setDefaultTimeout(PATIENCE);
    try {
      await page.goto(`${site.url}${hash}`);
      await walk(page, async (picture) => {
        writeFileSync(`docs/images/tour-${picture}.webp`, await webp(browser, await page.screenshot()));
      });
    } catch (error) {
      // The other pictures are still worth their time.
      failed += 1;
      process.stderr.write(`${name}: ${(error as Error).message}\n`);
    }
    await page.close();
  }
  await browser.close();
  await site.close();
  process.exit(failed > 0 ? 1 : 0);
}

async function equation(page: Page, shoot: Shoot): Promise<void> {
  await page.getByRole('button', { name: 'Edit' }).click();
  const editor = page.getByRole('dialog', { name: 'Type an equation' });
  await editor.getByRole('button', { name: /^Heat in a plate/ }).click();
  await editor.getByRole('textbox', { name: 'Equations, one a line' }).fill('u_t = k*(u_xx + u_yy) - gamma*u');
  await editor.getByRole('button', { name: 'Add gamma as a parameter' }).waitFor();
  await shoot('equation');
}

async function paint(page: Page, shoot: Shoot): Promise<void> {
  await untilStep(page, 40);
  await page.getByRole('button', { name: 'Paint into picture 1' }).click();
  const box = (await page.locator('.pane-view').first().boundingBox())!;
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
  for (const [y, way] of [
    [0.3, 1],
    [0.7, -1],
  ] as const) {
    await page.mouse.move(...at(0.5 - 0.18 * way, y));
    await page.mouse.down();
    for (let k = 0; k <= 8; k++) {
      await page.mouse.move(...at(0.5 - 0.18 * way + (0.36 * way * k) / 8, y + 0.08 * Math.sin(k)));
    }
    await page.mouse.up();
  }
  await page.waitForTimeout(4000);
  await shoot('paint');
}

async function walls(page: Page, shoot: Shoot): Promise<void> {
  await untilStep(page, 60);
  await page.getByRole('button', { name: '1 picture', exact: true }).click();
  await page.getByRole('button', { name: 'Push the fluid in picture 1' }).click();
  await page.getByRole('button', { name: 'Walls', exact: true }).click();
  await page.getByRole('slider', { name: 'Size of the brush' }).press('PageDown');
  const box = (await page.locator('.pane-view').first().boundingBox())!;
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + (0.5 + y) * box.height] as const;
  for (const [name, x0, y0, x1, y1] of [
    ['wall 1', 0.36, -0.07, 0.44, 0],
    ['wall 2', 0.62, 0.07, 0.54, 0.02],
  ] as const) {
    await page.mouse.move(...at(x0, y0));
    await page.mouse.down();
    await page.mouse.move(...at(x1, y1), { steps: 8 });
    await page.mouse.up();
    await page.getByText(name, { exact: true }).waitFor();
  }
  await page.waitForTimeout(20_000);
  await shoot('walls');
}

async function network(page: Page, shoot: Shoot): Promise<void> {
  await page.locator('.verdict').waitFor();
  await untilStep(page, 25);
  await shoot('three-answers');
  await page.getByRole('button', { name: 'Anatomy' }).click();
  await page.locator('.cosines tbody tr').first().waitFor();
  await page.waitForTimeout(6000);
  await shoot('anatomy');
}

async function landscape(page: Page, shoot: Shoot): Promise<void> {
  await untilStep(page, 40);
  await page.getByRole('button', { name: 'Landscape', exact: true }).click();
  const panel = page.getByRole('group', { name: 'Landscape', exact: true });
  await panel.getByRole('button', { name: 'Look around' }).click();
  await panel.getByText(/^Around step/).waitFor();
  await page.waitForTimeout(1000);
  await shoot('landscape');
}

async function space(page: Page, shoot: Shoot): Promise<void> {
  await page.locator('.state', { hasText: 'Solved' }).waitFor();
  await page.getByRole('button', { name: '1 picture', exact: true }).click();
  const bar = page.getByRole('region', { name: 'Planes and surfaces of picture 1' });
  await bar.getByRole('slider', { name: 'Plane across x' }).fill('0.7');
  await bar.getByRole('slider', { name: 'Plane across y' }).fill('0.75');
  await bar.getByRole('slider', { name: 'Plane across z' }).fill('-0.6');
  await bar.getByRole('button', { name: 'Show level surface' }).click();
  await page.waitForTimeout(6000);
  await shoot('space');
}

async function multigrid(page: Page, shoot: Shoot): Promise<void> {
  await page.locator('.state', { hasText: 'Solved' }).waitFor();
  await page.locator('.cycle-drawing').waitFor();
  await page.waitForTimeout(2000);
  await shoot('multigrid');
}

async function timeline(page: Page, shoot: Shoot): Promise<void> {
  const thumb = page.getByRole('slider', { name: 'Moment of the run' });
  await untilStep(page, 60);
  await thumb.focus();
  for (let k = 0; k < 4; k++) await page.keyboard.press('ArrowLeft');
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  await page.waitForTimeout(3000);
  await shoot('timeline');
}

async function share(page: Page, shoot: Shoot): Promise<void> {
  await page
    .getByText(/^Finished/)
    .first()
    .waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('img', { name: 'QR code of the link' }).waitFor();
  await page.waitForTimeout(2000);
  await shoot('share');
}

async function exporting(page: Page, shoot: Shoot): Promise<void> {
  await untilStep(page, 150);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.locator('body').press('e');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('tab', { name: 'Data' }).click();
  await page.waitForTimeout(1500);
  await shoot('export');
  await dialog.getByRole('tab', { name: 'Video' }).click();
  await page.waitForTimeout(500);
  await shoot('video');
}

async function operator(page: Page, shoot: Shoot): Promise<void> {
  await page.getByRole('button', { name: 'Operator', exact: true }).click();
  const panel = page.getByRole('group', { name: 'Operator', exact: true });
  await panel.getByRole('button', { name: /^Relative L² difference/ }).waitFor();
  await panel.getByRole('button', { name: 'Answer, solver and difference' }).click();
  await page.locator('.pane').nth(3).waitFor();
  // Pictures fade in, slowly on a software adapter.
  await page.waitForTimeout(15_000);
  await shoot('operator');
}

/** Resolves when the page shows at least that step. */
async function untilStep(page: Page, step: number): Promise<void> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const text = await page.locator('.clock').innerText();
    const now = Number(/step\s*([\d\s.,\u2009\u202f]+?)(?:\s*t\b|$)/s.exec(text)?.[1]?.replace(/\D/g, ''));
    const state = await page.locator('.state').first().innerText();
    if (now >= step || /Finished|Solved/.test(state)) return;
    if (Date.now() > end) throw new Error(`step ${step} is not reached: ${now}`);
    await page.waitForTimeout(300);
  }
}

/** A PNG as WebP, as good as fits. */
async function webp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const text = await page.evaluate(
    async ([source, most]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: image.width, height: image.height });
      canvas.getContext('2d')!.drawImage(image, 0, 0);
      for (let quality = 0.85; ; quality -= 0.07) {
        const data = canvas.toDataURL('image/webp', quality).split(',')[1]!;
        if ((3 * data.length) / 4 <= most || quality < 0.3) return data;
      }
    },
    [png.toString('base64'), MOST] as const,
  );
  await page.close();
  return Buffer.from(text, 'base64');
}

await main();
