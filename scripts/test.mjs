// `npm test`: the checks, the unit tests, the build and the page's tests. What cannot run here is named at the end.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findAdapter } from './lib/adapter.mjs';
import { findBrowser } from './lib/browser.mjs';
import { walk } from './lib/files.mjs';
import { testsWithGpu } from './lib/gpu-tests.mjs';
import { root, run, say, tool } from './lib/run.mjs';
import { mayInstall } from './lib/system.mjs';

const adapter = findAdapter();
const browser = await findBrowser();
const notRun = [];
const failed = [];
const counts = { passed: 0, failed: 0, skipped: 0 };

async function part(name, action) {
  say(`--- ${name}`);
  const start = Date.now();
  const before = counts.failed;
  const ok = await action();
  say(`--- ${name}: ${ok ? 'ok' : 'FAILED'} after ${Math.round((Date.now() - start) / 1000)} s`);
  if (ok) return;
  failed.push(name);
  // A part that fails without a failing test, as a check or a file that does not load, counts as one.
  if (counts.failed === before) counts.failed += 1;
}

function vitest(name, args) {
  const report = join(root, '.cache', `${name}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const ok = run([...tool('vitest'), 'run', ...args, ...reporters], browser ? { CHROME_PATH: browser } : {});
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'));
    counts.passed += result.numPassedTests;
    counts.failed += result.numFailedTests;
    counts.skipped += result.numPendingTests + result.numTodoTests;
  } catch {
    say(`${name}: vitest wrote no report`);
    return false;
  }
  return ok;
}

mkdirSync(join(root, '.cache'), { recursive: true });
say(`adapter in Node: ${adapter ?? 'none'}`);
say(`browser: ${browser ?? 'none'}`);

await part('checks', () => run([process.execPath, 'scripts/check.mjs']));
await part('unit tests', () => {
  const left = adapter ? [] : testsWithGpu();
  notRun.push(...left.map((file) => `${file} (no WebGPU adapter in Node)`));
  return vitest(
    'unit',
    left.flatMap((file) => ['--exclude', file]),
  );
});
await part('build', () => run([process.execPath, 'scripts/page.mjs']));
if (browser) {
  await part('page tests', () => vitest('e2e', ['--config', 'vitest.e2e.config.ts']));
} else {
  const left = walk('e2e').filter((file) => file.endsWith('.spec.ts'));
  notRun.push(...left.map((file) => `${file} (no Chrome or Chromium)`));
}

if (notRun.length > 0) {
  say(`NOT RUN:\n${notRun.map((line) => `  ${line}`).join('\n')}`);
  if (mayInstall()) failed.push('tests that did not run');
}
if (failed.length > 0) say(`FAILED: ${failed.join(', ')}`);
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exit(failed.length === 0 ? 0 : 1);
