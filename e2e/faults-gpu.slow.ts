import type { Browser } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { launchBrowser } from './browser';
import {
  CRASHES_ALLOWED,
  crashAndRecover,
  crashGpu,
  keepLosses,
  lossesOf,
  tamper,
  untilItMoves,
  untilSaid,
  WORKER,
} from './faults';
import { SMALL, sceneHash } from './scenes';
import { eventually, type StudioPage, sharedSite, withStudio } from './studio';

const stage = sharedSite();
/** A loss so long after the last one is a first one again, ms; see src/worker/recovery.ts. */
const SETTLED = 61_000;
/** Kernels of a training compile for tens of seconds on a software adapter. */
const PATIENCE = 100_000;

async function withBrowser(flags: readonly string[], test: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await launchBrowser({ flags });
  try {
    await test(browser);
  } finally {
    await browser.close();
  }
}

describe('a training whose GPU process crashes', () => {
  it('goes on from the state that was kept last, on the same curve of its loss', () =>
    withBrowser(CRASHES_ALLOWED, async (browser) => {
      const hash = sceneHash(
        'poisson',
        'method=pinn',
        'grid.n=32',
        'recipes.pinn={"layers":1,"width":8,"points":120,"redraw":0,"iterations":100000}',
      );
      await withStudio(browser, stage.site, { hash, before: keepLosses }, async (studio) => {
        await studio.untilStep(3, PATIENCE);
        // To pause keeps the state.
        const kept = await studio.pause();
        await studio.runButton.click();
        await studio.untilStep(kept + 4);
        await crashGpu(browser);
        const said = await untilSaid(studio, /goes on from step [1-9]/, PATIENCE);
        const from = Number(/from step (\d+)/.exec(said)?.[1]);
        expect(from).toBeGreaterThanOrEqual(kept);
        const before = Math.max(...(await lossesOf(studio)).keys());
        await studio.untilStep(Math.max(before, kept + 4) + 2, PATIENCE);
        const again = [...(await lossesOf(studio))].filter(([step, { length }]) => step > from && length > 1);
        for (const [, [first, second]] of again) {
          expect(Math.abs(second! - first!)).toBeLessThanOrEqual(1e-6 * Math.abs(first!));
        }
        // Steps that were made twice gave the very same where none is left over.
        const losses = await lossesOf(studio);
        const steps = [...losses.keys()].sort((a, b) => a - b);
        expect(steps[0]).toBeLessThan(from);
        expect(losses.get(steps.at(-1)!)!.at(-1)).toBeLessThan(losses.get(steps[0]!)![0]!);
      });
    }));
});

describe('a GPU process that crashes twice', () => {
  it('more than a minute apart, shows moving pictures after each', () =>
    withBrowser(CRASHES_ALLOWED, async (browser) => {
      await withStudio(browser, stage.site, { hash: SMALL }, async (studio) => {
        await untilItMoves(studio);
        const { buffersAlive } = await studio.diagnostics();
        await crashAndRecover(browser, studio);
        await untilItMoves(studio);
        await studio.page.waitForTimeout(SETTLED);
        await crashAndRecover(browser, studio);
        await untilItMoves(studio);
        // Those of the solver and those of the pictures.
        await eventually(async () => (await studio.diagnostics()).buffersAlive).toBe(buffersAlive);
      });
    }));

  it('ends the engine with advice, and a reload is enough', () =>
    withBrowser([], async (browser) => {
      const prepare = (context: Parameters<typeof tamper>[0]) =>
        tamper(context, WORKER, (code) => `(${countAdapters})();\n${code}`);
      await withStudio(browser, stage.site, { hash: SMALL, prepare }, async (studio) => {
        await studio.untilStep(10);
        await crashGpu(browser);
        await untilSaid(studio, /The GPU is back/);
        await studio.untilStep(12);
        await crashGpu(browser);
        const absent = studio.page.locator('.absent');
        await absent.waitFor();
        expect(await absent.innerText()).toMatch(/stopped.*twice in a row.*scene is kept/s);
        expect(await absent.innerText()).toContain('browser’s own button');
        // It asks for no adapter any more, and what was made can be taken away.
        const asked = await adaptersAsked(studio);
        await studio.page.waitForTimeout(12_000);
        expect(await adaptersAsked(studio)).toBe(asked);
        await studio.page.getByRole('button', { name: 'Share' }).click();
        await studio.page.getByRole('dialog', { name: 'Share' }).waitFor();
        await studio.page.keyboard.press('Escape');
        await studio.page.reload();
        await studio.untilStep(2);
        expect(await studio.page.locator('.scene-title').innerText()).toContain('Re 100');
      });
    }));
});

describe('a scene that cannot start', () => {
  it('for the want of memory, or for a kernel that does not compile, is named, and the present one goes on', () =>
    withBrowser([], async (browser) => {
      const options = {
        hash: SMALL,
        prepare: async (context: Parameters<typeof tamper>[0]) => {
          await tamper(context, WORKER, (code) => `(${withholdMemory})();\n${code}`);
          await tamper(context, /\/assets\/multigrid-[^/]*\.js$/, (code) =>
            code.replace('@compute', 'let mistake = 1 +;\n@compute'),
          );
        },
      };
      await withStudio(browser, stage.site, options, async (studio) => {
        const { page } = studio;
        const open = (hash: string) =>
          page.evaluate((text) => {
            location.hash = text;
          }, hash);
        await studio.untilStep(5);
        const { bytesAlive } = await studio.diagnostics();
        await page.evaluate(() => {
          (globalThis as unknown as { keptWorkers: Worker[] }).keptWorkers.at(-1)!.postMessage({ withhold: true });
        });
        await open(sceneHash('taylor-green', 'grid.n=40'));
        expect(await untilSaid(studio, /no .* left/)).toMatch(
          /grid\.n: The GPU has no .* MiB left for ".*use a smaller/,
        );
        await page.getByRole('button', { name: 'Dismiss' }).first().click();
        await page.evaluate(() => {
          (globalThis as unknown as { keptWorkers: Worker[] }).keptWorkers.at(-1)!.postMessage({ withhold: false });
        });
        expect((await studio.diagnostics()).bytesAlive).toBe(bytesAlive);

        await open(sceneHash('poisson', 'grid.n=32'));
        expect(await untilSaid(studio, /mistake/)).toMatch(/multigrid\/\w+:\d+:\d+: /);
        await page.getByRole('button', { name: 'Dismiss' }).first().click();
        expect(await page.locator('.scene-title').innerText()).toContain('Re 100');
        await studio.untilStep((await studio.step()) + 5);

        await open(sceneHash('taylor-green', 'grid.n=40'));
        await eventually(() => page.locator('.scene-title').innerText()).toContain('Taylor');
        await studio.untilStep(2);
      });
    }));
});

describe('a tab that is frozen', () => {
  it('makes no step meanwhile, catches nothing up, and raises no alarm', () =>
    withBrowser([], async (browser) => {
      await withStudio(browser, stage.site, { hash: SMALL }, async (studio) => {
        await studio.untilDrawn();
        await studio.untilStep(20);
        await studio.page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
        const session = await studio.page.context().newCDPSession(studio.page);
        await session.send('Page.setWebLifecycleState', { state: 'frozen' });
        await new Promise((resolve) => setTimeout(resolve, 4_000));
        await session.send('Page.setWebLifecycleState', { state: 'active' });
        const woken = await studio.step();
        await studio.untilStep(woken + 20);
        expect(await studio.notices.count()).toBe(0);
      });
    }));
});

/** In the worker, before its script: while it is told to, each field asks for all the memory that one buffer may have. */
function withholdMemory(): void {
  const create = GPUDevice.prototype.createBuffer;
  let isWithheld = false;
  addEventListener('message', ({ data }) => {
    if (typeof data?.withhold === 'boolean') isWithheld = data.withhold;
  });
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const isField = (descriptor.usage & GPUBufferUsage.STORAGE) !== 0 && descriptor.size > 4_000;
    const size = isWithheld && isField ? this.limits.maxBufferSize : descriptor.size;
    return create.call(this, { ...descriptor, size });
  };
}

/** In the worker, before its script: counts the adapters that are asked for. */
function countAdapters(): void {
  let count = 0;
  const request = GPU.prototype.requestAdapter;
  GPU.prototype.requestAdapter = function (options) {
    count++;
    return request.call(this, options);
  };
  addEventListener('message', ({ data }) => data?.adapters?.postMessage(count));
}

function adaptersAsked({ page }: StudioPage): Promise<number> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        const worker = (globalThis as unknown as { keptWorkers: Worker[] }).keptWorkers.at(-1)!;
        worker.postMessage({ adapters: port2 }, [port2]);
      }),
  );
}
