import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * The built page loads nothing from elsewhere. Only the build: the dev server's refresh runs an inline script.
 * KaTeX places its glyphs by inline styles; small fonts come as data; HDF5 files are read and written by wasm
 * (docs/decisions/0016-wasm-for-hdf5.md). No text becomes markup or a script: src/main.ts has the one policy, which lets
 * the workers of this site pass.
 */
const contentSecurity: Plugin = {
  name: 'content-security',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      injectTo: 'head-prepend',
      attrs: {
        'http-equiv': 'Content-Security-Policy',
        content:
          "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; require-trusted-types-for 'script'; trusted-types default",
      },
    },
  ],
};

/** The page names the hash of every file that it begins with: a browser runs no other. */
const integrity: Plugin = {
  name: 'integrity',
  apply: 'build',
  writeBundle: {
    sequential: true,
    order: 'post',
    handler({ dir = '' }) {
      const page = join(dir, 'index.html');
      const html = readFileSync(page, 'utf8').replace(
        /<(?:script|link)\b[^>]*\s(?:src|href)="\.\/(assets\/[^"]+)"/g,
        (tag, path) => {
          const hash = createHash('sha384').update(readFileSync(join(dir, path)));
          return `${tag} integrity="sha384-${hash.digest('base64')}"`;
        },
      );
      writeFileSync(page, html);
    },
  },
};

const SERVICE_WORKER = 'sw.js';

/**
 * The service worker knows all built files by name; the page's hash makes each build another script, so that browsers
 * notice it.
 */
const offline: Plugin = {
  name: 'offline',
  apply: 'build',
  writeBundle: {
    sequential: true,
    order: 'post',
    handler({ dir = '' }) {
      const files = readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(dir.length + 1)
            .replaceAll('\\', '/'),
        )
        .filter((path) => path !== SERVICE_WORKER)
        .sort();
      const script = join(dir, SERVICE_WORKER);
      const page = createHash('sha256')
        .update(readFileSync(join(dir, 'index.html')))
        .digest('hex')
        .slice(0, 16);
      writeFileSync(script, `// ${page}\nconst BUILT=${JSON.stringify(files)};\n${readFileSync(script, 'utf8')}`);
    },
  },
};

const thumbnails = readdirSync(new URL('public/thumbnails', import.meta.url)).map((name) =>
  name.replace(/\.webp$/, ''),
);

export default defineConfig({
  // Relative, so that the built site works from any sub-path.
  base: './',
  plugins: [react(), contentSecurity, integrity, offline],
  worker: {
    format: 'es',
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'engine', tags: ['$initial'] }] } } },
  },
  // Presets that have a picture: nothing is asked for that is not there.
  define: { PICTURED: JSON.stringify(thumbnails) },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: { index: 'index.html', sw: 'src/offline/worker.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'sw' ? SERVICE_WORKER : 'assets/[name]-[hash].js'),
        // All that the first picture needs of the page as one file: many small ones compress worse.
        codeSplitting: { groups: [{ name: 'page', test: /src[\\/]page\.tsx$/ }] },
      },
    },
  },
});
