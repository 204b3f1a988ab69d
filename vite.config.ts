import { readdirSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/**
 * The built page loads nothing from elsewhere. Only the build: the dev server's refresh runs an inline script.
 * KaTeX places its glyphs by inline styles; small fonts come as data; HDF5 files are read and written by wasm
 * (docs/decisions/0016-wasm-for-hdf5.md).
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
          "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:",
      },
    },
  ],
};

const thumbnails = readdirSync(new URL('public/thumbnails', import.meta.url)).map((name) =>
  name.replace(/\.webp$/, ''),
);

export default defineConfig({
  // Relative, so that the built site works from any sub-path.
  base: './',
  plugins: [react(), contentSecurity],
  worker: { format: 'es' },
  // Presets that have a picture: nothing is asked for that is not there.
  define: { PICTURED: JSON.stringify(thumbnails) },
  build: { target: 'es2023', chunkSizeWarningLimit: 1200 },
});
