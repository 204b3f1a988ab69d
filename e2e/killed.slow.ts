import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { randomUniform } from '../solvers/base/random';
import { record } from '../tests/report';
import { type OwnBrowser, startOwnBrowser } from './browser';
import { sceneHash } from './scenes';
import { eventually, openStudioIn, type StudioPage, sharedSite } from './studio';

const stage = sharedSite();
/** NABLAB_KILLS shortens it; NABLAB_SEED repeats one that went wrong. */
const KILLS = Number(process.env.NABLAB_KILLS ?? 50);
const SEED = Number(process.env.NABLAB_SEED ?? Date.now() % 2 ** 31);
/** Goes on for longer than this test. */
const RESTLESS = sceneHash('cavity-re3200', 'grid.n=32', 'parameters.Re=1000');
/** A life ends within this, ms, and so do some while they begin. */
const [LONGEST_MS, BEGINNING_MS] = [5_000, 4_000];
const PATIENCE_MS = 60_000;
/** More files of states than of one run, of which one may be damaged and one is being written beside another. */
const MOST_FILES = 12;

/** The steps that were seen in a life, by the time since it was taken up. */
type Life = (readonly [ms: number, step: number])[];

it('a browser that is killed at fifty random moments takes the scene and its run up again', async () => {
  const random = seeded(SEED);
  const profile = await mkdtemp(join(tmpdir(), 'nablab-killed-'));
  console.log(`NABLAB_SEED=${SEED}`);
  let browser: OwnBrowser | null = null;
  /** The values that a parameter had, the newest last. */
  const values = ['1000'];
  let life: Life = [];
  let [damaged, lost] = [0, 0];
  try {
    for (let kill = 0; kill <= KILLS; kill++) {
      browser = await startOwnBrowser(profile, ['--window-size=1000,600']);
      const studio = await openStudioIn(browser.context, stage.site, { hash: RESTLESS });
      if (kill > 0 && kill < KILLS && random() < 0.15) {
        await studio.page.waitForTimeout(BEGINNING_MS * random());
        await browser.kill();
        continue;
      }
      if (kill === 0) await eventually(async () => (await files(studio)).length, PATIENCE_MS).toBeGreaterThan(0);
      else {
        const { said, from } = await takenUp(studio);
        if (/damaged/.test(said)) {
          damaged++;
          expect(said).toContain('The one before it is taken');
        }
        // No life takes back what one before it has kept, so that no more is lost than the last did.
        expect(from, `after kill ${kill} of seed ${SEED}`).toBeGreaterThanOrEqual(life[0]![1]);
        lost = Math.max(lost, lostIn(life, from));
        const value = await parameter(studio).inputValue();
        expect(values.slice(-2)).toContain(value);
        values.push(value);
        life = [[0, from]];
      }
      if (kill === KILLS) {
        const left = await files(studio);
        expect(left.length, left.join(' ')).toBeLessThan(MOST_FILES);
        break;
      }
      if (random() < 0.7) await studio.page.evaluate(restlessly);
      if (random() < 0.5) {
        values.push(String(1000 + kill));
        await parameter(studio).fill(values.at(-1)!);
        await parameter(studio).press('Enter');
      }
      await live(studio, life, LONGEST_MS * random());
      await browser.kill();
      expect(studio.problems).toEqual([]);
    }
    record('A browser that is killed while its run is kept', {
      ...{ kills: KILLS, seed: SEED, 'files cut': damaged, 'lost at most [s]': lost },
    });
  } finally {
    await browser?.kill();
    await rm(profile, { recursive: true, force: true });
  }
});

/** Lets it run for so long, and writes down its steps. */
async function live(studio: StudioPage, life: Life, ms: number): Promise<void> {
  const began = Date.now();
  for (let now = 0; now < ms; now = Date.now() - began) {
    life.push([now, await studio.step()]);
    await studio.page.waitForTimeout(Math.min(50, ms - now));
  }
}

/** Seconds from the step that a run goes on from to the end of the life before. */
function lostIn(life: Life, from: number): number {
  const last = life.at(-1)!;
  const [reached] = life.find(([, step]) => step >= from) ?? last;
  return (last[0] - reached) / 1000;
}

/** What is said when the run has been taken up, and the step that it goes on from. */
async function takenUp({ notices }: StudioPage): Promise<{ said: string; from: number }> {
  let said = '';
  await eventually(async () => {
    said = (await notices.allInnerTexts()).join('\n');
    return said;
  }, PATIENCE_MS).toMatch(/goes on from step \d/);
  return { said, from: Number(/goes on from step (\d+)/.exec(said)![1]) };
}

function parameter({ page }: StudioPage) {
  return page.getByLabel('Re, dimensionless');
}

/** In the page: pauses and goes on again and again; its state is kept whenever it rests. */
function restlessly(): void {
  setInterval(() => document.querySelector<HTMLButtonElement>('.run-button')?.click(), 400);
}

/** Names of the files of states. */
function files({ page }: StudioPage): Promise<string[]> {
  return page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('states').catch(() => null);
    const names: string[] = [];
    if (folder) for await (const name of folder.keys()) names.push(name);
    return names;
  });
}

/** Numbers in [0, 1), the same for the same seed. */
function seeded(seed: number): () => number {
  let counter = 0;
  return () => randomUniform(seed, counter++);
}
