// `npm run test:slow [-- FILTER ...]`: the slow tests and their report, docs/reports/slow.{json,md}.
// A filtered run renews only the tables and files that it ran.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './lib/browser.mjs';
import { fromRoot } from './lib/files.mjs';
import { renderReport } from './lib/report.mjs';
import { root, run, say, tool } from './lib/run.mjs';

const rowsFile = join(root, '.cache/slow.jsonl');
const resultFile = join(root, '.cache/slow.json');
const reportFile = join(root, 'docs/reports/slow.json');

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
const dirty =
  git('status', '--porcelain', '--untracked-files=no', '--', ':!docs/reports') === '' ? '' : ' with changes';
const made = { date: new Date().toISOString().slice(0, 10), commit: `${git('rev-parse', '--short', 'HEAD')}${dirty}` };

mkdirSync(join(root, '.cache'), { recursive: true });
mkdirSync(join(root, 'docs/reports'), { recursive: true });
rmSync(rowsFile, { force: true });
rmSync(resultFile, { force: true });

const browser = await findBrowser();
// The soak runs the built page; a build that is newer than its sources is kept.
if (browser && !run([process.execPath, 'scripts/page.mjs'])) process.exit(1);
const args = ['run', '--config', 'vitest.slow.config.ts', ...process.argv.slice(2)];
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`];
const ok = run([...tool('vitest'), ...args, ...reporters], browser ? { CHROME_PATH: browser } : {});

const report = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')) : { tables: {}, files: {} };
const fresh = new Set();
const lines = existsSync(rowsFile) ? readFileSync(rowsFile, 'utf8').trim().split('\n') : [];
for (const { table, row, adapter } of lines.map((line) => JSON.parse(line))) {
  if (!fresh.has(table)) report.tables[table] = { ...made, adapter, rows: [] };
  fresh.add(table);
  report.tables[table].rows.push(row);
}
const results = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')).testResults : [];
for (const { name, startTime, endTime, assertionResults } of results) {
  const count = (status) => assertionResults.filter((test) => test.status === status).length;
  report.files[fromRoot(name)] = {
    ...made,
    seconds: Math.round((endTime - startTime) / 1000),
    passed: count('passed'),
    failed: assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName),
  };
}
for (const file of Object.keys(report.files)) if (!existsSync(join(root, file))) delete report.files[file];
writeFileSync(reportFile, `${JSON.stringify(report, null, 2)}\n`);
writeFileSync(join(root, 'docs/reports/slow.md'), renderReport(report));
say('the report is docs/reports/slow.md: commit it with docs/reports/slow.json');
process.exit(ok ? 0 : 1);
