import type { CDPSession } from 'playwright-core';
import type { StudioPage } from './studio';

/** What a page holds on to after a collection. */
export interface Held {
  /** Bytes of the JavaScript heaps in use. */
  readonly page: number;
  readonly worker: number;
  readonly listeners: number;
  /** Nodes of the document. */
  readonly nodes: number;
}

/** JavaScript heaps, event listeners and nodes of a studio's page and its first worker, each after a collection. */
export class Heaps {
  readonly #session: CDPSession;
  readonly #worker: string;
  #calls = 0;

  private constructor(session: CDPSession, worker: string) {
    this.#session = session;
    this.#worker = worker;
  }

  static async of({ page }: StudioPage): Promise<Heaps> {
    const session = await page.context().newCDPSession(page);
    const attached = new Promise<string>((resolve) => {
      session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
        if (targetInfo.type === 'worker') resolve(sessionId);
      });
    });
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    await session.send('Performance.enable');
    return new Heaps(session, await attached);
  }

  async look(): Promise<Held> {
    await this.#session.send('HeapProfiler.collectGarbage');
    await this.#ask('HeapProfiler.collectGarbage');
    const { usedSize: worker } = (await this.#ask('Runtime.getHeapUsage')) as { usedSize: number };
    const { usedSize: page } = await this.#session.send('Runtime.getHeapUsage');
    const { metrics } = await this.#session.send('Performance.getMetrics');
    const metric = (name: string): number => metrics.find((one) => one.name === name)!.value;
    return { page, worker, listeners: metric('JSEventListeners'), nodes: metric('Nodes') };
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
