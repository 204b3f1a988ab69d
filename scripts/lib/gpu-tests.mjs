import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SOURCES, walk } from './files.mjs';
import { root } from './run.mjs';

/** The modules that open an adapter in Node. */
const OPENERS = ['tests/gpu.ts', 'solvers/gpu/node.ts'];

/** The unit tests that need a GPU adapter: those that import, over any number of steps, what opens one. */
export function testsWithGpu() {
  const files = new Set(SOURCES.flatMap(walk).filter((file) => /\.tsx?$/.test(file)));
  const needs = new Map();
  const visit = (file) => {
    if (OPENERS.includes(file)) return true;
    if (needs.has(file)) return needs.get(file);
    needs.set(file, false);
    const text = readFileSync(join(root, file), 'utf8');
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)].map(([, path]) =>
      join(dirname(file), path).replaceAll('\\', '/'),
    );
    const found = imports
      .map((path) => [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((name) => files.has(name)))
      .some((name) => name !== undefined && visit(name));
    needs.set(file, found);
    return found;
  };
  return [...files]
    .filter((file) => /\.test\.tsx?$/.test(file))
    .filter(visit)
    .sort();
}
