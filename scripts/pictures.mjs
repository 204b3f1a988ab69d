// `npm run pictures [-- PRESET|studio ...]`: takes the scenes' thumbnails and the README's pictures from the built studio.
import { pathToFileURL } from 'node:url';
import { findBrowser } from './lib/browser.mjs';
import { buildPage, buildProgram } from './lib/build.mjs';

const browser = await findBrowser();
if (browser) process.env.CHROME_PATH = browser;
// A page that was built elsewhere is taken as it is.
if (!process.env.NABLAB_SITE) await buildPage();
await import(pathToFileURL(await buildProgram('pictures', 'e2e/pictures.ts')).href);
