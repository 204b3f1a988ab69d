import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from './files.mjs';
import { root, say } from './run.mjs';

const CACHE = join(root, '.cache');
const HOUR = 3_600_000;

/** Builds with Vite, or ends with one clear line. */
async function build(config) {
  const vite = await import('vite').catch(() => {
    say('the packages are not installed: run npm ci first.');
    process.exit(1);
  });
  await vite.build({ root, logLevel: 'warn', ...config }).catch((error) => {
    say(`the build failed: ${error.message}`);
    process.exit(1);
  });
}

/** Builds the page into dist/ unless it stands there, built from these very sources. */
export async function buildPage() {
  const sources = fingerprint([
    'index.html',
    'shaders',
    'solvers',
    'scenes',
    'src',
    'public',
    'vite.config.ts',
    'package-lock.json',
  ]);
  const stamp = join(CACHE, 'page');
  const built =
    existsSync(join(root, 'dist/index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources;
  if (built) return;
  say('building the page into dist/');
  await build({});
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(stamp, sources);
}

/**
 * Builds a program for Node from its TypeScript entry, unless that was done for these very sources.
 * @returns the path of the built module
 */
export async function buildProgram(name, entry) {
  const folder = join(CACHE, name);
  const sources = fingerprint([
    'shaders',
    'solvers',
    'scenes',
    'src',
    'e2e',
    'package-lock.json',
    'scripts/lib/build.mjs',
  ]);
  const outDir = join(folder, sources);
  const main = join(outDir, 'main.js');
  if (existsSync(main)) return main;
  if (!existsSync(join(root, entry))) {
    say(`${entry} is missing.`);
    process.exit(1);
  }
  say(`building ${entry}, once for each change of the sources`);
  // Two programs may start at once: each builds for itself, the first one's folder stays.
  const own = join(folder, `building-${process.pid}`);
  await build({
    configFile: false,
    // Bundled, so that it is evaluated after our stand-in for Float16Array, which Node 20 lacks.
    ssr: { noExternal: ['webgpu-utils'] },
    build: {
      ssr: entry,
      outDir: own,
      target: 'node20',
      sourcemap: true,
      copyPublicDir: false,
      // Dawn may be absent: whoever opens an adapter says so.
      rolldownOptions: { external: ['webgpu'], output: { entryFileNames: 'main.js' } },
    },
  });
  try {
    renameSync(own, outDir);
  } catch {
    rmSync(own, { recursive: true });
  }
  for (const old of readdirSync(folder)) {
    const path = join(folder, old);
    // A younger one may still be running.
    const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (path !== outDir && Date.now() - made > HOUR) rmSync(path, { recursive: true, force: true });
  }
  return main;
}
