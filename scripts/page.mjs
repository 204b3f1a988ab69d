// The build step of `npm test`, in a process of its own: it ends with an error where the page cannot be built.
import { buildPage } from './lib/build.mjs';

await buildPage();
