import type { BrowserContext } from 'playwright-core';
import { expect, it } from 'vitest';
import { growthOf } from '../tests/growth';
import { record } from '../tests/report';
import { launchBrowser } from './browser';
import { Heaps, type Held } from './heaps';
import { sceneHash } from './scenes';
import { eventually, type StudioPage, serveStudio, withStudio } from './studio';

/** NABLAB_SOAK_MINUTES shortens it. */
const MINUTES = Number(process.env.NABLAB_SOAK_MINUTES ?? 30);
const LOOKS = 60;
/** Looks until caches, charts and what is kept of the past are full: eight minutes of thirty. */
const SETTLED = 16;
/** Of the looks so many come into the report. */
const TOLD = 6;
const PATIENCE_MS = 600_000;

/** Neither ends: a vortex street, drawn with particles, and a training, drawn as it learns. Each in a tab of its own. */
const SCENES = {
  flow: sceneHash('cylinder-re100', 'grid.n=160', 'parameters.Re=400', 'coordinates.t=[0,1e6]'),
  training: sceneHash('poisson-periodic', 'method=nsm', 'recipes.nsm.steps=1000000'),
};

/**
 * What may grow from the fitted line's beginning to its end. Compiled code and caches of the browser come and go by some
 * hundred kilobytes; on a slow machine the page's charts, which end at 2,048 moments, still fill. A leak of a kilobyte a
 * second would be 1.3 MB more than that. A notice that stands there brings listeners and nodes of its own.
 */
const SLACK: Readonly<Record<keyof Held, number>> = { page: 2 ** 21, worker: 2 ** 20, listeners: 50, nodes: 100 };

interface Look extends Held {
  readonly minute: number;
  readonly step: number;
  readonly bytes: number;
  readonly buffers: number;
}

it('keeps the memory of GPU, worker and page flat while it runs', async () => {
  const browser = await launchBrowser();
  const site = await serveStudio();
  try {
    const soaks = Object.entries(SCENES).map(async ([name, hash]) => {
      const looks: Look[] = [];
      const prepare = async (context: BrowserContext) => context.setDefaultTimeout(PATIENCE_MS);
      await withStudio(browser, site, { hash, prepare }, (studio) => soak(studio, looks));
      return [name, looks] as const;
    });
    const soaked = await Promise.all(soaks);
    for (const [name, looks] of soaked) tell(name, looks);
    for (const [name, looks] of soaked) judge(name, looks);
  } finally {
    await browser.close();
    await site.close();
  }
});

/** Lets a scene run, and looks at what it holds at equal distances. */
async function soak(studio: StudioPage, looks: Look[]): Promise<void> {
  await studio.untilStep(10, PATIENCE_MS);
  await eventually(async () => (await studio.diagnostics()).pictures, PATIENCE_MS).toBeGreaterThan(0);
  const heaps = await Heaps.of(studio);
  const began = Date.now();
  for (let k = 0; k <= LOOKS; k++) {
    const due = began + (k / LOOKS) * MINUTES * 60_000;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - Date.now())));
    const { bytesAlive, buffersAlive } = await studio.diagnostics();
    const minute = (Date.now() - began) / 60_000;
    const step = await studio.step();
    looks.push({ minute, step, bytes: bytesAlive!, buffers: buffersAlive!, ...(await heaps.look()) });
  }
}

function tell(name: string, looks: readonly Look[]): void {
  for (const { minute, step, bytes, buffers, page, worker, listeners, nodes } of looks.filter(
    (_, k) => k % TOLD === 0,
  )) {
    record('Memory of the running studio', {
      ...{ scene: name, minute: Math.round(minute), step, 'GPU [B]': bytes, 'buffers on the GPU': buffers },
      ...{ 'worker heap [B]': worker, 'page heap [B]': page, listeners, nodes },
    });
  }
  for (const key of Object.keys(SLACK) as (keyof Held)[]) {
    const growth = growthIn(looks, key);
    record('Growth by a fitted line over the last 22 minutes of 30', {
      ...{ scene: name, of: key, growth, allowed: SLACK[key] },
    });
  }
}

function judge(name: string, looks: readonly Look[]): void {
  // It ran all the time; a step that was too long takes a flow back by some.
  for (const [k, { step }] of looks.slice(1).entries()) {
    expect(step, `${name}, look ${k}`).not.toBe(looks[k]!.step);
  }
  const settled = looks.slice(SETTLED);
  expect(new Set(settled.map(({ bytes }) => bytes)).size, `${name}: bytes on the GPU`).toBe(1);
  expect(new Set(settled.map(({ buffers }) => buffers)).size, `${name}: buffers on the GPU`).toBe(1);
  for (const key of Object.keys(SLACK) as (keyof Held)[]) {
    expect(growthIn(looks, key), `${name}: ${key}`).toBeLessThan(SLACK[key]);
  }
}

function growthIn(looks: readonly Look[], key: keyof Held): number {
  return growthOf(looks.slice(SETTLED).map((look) => [look.minute, look[key]]));
}
