import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type NpyArray, writeH5, writeNpz } from '../solvers/io';
import { readOnnx } from '../src/onnx/model.testing';
import { violationsOf } from './axe';
import { sceneHash } from './scenes';
import { DESKTOP, eventually, PHONE, sharedStudio } from './studio';

const stage = sharedStudio();

/** A solve and the first answer on another grid take tens of seconds on a software adapter beside other work. */
const PATIENCE = 100_000;

const DARCY = sceneHash('darcy', 'method=fno', 'grid.n=32');

const SMALL_NETWORK = [
  'width=6',
  'layers=1',
  'projection=8',
  'modes=4',
  'batch=2',
  'steps=60',
  'finer=1',
  'examples=8',
];
const TINY = sceneHash('darcy', 'method=fno', 'grid.n=16', ...SMALL_NETWORK.map((one) => `recipes.fno.${one}`));

describe('a neural operator', () => {
  it(
    'answers examples at once with the solver beside it, on other grids, and shows where it errs most',
    () =>
      stage.open({ hash: DARCY, viewport: DESKTOP }, async (studio) => {
        const { page } = studio;
        await page.getByRole('button', { name: 'Operator', exact: true }).click({ timeout: PATIENCE });
        const panel = page.getByRole('group', { name: 'Operator', exact: true });
        const error = panel.getByRole('button', { name: /^Relative L² difference/ });
        await error.waitFor({ timeout: PATIENCE });
        // Weights come along: per cents, where random ones err by everything.
        const read = async () => Number(/: ([\d.]+)/.exec((await error.getAttribute('aria-label'))!)![1]);
        expect(await read()).toBeLessThan(0.1);

        await page.locator('body').press('e');
        const dialog = page.getByRole('dialog', { name: 'Export' });
        await dialog.getByRole('tab', { name: 'Data' }).click();
        const save = dialog.getByRole('button', { name: 'Save Operator (ONNX)' });
        await save.scrollIntoViewIfNeeded();
        await page.screenshot({ path: '.cache/e2e/operator-export.png' });
        const [model] = await Promise.all([page.waitForEvent('download', { timeout: PATIENCE }), save.click()]);
        expect(model.suggestedFilename()).toBe('darcy.onnx');
        expect(readOnnx(readFileSync(await model.path())).inputs).toEqual({ input: [1, 32, 32, 1] });
        await page.keyboard.press('Escape');

        const input = panel.getByRole('region', { name: 'Input' });
        await input.getByRole('button', { name: 'Next example' }).click();
        await eventually(() => input.getByRole('status').innerText()).toBe('Example 0');

        // The four pictures: the input, both answers and their difference.
        await input.getByRole('button', { name: 'Answer, solver and difference' }).click();
        await eventually(() => page.locator('.pane').count(), PATIENCE).toBe(4);
        const titles = async () => (await page.locator('.field-choice').allInnerTexts()).map((text) => text.trim());
        expect(await titles()).toEqual(['Given a', 'u, Fourier operator', 'u, multigrid', 'Difference in u']);
        await eventually(() => page.locator('.verdict').innerText(), PATIENCE).toMatch(/Fourier operator is .*% from/);

        const slider = panel.getByRole('slider', { name: 'Resolution' });
        await slider.press('ArrowRight');
        await slider.press('ArrowRight');
        await eventually(() => panel.getByRole('img', { name: 'difference, 64 by 64 points' }).count(), PATIENCE).toBe(
          1,
        );
        expect(await panel.getByRole('region', { name: 'Spectrum' }).locator('.legend li').allInnerTexts()).toEqual([
          'solver',
          'operator',
          'difference',
        ]);

        const tests = panel.getByRole('region', { name: 'Errors over a test set' });
        await tests.getByRole('button', { name: 'Examine' }).click();
        const list = tests.getByRole('list').getByRole('button');
        await eventually(() => list.count(), PATIENCE).toBeGreaterThanOrEqual(3);
        await tests.getByRole('button', { name: 'Stop' }).click();
        await eventually(() => tests.getByRole('button', { name: 'Again' }).count(), PATIENCE).toBe(1);
        const percents = (await list.allInnerTexts()).map((text) => Number(/([\d.]+)\s*%/.exec(text)![1]));
        expect(percents).toEqual([...percents].sort((a, b) => b - a));
        const [worst] = await list.allInnerTexts();
        await list.first().click();
        await eventually(() => input.getByRole('status').innerText(), PATIENCE).toBe(worst!.split(/\s{2,}|\n/)[0]);
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/operator-desktop.png' });

        // Painted rock: the answer and the solver follow.
        await input.getByRole('button', { name: 'Paint a' }).click();
        const box = (await studio.picture(0).boundingBox())!;
        await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
        await eventually(() => input.getByRole('status').innerText(), PATIENCE).toContain('painted');
        await page
          .getByRole('button', { name: 'Dark' })
          .or(page.getByRole('button', { name: /dark/i }))
          .first()
          .click();
        // Colours of buttons go over slowly.
        await page.waitForTimeout(500);
        await page.screenshot({ path: '.cache/e2e/operator-dark.png' });
        await eventually(() => violationsOf(page)).toEqual([]);

        await page.setViewportSize(PHONE);
        await page.getByRole('tab', { name: 'Operator' }).click();
        await panel.waitFor();
        expect(await panel.evaluate((own) => own.scrollWidth - own.clientWidth)).toBe(0);
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/operator-phone.png' });
      }),
    2.5 * PATIENCE,
  );

  it(
    'learns of files that are chosen, says what it read of them, and refuses those that lie',
    () =>
      stage.open({ hash: TINY, viewport: DESKTOP, expected: ['not finite'] }, async (studio) => {
        const { page } = studio;
        await page.getByRole('button', { name: 'Operator', exact: true }).click({ timeout: PATIENCE });
        const panel = page.getByRole('group', { name: 'Operator', exact: true });
        const data = panel.getByRole('region', { name: 'Data', exact: true });
        const files = data.locator('input[type=file]').first();
        const give = (name: string, bytes: Uint8Array) =>
          files.setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });
        const status = data.getByRole('status');
        await eventually(() => status.innerText(), PATIENCE).toBe('Examples that are made and solved meanwhile.');

        const arrays = rocks(10);
        const broken = new Map(arrays).set('u', {
          ...arrays.get('u')!,
          data: arrays.get('u')!.data.with(700, Number.NaN),
        });
        await give('broken.npz', writeNpz(broken));
        await page
          .getByText('broken.npz: u holds numbers in sample 2 that are not finite')
          .waitFor({ timeout: PATIENCE });
        expect(await status.innerText()).toBe('Examples that are made and solved meanwhile.');

        await give('rocks.npz', writeNpz(arrays));
        const read = '8 samples to learn, 2 kept for errors; 16 × 16 points; arrays by name.';
        await eventually(() => status.innerText(), PATIENCE).toBe(`rocks.npz: ${read}`);
        await data.getByRole('button', { name: 'Back to made examples' }).click();
        await eventually(() => status.innerText(), PATIENCE).toBe('Examples that are made and solved meanwhile.');
        // Read by slices where it lies.
        await give('rocks.h5', await writeH5(arrays));
        await eventually(() => status.innerText(), PATIENCE).toBe(`rocks.h5: ${read}`);

        await panel.getByRole('button', { name: 'Train from scratch' }).click();
        await panel.getByRole('region', { name: 'Training' }).locator('canvas').waitFor({ timeout: PATIENCE });
        const tests = panel.getByRole('region', { name: 'Errors over a test set' });
        await tests.getByRole('button', { name: 'Examine' }).click();
        const list = tests.getByRole('list').getByRole('button');
        await eventually(
          async () => (await list.allInnerTexts()).map((text) => text.slice(0, 8)).sort(),
          PATIENCE,
        ).toEqual(['Sample 8', 'Sample 9']);
        await data.scrollIntoViewIfNeeded();
        await page.screenshot({ path: '.cache/e2e/operator-data.png' });
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.setViewportSize(PHONE);
        await page.getByRole('tab', { name: 'Operator' }).click();
        await data.scrollIntoViewIfNeeded();
        await page.screenshot({ path: '.cache/e2e/operator-data-phone.png' });
        await eventually(() => violationsOf(page)).toEqual([]);
      }),
    PATIENCE,
  );
});

/** Samples of two rocks, and a hill that is higher where they let less through. */
function rocks(count: number): Map<string, NpyArray & { data: Float32Array }> {
  const shape = [count, 16, 16];
  const a = Float32Array.from({ length: count * 256 }, (_, k) => (k % 256 < 16 * (4 + Math.floor(k / 256)) ? 3 : 12));
  const wave = (k: number): number => Math.sin((Math.PI * ((k % 16) + 0.5)) / 16);
  const u = a.map((value, k) => (0.2 * wave(k) * wave(Math.floor((k % 256) / 16))) / value);
  return new Map([
    ['a', { shape, data: a }],
    ['u', { shape, data: u }],
  ]);
}
