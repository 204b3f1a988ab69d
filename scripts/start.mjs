// `npm start`: builds the page and serves it on this machine alone. The port is PORT, or the first free one from 4173.
import { preview } from 'vite';
import { buildPage } from './lib/build.mjs';
import { root, say } from './lib/run.mjs';

const wish = process.env.PORT;
const port = Number(wish ?? 4173);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  say(`PORT must be a whole number from 1 to 65535, not "${wish}".`);
  process.exit(1);
}

await buildPage();

const { env, platform } = process;
const desktop = platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
const server = await preview({
  root,
  preview: { host: '127.0.0.1', port, strictPort: wish !== undefined, open: desktop && !env.CI },
}).catch((error) => {
  say(`cannot serve on port ${port}: ${error.message}`);
  process.exit(1);
});
say(`the studio is at ${server.resolvedUrls.local[0]} (Ctrl-C ends)`);
