import { expect, it } from 'vitest';
import { growthOf } from '../tests/growth';
import { record } from '../tests/report';
import { Heaps, type Held } from './heaps';
import { sceneHash } from './scenes';
import { eventually, PHONE, type StudioPage, sharedStudio } from './studio';

const stage = sharedStudio();

/** NABLAB_CYCLES shortens it. */
const ROUNDS = Number(process.env.NABLAB_CYCLES ?? 200) / 4;
/** Rounds until compiled code and caches, and the texts for undoing, of which there are a hundred, find their size. */
const SETTLED = Math.min(25, ROUNDS / 2);

const NETWORK = '{"layers":1,"width":8,"points":100,"redraw":0,"iterations":100000}';
/** A flow, a transient in one dimension, a steady solve and a training: words of their titles and their links. */
const SCENES: readonly (readonly [title: string, hash: string])[] = [
  ['Lid-driven', sceneHash('cavity-re100', 'grid.n=32')],
  ['Korteweg', sceneHash('kdv', 'method=evolve', 'grid.n=48')],
  ['Poisson', sceneHash('poisson', 'grid.n=32')],
  ['Burgers', sceneHash('burgers', 'method=pinn', 'grid.n=32', `recipes.pinn=${NETWORK}`)],
];

/**
 * What may grow from the fitted line's beginning to its end. A leak of 20 kB a change would be 2 MB more in a heap; one
 * listener or one node a change a hundred.
 */
const SLACK: Readonly<Record<keyof Held, number>> = { page: 2 ** 20, worker: 2 ** 20, listeners: 20, nodes: 50 };

it('two hundred changes of the scene leave nothing on the GPU, nor in the heaps of page and worker', () =>
  stage.open({ hash: SCENES.at(-1)![1], viewport: PHONE }, async (studio) => {
    await studio.untilDrawn();
    const heaps = await Heaps.of(studio);
    const before: Record<string, unknown> = {};
    const held: [number, Held][] = [];
    let settled = 0;
    for (let round = 0; round < ROUNDS; round++) {
      for (const [title, hash] of SCENES) {
        await change(studio, title, hash);
        if (round > 1) await eventually(() => alive(studio), 10_000).toEqual(before[title]);
        else before[title] = await alive(studio);
      }
      // Some kernels are needed now and then only; each is compiled once.
      if (round < SETTLED) settled = (await studio.diagnostics()).pipelinesCreated!;
      held.push([round, await heaps.look()]);
    }
    expect((await studio.diagnostics()).pipelinesCreated).toBe(settled);
    expect(await studio.notices.allInnerTexts()).toEqual([]);
    for (const key of Object.keys(SLACK) as (keyof Held)[]) {
      const growth = growthOf(held.slice(SETTLED).map(([round, look]) => [round, look[key]]));
      record('Two hundred changes of the scene in a page', { of: key, growth, allowed: SLACK[key] });
      expect(growth, key).toBeLessThan(SLACK[key]);
    }
  }));

/** Opens a scene by its link in place of the present one, lets it run until it is drawn, and pauses it. */
async function change(studio: StudioPage, title: string, hash: string): Promise<void> {
  const { page } = studio;
  const { pictures: seen } = await studio.diagnostics();
  await page.evaluate((text) => {
    location.hash = text;
  }, hash);
  await eventually(() => page.locator('.scene-title').innerText()).toContain(title);
  await studio.untilStep(1);
  await eventually(async () => (await studio.diagnostics()).pictures).toBeGreaterThan(seen!);
  await page.evaluate(pause);
  await studio.rest();
  // The last picture is under way.
  await page.waitForTimeout(200);
}

/** What stands on the GPU. */
async function alive(studio: StudioPage) {
  const { bytesAlive, buffersAlive } = await studio.diagnostics();
  return { bytesAlive, buffersAlive };
}

/** In the page: pauses a run, unless it has come to its end by itself. */
function pause(): void {
  const button = document.querySelector<HTMLButtonElement>('.run-button')!;
  if (button.textContent === 'Pause') button.click();
}
