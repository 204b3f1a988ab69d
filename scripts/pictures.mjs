// `npm run pictures [-- PRESET|studio|tour ...]`: takes the scenes' thumbnails, the README's pictures or those of the tour from the built studio.
import { pathToFileURL } from 'node:url';
import { findBrowser } from './lib/browser.mjs';
import { buildPage, buildProgram } from './lib/build.mjs';

const browser = await findBrowser();
if (browser) process.env.CHROME_PATH = browser;
// A page that was built elsewhere is taken as it is.
if (!process.env.NABLAB_SITE) await buildPage();
const name = process.argv[2] === 'tour' ? 'tour' : 'pictures';
await import(pathToFileURL(await buildProgram(name, `e2e/${name}.ts`)).href);
