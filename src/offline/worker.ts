/** The built page for visits without a network. It runs as the site's service worker, `sw.js`. */

/** Paths of all built files, put in front of this script by the build. */
declare const BUILT: readonly string[];

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
/** What is used of `ServiceWorkerGlobalScope`, whose types exclude those of pages. */
interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
}

const worker = globalThis as unknown as Scope;
const CACHE = 'nablab';
/** What the studio may ask for; the rest (older fonts, weights, references, thumbnails) is kept once it was asked for. */
const NEEDED = /\.(html|js|css|woff2|svg|webmanifest)$/;
/** The name holds the hash of the contents: such a file never changes. */
const HASHED = /^assets\//;

const root = worker.registration.scope;
const built = new Set(BUILT);
const address = (path: string): string => new URL(path, root).href;

worker.addEventListener('install', (event) => event.waitUntil(fill()));
worker.addEventListener('activate', (event) => event.waitUntil(clean()));
worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method !== 'GET' || !url.startsWith(root)) return;
  const path = new URL(url).pathname.slice(new URL(root).pathname.length) || 'index.html';
  if (!built.has(path) && !HASHED.test(path)) return;
  event.respondWith(HASHED.test(path) ? keptOrFetched(path) : fetchedOrKept(path, event.request));
});

/** Fetches what is not there yet: all of it, or this version does not come into use. */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  const missing = BUILT.filter((path) => NEEDED.test(path) && !(HASHED.test(path) && kept.has(address(path))));
  await cache.addAll(
    missing.map((path) => new Request(address(path), { cache: HASHED.test(path) ? 'default' : 'no-cache' })),
  );
}

/** No page of an older version is open any more: what only it needed goes. */
async function clean(): Promise<void> {
  const cache = await caches.open(CACHE);
  const wanted = new Set(BUILT.map(address));
  await Promise.all((await cache.keys()).map((request) => wanted.has(request.url) || cache.delete(request)));
  await worker.clients.claim();
}

async function keptOrFetched(path: string): Promise<Response> {
  return (await kept(path)) ?? fetchedOrKept(path, new Request(address(path)));
}

/** The newest where there is a network, so that an update is seen at the next visit. */
async function fetchedOrKept(path: string, request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    // A full disk is no reason to answer nothing.
    if (answer.status === 200) await keep(path, answer.clone()).catch(() => {});
    return answer;
  } catch {
    return (await kept(path)) ?? Response.error();
  }
}

async function kept(path: string): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(address(path));
}

async function keep(path: string, answer: Response): Promise<void> {
  await (await caches.open(CACHE)).put(address(path), answer);
}
