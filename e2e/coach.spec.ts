import { describe, expect, it } from 'vitest';
import { violationsOf } from './axe';
import { sceneHash } from './scenes';
import { eventually, type StudioPage, sharedStudio } from './studio';

const stage = sharedStudio();

/** A step that is far too long for this grid. */
const TOO_LONG = sceneHash('cavity-re100', 'grid.n=32', 'dt=0.5');
/** Cells that are far too wide for this viscosity. */
const TOO_COARSE = sceneHash('burgers', 'method=evolve', 'grid.n=64', 'params.nu=0.002');

const card = ({ page }: StudioPage) => page.locator('.coach');
const cells = ({ page }: StudioPage) => page.locator('.grid-choice').innerText();

describe('the coach', () => {
  it('says why a run blew up, and its button mends it', () =>
    stage.open({ hash: TOO_LONG }, async (studio) => {
      await card(studio).waitFor({ timeout: 60_000 });
      await eventually(() => card(studio).innerText()).toMatch(/blew up/);
      expect(await card(studio).innerText()).toMatch(/time step of the scene is too long/);
      expect(await violationsOf(studio.page)).toEqual([]);
      await studio.page.getByRole('button', { name: 'Let the method choose the step' }).click();
      await eventually(() => studio.page.locator('.state').innerText()).toMatch(/Finished|Running/);
      await eventually(async () => (await card(studio).allInnerTexts()).join()).not.toMatch(/blew up/);
      // The scene itself was changed: undo brings the long step back, and what it does.
      await studio.page.getByRole('button', { name: 'Undo' }).click();
      await eventually(() => card(studio).innerText()).toMatch(/blew up/);
    }));

  it('sees a front that is thinner than a cell, and refines the grid', () =>
    stage.open({ hash: TOO_COARSE }, async (studio) => {
      await eventually(() => card(studio).allInnerTexts()).toHaveLength(1);
      expect(await card(studio).innerText()).toMatch(/Cell Péclet/);
      const gauge = studio.page.locator('.gauge', { hasText: 'Cell Péclet' });
      expect(await gauge.innerText()).toMatch(/watch|too high/);
      const finer = studio.page.getByRole('button', { name: /^Finer grid: n = / });
      const n = /n = (\d+)/.exec(await finer.innerText())![1]!;
      await finer.click();
      await eventually(() => cells(studio)).toContain(n);
      await studio.page.getByRole('button', { name: 'Undo' }).click();
      await eventually(() => cells(studio)).toContain('64');
    }));
});
