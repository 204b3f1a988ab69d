import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { EngineApi, Envelope, ShownField } from '../src/worker/protocol';
import { differing, rgbaOf } from './likeness';
import { sceneHash } from './scenes';
import { eventually, type StudioPage, sharedStudio } from './studio';

/** Pictures and numbers as they were when somebody looked at them last; UPDATE=1 writes them. */
const STORED = fileURLToPath(new URL('looks/', import.meta.url));
const UPDATE = process.env.UPDATE === '1';
const SIZE = 128;
/** Of the pixels so many may differ visibly: another version of the rasteriser moves edges by a hair. */
const MOST_PIXELS = 0.003;
/** Kept numbers are those of f32 fields, which another order of sums moves in the last bits; relative. */
const KEPT = 1e-4;

interface View {
  readonly preset: string;
  readonly settings: readonly string[];
  readonly pane: Readonly<Record<string, unknown>>;
  /** The largest relative error against the scene's exact solution, where it has one: that of this grid, by its order. */
  readonly error?: number;
}

const VIEWS: Readonly<Record<string, View>> = {
  // Second order: (7 pi h)^2 / 12 of the finest wave is 1.0 % on 64 cells; that wave is a fifth of the field.
  map: {
    ...{ preset: 'poisson', settings: ['grid.n=64'], error: 0.01 },
    pane: { field: 'u', contours: true, range: [-1.5, 1.5] },
  },
  surface: {
    ...{ preset: 'poisson', settings: ['grid.n=64'], error: 0.01 },
    pane: { field: 'u', mode: 'surface', range: [-1.5, 1.5] },
  },
  // Second order: h^2 / 6 of the wave number 1 is 0.6 % on 32 cells. Streamlines and particles move all the time.
  flow: {
    ...{ preset: 'taylor-green', settings: ['grid.n=32', 'coordinates.t=[0,0.2]'], error: 0.01 },
    pane: { field: 'speed', arrows: true, range: [0, 1] },
  },
  body: {
    ...{ preset: 'cylinder-re20', settings: ['grid.n=110', 'coordinates.t=[0,0.05]'] },
    pane: { field: 'vorticity', contours: true, range: [-20, 20] },
  },
  'over time': {
    ...{ preset: 'kdv', settings: ['grid.n=128'] },
    pane: { field: 'u', contours: true, range: [-1, 3] },
  },
};

const stage = sharedStudio();
const kept: Record<string, Record<string, number>> = UPDATE
  ? {}
  : JSON.parse(readFileSync(`${STORED}numbers.json`, 'utf8'));
afterAll(() => {
  if (UPDATE) writeFileSync(`${STORED}numbers.json`, `${JSON.stringify(kept, null, 2)}\n`);
});

describe('what is drawn', () => {
  it.each(Object.entries(VIEWS))('%s: the field has its numbers, and the picture its pixels', (name, view) => {
    const { preset, settings, pane, error } = view;
    const hash = sceneHash(preset, ...settings, `view.panes=${JSON.stringify([pane])}`);
    return stage.open({ hash, colorScheme: 'light' }, async (studio) => {
      await studio.untilDrawn();
      await studio.page.locator('.state', { hasText: /Finished|Solved/ }).waitFor({ timeout: 100_000 });
      if (error !== undefined) {
        const metrics = await ask<Record<string, { value: number }>>(studio, 'measure');
        expect(metrics.relL2!.value).toBeLessThan(error);
      }
      const numbers = numbersOf(await ask<ShownField>(studio, 'field', pane.field));
      if (UPDATE) kept[name] = numbers;
      for (const [key, value] of Object.entries(numbers)) {
        expect(Math.abs(value - kept[name]![key]!), `${name}: ${key}`).toBeLessThanOrEqual(KEPT * kept[name]!.size!);
      }
      const png = await drawn(studio);
      const file = `${STORED}${name.replace(' ', '-')}.png`;
      if (UPDATE || !existsSync(file)) {
        expect(UPDATE, `${file} is missing: UPDATE=1 writes it, then look at it`).toBe(true);
        writeFileSync(file, png);
      }
      const [now, before] = [await rgbaOf(stage.browser, png), await rgbaOf(stage.browser, readFileSync(file))];
      expect(now.length).toBe(4 * SIZE * SIZE);
      expect(differing(now, before)).toBeLessThanOrEqual(MOST_PIXELS);
    });
  });

  it('looks unlike anything else in the same colours', async () => {
    const picture = (name: string) => rgbaOf(stage.browser, readFileSync(`${STORED}${name}.png`));
    expect(differing(await picture('map'), await picture('surface'))).toBeGreaterThan(0.1);
  });
});

function numbersOf({ values }: ShownField): Record<string, number> {
  const own = values.filter(Number.isFinite);
  const size = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0) / own.length);
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  return {
    values: own.length,
    size,
    mean,
    least: own.reduce((a, b) => Math.min(a, b)),
    largest: own.reduce((a, b) => Math.max(a, b)),
  };
}

/** The pane on a small canvas, once it is drawn alike twice: what fades in has come in then. */
async function drawn(studio: StudioPage): Promise<Buffer> {
  await ask(studio, 'resizePane', 0, [SIZE, SIZE]);
  let last = '';
  await eventually(async () => {
    const before = last;
    last = await captured(studio);
    return last === before;
  }).toBe(true);
  return Buffer.from(last, 'base64');
}

/** A call to the engine with arguments; what it replies. */
async function ask<T>({ page }: StudioPage, name: keyof EngineApi, ...given: readonly unknown[]): Promise<T> {
  const envelope = (await page.evaluate(callWith, [name, given] as const)) as Envelope<T>;
  expect(envelope).toMatchObject({ ok: true });
  return envelope.value as T;
}

/** PNG of the first pane, in base64. */
function captured({ page }: StudioPage): Promise<string> {
  return page.evaluate(callWith, ['capture', [0]] as const) as Promise<string>;
}

/** In the page: a call to the newest worker in comlink's words. Blobs come as base64, typed arrays as arrays. */
async function callWith([name, given]: readonly [string, readonly unknown[]]): Promise<unknown> {
  const worker = (globalThis as unknown as { keptWorkers: Worker[] }).keptWorkers.at(-1)!;
  const id = `test ${Math.random()}`;
  const envelope = await new Promise<{ ok: boolean; value?: unknown }>((resolve) => {
    const hear = ({ data }: MessageEvent): void => {
      if (data?.id !== id) return;
      worker.removeEventListener('message', hear);
      resolve(data.value);
    };
    worker.addEventListener('message', hear);
    const argumentList = given.map((value) => ({ type: 'RAW', value }));
    worker.postMessage({ id, type: 'APPLY', path: [name], argumentList });
  });
  const { value } = envelope;
  if (value instanceof Blob) {
    const bytes = new Uint8Array(await value.arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  }
  return envelope;
}
