import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applySettings, presetById } from '../scenes';
import { tamper, untilSaid, WORKER } from './faults';
import { SMALL } from './scenes';
import { serve } from './server';
import { DIST, eventually, type StudioPage, sharedStudio, withStudio } from './studio';

const stage = sharedStudio();

describe('the engine’s worker', () => {
  it('that does not load is told at once, and a reload is enough', () => {
    let isMissing = true;
    const options = {
      hash: SMALL,
      expected: ['404', 'Failed to load resource'],
      prepare: async (context: Parameters<typeof tamper>[0]) => {
        await context.route(WORKER, (route) => (isMissing ? route.fulfill({ status: 404 }) : route.continue()));
      },
    };
    return stage.open(options, async (studio) => {
      const absent = studio.page.locator('.absent');
      await absent.waitFor({ timeout: 15_000 });
      expect(await absent.innerText()).toMatch(/worker failed/);
      isMissing = false;
      await absent.getByRole('button', { name: 'Reload the page' }).click();
      await studio.untilStep(2);
    });
  });

  it('that throws on the way, or is killed, is started again by itself, once', () => {
    const options = {
      hash: SMALL,
      expected: ['a fault of the worker'],
      prepare: (context: Parameters<typeof tamper>[0]) =>
        tamper(
          context,
          WORKER,
          (code) => `addEventListener('message', ({ data }) => {
  if (data?.fault) setTimeout(() => { throw new Error('a fault of the worker'); });
});\n${code}`,
        ),
    };
    return stage.open(options, async (studio) => {
      await studio.untilStep(5);
      await studio.page.evaluate(() => {
        (globalThis as unknown as { keptWorkers: Worker[] }).keptWorkers.at(-1)!.postMessage({ fault: true });
      });
      await untilSaid(studio, /started again/);
      await studio.untilStep(5);
      // The second one is not started again: what kills one would kill the next.
      await studio.page.evaluate(() => {
        (globalThis as unknown as { keptWorkers: Worker[] }).keptWorkers.at(-1)!.terminate();
      });
      const absent = studio.page.locator('.absent');
      await absent.waitFor({ timeout: 15_000 });
      expect(await absent.innerText()).toMatch(/worker/);
    });
  });
});

describe('files from strangers', () => {
  const hostile = '<img src=x onerror="globalThis.attacked = true">';
  /** The scene with markup in every text that is shown. */
  const marked = (): string => {
    const scene = applySettings(presetById('cavity-re100').scene, ['grid.n=32']) as Record<string, unknown>;
    const parameters = { Re: { value: 100, range: [1, 1000], label: hostile, unit: hostile } };
    const profiles = [{ title: hostile, field: 'u', along: 'y', at: { x: 0.5 } }];
    const obstacles = [{ name: hostile, distance: 'hypot(x - 0.5, y - 0.5) - 0.1' }];
    const shown = { title: hostile, description: hostile, parameters, profiles, obstacles };
    return JSON.stringify({ ...scene, id: 'marked', ...shown });
  };

  it('that are no scenes, too large, or lie are refused in a line each; names with markup are shown as text', () =>
    stage.open({ hash: SMALL }, async (studio) => {
      const { page } = studio;
      await studio.untilStep(2);
      expect(await page.locator('.panel.method').innerText()).toContain('software GPU');
      const choose = (name: string, content: Buffer) =>
        page.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'application/json', buffer: content });
      /** The head of a picture of 30,000 x 30,000 pixels. */
      const picture = Buffer.from('89504e470d0a1a0a0000000d49484452000075300000753008060000', 'hex');
      const refused: readonly (readonly [string, Buffer])[] = [
        ['picture.json', picture],
        ['table.json', Buffer.from('x,y\n'.repeat(10_000_000))],
        ['huge.json', Buffer.alloc(5_000_000, '[')],
        ['deep.json', Buffer.from('['.repeat(100_000))],
        ['empty.json', Buffer.alloc(0)],
        ['proto.json', Buffer.from('{"__proto__":{"polluted":true},"version":1}')],
      ];
      for (const [name, content] of refused) {
        await choose(name, content);
        await eventually(() => studio.notices.count()).toBe(1);
        expect((await studio.notices.innerText()).length, name).toBeLessThan(260);
        await page.getByRole('button', { name: 'Dismiss' }).click();
        await eventually(() => studio.notices.count()).toBe(0);
      }
      await choose('marked.scene.json', Buffer.from(marked()));
      await eventually(() => page.locator('.scene-title').innerText()).toContain(hostile);
      await page.getByLabel(hostile).first().waitFor();
      await studio.untilStep(1);
      const harm = await page.evaluate(() => ({
        attacked: 'attacked' in globalThis,
        images: document.querySelectorAll('img[src="x"]').length,
        polluted: 'polluted' in {},
      }));
      expect(harm).toEqual({ attacked: false, images: 0, polluted: false });
    }));
});

it('a preset opens on a smaller grid on a software GPU, and that is said', () =>
  stage.open({ hash: '' }, async (studio) => {
    await studio.untilDrawn();
    await eventually(() => studio.page.locator('.panel.method').innerText()).toMatch(
      /software GPU: grid reduced from \d+ x \d+ to \d+ x \d+; choose the full grid/,
    );
  }));

describe('a panel that fails', () => {
  it('says so in its place, and the run goes on', () => {
    const options = {
      hash: SMALL,
      expected: ['boom'],
      prepare: (context: Parameters<typeof tamper>[0]) =>
        tamper(context, /\/assets\/(Coach|HelpDialog)-[^/]*\.js$/, (code) => {
          const names = [.../export\s*\{([^}]*)\}/.exec(code)![1]!.matchAll(/(\w+)(?:,|$)/g)].map(([, name]) => name);
          return `const fail = () => { throw new Error('boom'); };\nexport { ${names.map((own) => `fail as ${own}`).join(', ')} };`;
        }),
    };
    return stage.open(options, async (studio) => {
      await studio.untilDrawn();
      const { page } = studio;
      await page.keyboard.press('?');
      const failed = page.locator('.panel-failed');
      await eventually(() => failed.allInnerTexts()).toEqual(
        expect.arrayContaining([expect.stringMatching(/could not be shown: boom/)]),
      );
      await studio.untilStep((await studio.step()) + 5);
      const again = failed.first().getByRole('button', { name: 'Try again' });
      await again.click();
      await failed.first().getByRole('button', { name: 'Reload the page' }).waitFor();
      await page.screenshot({ path: '.cache/e2e/panel-failed.png' });
    });
  });
});

/** What static hosts and embedding pages send. */
const HEADERS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    'a strict policy and isolation',
    {
      'content-security-policy':
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; object-src 'none'; base-uri 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  ],
  [
    'trusted types, reported',
    { 'content-security-policy-report-only': "require-trusted-types-for 'script'; trusted-types default" },
  ],
];

it('the page names the hash of every file that it begins with', () => {
  const html = readFileSync(join(DIST, 'index.html'), 'utf8');
  const tags = [...html.matchAll(/<(?:script|link)\b[^>]*"\.\/(assets\/[^"]+)"[^>]*>/g)];
  expect(tags.length).toBeGreaterThan(1);
  for (const [tag, path] of tags) {
    const hash = createHash('sha384')
      .update(readFileSync(join(DIST, path!)))
      .digest('base64');
    expect(tag).toContain(`integrity="sha384-${hash}"`);
  }
});

describe('the page under headers', () => {
  it.each(HEADERS)('%s: it runs, and violates nothing', async (_, headers) => {
    const site = await serve(DIST, headers);
    try {
      await withStudio(stage.browser, site, { hash: SMALL }, async (studio) => {
        await studio.untilDrawn();
        await studio.untilStep(5);
        expect(await studio.page.evaluate(() => crossOriginIsolated)).toBe('cross-origin-embedder-policy' in headers);
        expect(studio.problems).toEqual([]);
        await expectNoMarkup(studio);
        studio.problems.length = 0;
      });
    } finally {
      await site.close();
    }
  });
});

/** Text cannot become markup, nor a string a script, whatever is asked for. */
async function expectNoMarkup({ page }: StudioPage): Promise<void> {
  const refused = await page.evaluate(() => {
    const element = document.createElement('div');
    const tries = [
      () => {
        element['innerHTML' as 'id'] = '<b>x</b>';
      },
      () => new Worker('https://example.com/worker.js'),
    ];
    return tries.map((attempt) => {
      try {
        attempt();
        return 'let through';
      } catch (error) {
        return (error as Error).name;
      }
    });
  });
  expect(refused).not.toContain('let through');
}
