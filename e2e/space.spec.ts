import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readNpz } from '../solvers/io';
import type { Envelope, Taken } from '../src/worker/protocol';
import { violationsOf } from './axe';
import { Pixels } from './pixels';
import { sceneHash } from './scenes';
import { DESKTOP, eventually, sharedStudio } from './studio';

const stage = sharedStudio();

/** Compiling and drawing take their time on a software adapter beside other work. */
const PATIENCE = 60_000;

const CHARGES = sceneHash('two-charges', 'grid.n=16');

describe('a field in space', () => {
  it(
    'is cut by planes, turned, probed and told in words; a level surface; PNG; npz',
    () =>
      stage.open({ hash: CHARGES, viewport: DESKTOP }, async (studio) => {
        const { page } = studio;
        const pixels = new Pixels(stage.browser);
        await studio.untilDrawn();
        await page.getByRole('button', { name: '1 picture', exact: true }).click();
        const bar = page.getByRole('region', { name: 'Planes and surfaces of picture 1' });
        const words = bar.getByRole('status');
        await eventually(() => words.innerText(), PATIENCE).toMatch(/least −[\d.]+ at \(.*largest [\d.]+ at \(/);
        await eventually(async () => (await pixels.look(studio.picture())).colours, PATIENCE).toBeGreaterThan(40);

        // Keys move a plane and turn the box.
        const x = bar.getByRole('slider', { name: 'Plane across x' });
        await x.press('End');
        expect(await words.innerText()).toMatch(/where the planes meet, \(1, 0, 0\)/);
        await eventually(async () => (await pixels.look(studio.picture())).changed, PATIENCE).toBeGreaterThan(0.01);
        await studio.picture().press('ArrowRight');
        await eventually(async () => (await pixels.look(studio.picture())).changed, PATIENCE).toBeGreaterThan(0.01);
        await bar.getByRole('combobox', { name: 'Look' }).click();
        await page.getByRole('option', { name: 'along z' }).click();
        await eventually(() => bar.getByRole('combobox', { name: 'Look' }).innerText()).toContain('along z');
        // Seen from above, what is a little below the middle of the picture lies on the plane across z.
        const box = (await studio.picture().boundingBox())!;
        await page.mouse.move(box.x + box.width / 2 - 6, box.y + box.height / 2 + 40);
        await eventually(() => page.locator('.probe').innerText(), PATIENCE).toMatch(
          /\(−0\.0\d+, −0\.\d+, 0\)\s+−?[\d.]+/,
        );

        await bar.getByRole('combobox', { name: 'Look' }).click();
        await page.getByRole('option', { name: 'from the corner' }).click();
        await bar.getByRole('button', { name: 'Show plane across x' }).click();
        await bar.getByRole('button', { name: 'Show plane across y' }).click();
        await pixels.look(studio.picture());
        await bar.getByRole('button', { name: 'Show level surface' }).click();
        await eventually(async () => (await pixels.look(studio.picture())).changed, PATIENCE).toBeGreaterThan(0.003);
        await eventually(() => violationsOf(page)).toEqual([]);
        await page.screenshot({ path: '.cache/e2e/space-desktop.png' });
        const download = page.waitForEvent('download');
        await page.keyboard.press('p');
        expect((await download).suggestedFilename()).toMatch(/\.png$/);

        // The file holds the whole field, not what is cut of it; the engine hands out the plane in the middle.
        const { fields } = ((await studio.call('take')) as Envelope<Taken>).value!;
        const plane = Float32Array.from(Object.values(fields.find(({ name }) => name === 'u')!.values));
        expect(plane).toHaveLength(17 ** 2);
        await page.keyboard.press('e');
        const dialog = page.getByRole('dialog', { name: 'Export' });
        await dialog.getByRole('tab', { name: 'Data' }).click();
        const file = page.waitForEvent('download');
        await dialog.getByRole('button', { name: 'Save NumPy (npz)', exact: true }).click();
        const arrays = readNpz(readFileSync(await (await file).path()));
        const { shape, data } = arrays.get('u')!;
        expect(shape).toEqual([17, 17, 17]);
        expect(data.slice(8 * 17 ** 2, 9 * 17 ** 2)).toEqual(plane);
        expect(['x', 'y', 'z'].map((axis) => arrays.get(axis)!.shape)).toEqual([[17], [17], [17]]);
        await page.keyboard.press('Escape');
        await eventually(() => dialog.count()).toBe(0);
      }),
    2.5 * PATIENCE,
  );
});
