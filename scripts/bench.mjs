// `npm run bench -- ...`: the benchmark, in headless Chromium on a page of its own and in Node.
import { pathToFileURL } from 'node:url';
import { findBrowser } from './lib/browser.mjs';
import { buildProgram } from './lib/build.mjs';

const browser = await findBrowser();
if (browser) process.env.CHROME_PATH = browser;
process.setSourceMapsEnabled(true);
await import(pathToFileURL(await buildProgram('bench', 'e2e/bench/main.ts')).href);
