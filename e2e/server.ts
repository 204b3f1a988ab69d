import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, relative, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** A folder served over HTTP on this machine alone. */
export interface Site {
  /** Address of the folder, with a slash at the end. */
  readonly url: string;
  /** Files that were served, in order, as paths in the folder. */
  readonly served: readonly string[];
  close(): Promise<void>;
}

/**
 * Serves a folder at the path `/sub/` of a free port, as static hosts serve a site that has no domain of its own.
 * @param headers sent with every file.
 */
export async function serve(folder: string, headers: Readonly<Record<string, string>> = {}): Promise<Site> {
  const served: string[] = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = normalize(join(folder, path.replace(/^\/sub\//, '').replace(/^$|\/$/, 'index.html')));
    try {
      if (!path.startsWith('/sub/') || !file.startsWith(folder + sep)) throw new Error('outside the site');
      const body = await readFile(file);
      served.push(relative(folder, file).replaceAll(sep, '/'));
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { ...headers, 'content-type': type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server got no port');
  return {
    url: `http://127.0.0.1:${address.port}/sub/`,
    served,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
