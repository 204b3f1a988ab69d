import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { EngineApi, Envelope } from '../src/worker/protocol';
import { launchBrowser } from './browser';
import { SMALL } from './scenes';
import { type Site, serve } from './server';

/** Where the built page lies: `dist`, or the folder that NABLAB_SITE names. */
export const DIST = process.env.NABLAB_SITE ?? fileURLToPath(new URL('../dist', import.meta.url));

export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

/** Software adapters draw and compile slowly: every time limit meant for a user's machine is multiplied by this. */
export const SLACK = 5;

/** Serves the built page. Throws where it was not built. */
export function serveStudio(): Promise<Site> {
  if (!existsSync(`${DIST}/index.html`)) throw new Error(`${DIST} has no page: run npm run build first.`);
  return serve(DIST);
}

/** An assertion on something that takes its time to come true. */
export function eventually<T>(look: () => T | Promise<T>, timeout = 60_000) {
  return expect.poll(look, { timeout, interval: 50 });
}

/** A number once it has kept its value over ten looks: sizes change while parts of the page make room. */
export async function steady(look: () => Promise<number>): Promise<number> {
  let [value, same] = [await look(), 0];
  await eventually(async () => {
    const before = value;
    value = await look();
    same = value === before ? same + 1 : 0;
    return same;
  }).toBeGreaterThanOrEqual(10);
  return value;
}

export interface OpenOptions extends BrowserContextOptions {
  /** Location hash with its `#`. */
  readonly hash?: string;
  /** Runs in the page before its own scripts. */
  readonly before?: () => void;
  /** Runs before the page is opened. */
  readonly prepare?: (context: BrowserContext) => Promise<void>;
  /** What may be said on the console, as parts of messages. */
  readonly expected?: readonly string[];
}

/** An open studio, and what its tests look at. */
export class StudioPage {
  readonly page: Page;
  /** Errors and violations that nobody expected. */
  readonly problems: string[] = [];
  /** When the navigation began, by `Date.now()`. */
  readonly began = Date.now();

  constructor(page: Page) {
    this.page = page;
  }

  get runButton(): Locator {
    return this.page.locator('.run-button');
  }

  /** Picture `index`, with whatever is drawn over it. */
  picture(index = 0): Locator {
    return this.page.locator('.pane-view').nth(index);
  }

  get notices(): Locator {
    return this.page.locator('.notice');
  }

  /** The step that the page shows. */
  async step(): Promise<number> {
    const text = await this.page.locator('.clock').innerText();
    return Number(/step\s*([\d\s.,\u2009\u202f]+?)(?:\s*t\b|$)/s.exec(text)?.[1]?.replace(/\D/g, '') ?? Number.NaN);
  }

  /** Resolves when the page shows at least that step. */
  async untilStep(step: number, timeout?: number): Promise<void> {
    await eventually(() => this.step(), timeout).toBeGreaterThanOrEqual(step);
  }

  /** Resolves when a field has been drawn; milliseconds since the navigation. */
  async untilDrawn(): Promise<number> {
    await this.picture().waitFor();
    await eventually(async () => (await this.diagnostics()).pictures).toBeGreaterThan(0);
    return Date.now() - this.began;
  }

  /** Pauses by the button; the step at which it rests. */
  async pause(): Promise<number> {
    await this.page.getByRole('button', { name: 'Pause', exact: true }).click();
    return this.rest();
  }

  /** Lets it run where it rests. */
  async run(): Promise<void> {
    // While a scene is opened the button rests, and says what it will do then.
    await eventually(() => this.runButton.isEnabled()).toBe(true);
    if ((await this.runButton.textContent()) === 'Run') await this.runButton.click();
    await this.untilStep((await this.step()) + 2);
  }

  /** Resolves when what was asked of the engine is done and the page shows its step; that step. */
  async rest(): Promise<number> {
    // Profiles wait for their turn behind commands and steps under way.
    await this.ask('profiles');
    const step = (await this.ask('ping')) as number;
    await eventually(() => this.step()).toBe(step);
    return step;
  }

  /** The engine's counters; empty while there is no engine. */
  async diagnostics(): Promise<Readonly<Record<string, number>>> {
    return ((await this.ask('diagnostics')) ?? {}) as Record<string, number>;
  }

  /** Calls the engine in its worker beside the page's own calls, without arguments. */
  async call(name: keyof EngineApi): Promise<Envelope<unknown>> {
    return (await this.page.evaluate(callWorker, name)) as Envelope<unknown>;
  }

  /** The same for what it replies; undefined where it failed. */
  private async ask(name: keyof EngineApi): Promise<unknown> {
    const envelope = await this.call(name);
    return envelope.ok ? envelope.value : undefined;
  }
}

/** Opens the studio; whoever opens it closes the context of its page. */
async function openStudio(browser: Browser, site: Site, options: OpenOptions): Promise<StudioPage> {
  const { hash, before, prepare, expected, ...own } = options;
  // Whoever does not test it is spared the service worker's downloads.
  const quiet = { viewport: DESKTOP, reducedMotion: 'no-preference', serviceWorkers: 'block' } as const;
  return openStudioIn(await browser.newContext({ ...quiet, ...own }), site, { hash, before, prepare, expected });
}

type PageOptions = { readonly [K in 'hash' | 'before' | 'prepare' | 'expected']?: OpenOptions[K] | undefined };

/** Opens the studio in a tab of its own; whoever opens it closes the tab. */
export async function openStudioIn(
  context: BrowserContext,
  site: Site,
  { hash = SMALL, before, prepare, expected = [] }: PageOptions,
): Promise<StudioPage> {
  await context.addInitScript(keepWorkers);
  if (before) await context.addInitScript(before);
  await prepare?.(context);
  const studio = await watch(await context.newPage(), expected);
  await studio.page.goto(`${site.url}${hash}`);
  return studio;
}

/** Opens the studio, lets `test` use it, and fails where the page said or did something wrong meanwhile. */
export async function withStudio(
  browser: Browser,
  site: Site,
  options: OpenOptions,
  test: (studio: StudioPage) => Promise<void>,
): Promise<void> {
  const studio = await openStudio(browser, site, options);
  try {
    await test(studio);
    expect(studio.problems).toEqual([]);
  } finally {
    await studio.page.context().close();
  }
}

/** The served page for the tests of a file that start browsers of their own. */
export function sharedSite(): { readonly site: Site } {
  const shared = {} as { site: Site };
  beforeAll(async () => {
    shared.site = await serveStudio();
  });
  afterAll(() => shared.site?.close());
  return shared;
}

/** The served page and a browser for the tests of a file. */
export function sharedStudio() {
  const shared = sharedSite() as { readonly site: Site; browser: Browser };
  beforeAll(async () => {
    shared.browser = await launchBrowser();
  });
  afterAll(() => shared.browser?.close());
  return Object.assign(shared, {
    open: (options: OpenOptions, test: (studio: StudioPage) => Promise<void>) =>
      withStudio(shared.browser, shared.site, options, test),
    /**
     * One page for all tests of a block, each of which goes on where the one before left it: opening takes seconds.
     * A test fails where the page said or did something wrong while it had it.
     */
    passOn(options: OpenOptions) {
      let studio: StudioPage;
      beforeAll(async () => {
        studio = await openStudio(shared.browser, shared.site, options);
      });
      afterAll(() => studio?.page.context().close());
      return (test: (studio: StudioPage) => Promise<void>) => async () => {
        await test(studio);
        expect(studio.problems.splice(0)).toEqual([]);
      };
    },
  });
}

async function watch(page: Page, expected: readonly string[]): Promise<StudioPage> {
  const studio = new StudioPage(page);
  const note = (kind: string, text: string): void => {
    if (!expected.some((part) => text.includes(part))) studio.problems.push(`${kind}: ${text}`);
  };
  page.on('console', (message) => {
    if (message.type() === 'error') note('console', message.text());
  });
  page.on('pageerror', (error) => note('page', error.message));
  page.on('crash', () => note('page', 'the page crashed'));
  await page.exposeFunction('noteViolation', (text: string) => note('content security policy', text));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const { noteViolation } = globalThis as unknown as { noteViolation(text: string): void };
      noteViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  return studio;
}

/** In the page: keeps the workers it starts where {@link callWorker} finds them. */
function keepWorkers(): void {
  const kept: Worker[] = [];
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      kept.push(this);
    }
  };
  Object.assign(globalThis, { keptWorkers: kept });
}

/** In the page: one call to the newest worker in comlink's words, beside those of the page. */
function callWorker(name: string): Promise<unknown> {
  const { keptWorkers } = globalThis as unknown as { keptWorkers: Worker[] };
  const worker = keptWorkers.at(-1);
  if (!worker) return Promise.resolve({ ok: false });
  const id = `test ${Math.random()}`;
  return new Promise((resolve) => {
    const hear = ({ data }: MessageEvent): void => {
      if (data?.id !== id) return;
      worker.removeEventListener('message', hear);
      resolve(data.value);
    };
    worker.addEventListener('message', hear);
    worker.postMessage({ id, type: 'APPLY', path: [name], argumentList: [] });
  });
}
