import type { CDPSession } from 'playwright-core';
import { expect, it } from 'vitest';
import { record } from '../tests/report';
import { launchBrowser } from './browser';
import { sceneHash } from './scenes';
import { serveStudio, withStudio } from './studio';

/** Stays unsteady for longer than this test. */
const RESTLESS = sceneHash('cavity-re3200', 'grid.n=32');
const STEPS = 2_000;
const PATIENCE_MS = 600_000;
/** Growth of a heap after collection that is not a leak: caches and compiled code come and go. */
const HEAP_SLACK = 2 ** 20;

it('keeps the memory of GPU, worker and page flat while it runs', async () => {
  const browser = await launchBrowser();
  const site = await serveStudio();
  try {
    await withStudio(browser, site, { hash: RESTLESS }, async (studio) => {
      await studio.untilDrawn();
      const heaps = await Heaps.of(await studio.page.context().newCDPSession(studio.page));
      await studio.untilStep(300, PATIENCE_MS);
      const look = async () => ({
        step: await studio.step(),
        gpu: (await studio.diagnostics()).bytesAlive!,
        worker: await heaps.worker(),
        page: await heaps.page(),
      });
      const before = await look();
      const rows = [before];
      for (let step = before.step; step < before.step + STEPS; ) {
        await studio.untilStep(step + STEPS / 4, PATIENCE_MS);
        rows.push(await look());
        step = rows.at(-1)!.step;
      }
      for (const { step, gpu, worker, page } of rows) {
        record('Memory of the running studio', {
          step,
          'GPU [B]': gpu,
          'worker heap [B]': worker,
          'page heap [B]': page,
        });
      }
      const after = rows.at(-1)!;
      expect(after.gpu).toBe(before.gpu);
      expect(after.worker - before.worker).toBeLessThan(HEAP_SLACK);
      // The page keeps the series of its charts: some hundred bytes a report.
      expect(after.page - before.page).toBeLessThan(4 * HEAP_SLACK);
    });
  } finally {
    await browser.close();
    await site.close();
  }
});

/** JavaScript heaps in use after a collection, bytes, of a page and of its first worker. */
class Heaps {
  readonly #session: CDPSession;
  readonly #worker: string;
  #calls = 0;

  private constructor(session: CDPSession, worker: string) {
    this.#session = session;
    this.#worker = worker;
  }

  static async of(session: CDPSession): Promise<Heaps> {
    const attached = new Promise<string>((resolve) => {
      session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
        if (targetInfo.type === 'worker') resolve(sessionId);
      });
    });
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    return new Heaps(session, await attached);
  }

  async page(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    return (await this.#session.send('Runtime.getHeapUsage')).usedSize;
  }

  async worker(): Promise<number> {
    await this.#ask('HeapProfiler.collectGarbage');
    const { usedSize } = (await this.#ask('Runtime.getHeapUsage')) as { usedSize: number };
    return usedSize;
  }

  /** A call to the worker, whose session Playwright does not open: wrapped into calls of the page's. */
  #ask(method: string): Promise<unknown> {
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      const hear = ({ message }: { message: string }): void => {
        const answer = JSON.parse(message) as { id?: number; result?: unknown; error?: { message: string } };
        if (answer.id !== id) return;
        this.#session.off('Target.receivedMessageFromTarget', hear);
        if (answer.error) reject(new Error(answer.error.message));
        else resolve(answer.result);
      };
      this.#session.on('Target.receivedMessageFromTarget', hear);
      const message = JSON.stringify({ id, method });
      this.#session.send('Target.sendMessageToTarget', { sessionId: this.#worker, message }).catch(reject);
    });
  }
}
