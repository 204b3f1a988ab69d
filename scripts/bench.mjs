// `npm run bench -- ...`: the benchmark, in headless Chromium on the built page and in Node.
import { pathToFileURL } from 'node:url';
import { findBrowser } from './lib/browser.mjs';
import { buildPage, buildProgram } from './lib/build.mjs';

const browser = await findBrowser();
if (browser) process.env.CHROME_PATH = browser;
await buildPage();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(await buildProgram('bench', 'e2e/bench/main.ts')).href);
