import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from './browser';
import type { Site } from './server';
import { DESKTOP, PHONE, serveStudio } from './studio';

let site: Site;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  [site, browser] = await Promise.all([serveStudio(), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function open(query: string, viewport = DESKTOP, colorScheme: 'light' | 'dark' = 'light') {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`${site.url}?bench=${query}`);
  await page.getByRole('heading', { name: 'Benchmark' }).waitFor();
  return { page, problems, context };
}

const isDone = (page: Page) => page.getByRole('button', { name: 'Run again' }).waitFor({ timeout: 60_000 });

it('times workloads on the visitor’s adapter, beside its limits, and copies what --compare reads', async () => {
  const { page, problems, context } = await open('poisson-64,evolve-burgers-1024');
  await page.getByRole('button', { name: 'Start' }).click();
  await isDone(page);
  await page.screenshot({ path: '.cache/e2e/bench-desktop.png' });
  await page.getByRole('button', { name: 'Copy result' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const report = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  expect(report.rows.map(({ workload }: { workload: string }) => workload)).toEqual([
    'poisson-64',
    'evolve-burgers-1024',
  ]);
  for (const row of report.rows) {
    expect(row.ms).toBeGreaterThan(0);
    expect(row.samples).toHaveLength(5);
    expect(row.dispatchesPerStep).toBeGreaterThan(0);
  }
  expect(report.adapter).toMatch(/swiftshader|llvmpipe|SwiftShader/i);
  expect(await page.locator('.bench-part small').allTextContents()).toHaveLength(2);
  expect(problems).toEqual([]);
  await context.close();
});

it('offers seven workloads by default, fits a phone, and says which names it does not know', async () => {
  const { page, context } = await open('1', PHONE, 'dark');
  expect(await page.locator('.bench-row').count()).toBe(7);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
  await page.screenshot({ path: '.cache/e2e/bench-phone.png', fullPage: true });
  // No engine beside it: its worker was not asked for.
  expect(site.served.some((path) => /^assets\/worker-/.test(path))).toBe(false);
  await page.goto(`${site.url}?bench=nothing`);
  await page.getByText('There is no workload nothing').waitFor();
  await context.close();
});
