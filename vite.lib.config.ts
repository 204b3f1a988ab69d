import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
// webgpu-utils goes inside, so that it is evaluated after our stand-in for Float16Array.
const outside = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => name !== 'webgpu-utils');

/** The engine as a library: one ES module, WGSL inside, packages left to whoever imports it. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2023',
    outDir: 'dist-lib',
    sourcemap: true,
    minify: false,
    lib: { entry: 'src/library.ts', formats: ['es'], fileName: 'nablab' },
    rolldownOptions: {
      external: (id) => outside.some((name) => id === name || id.startsWith(`${name}/`)) || id.startsWith('node:'),
    },
  },
});
