import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './run.mjs';

/** The folders that hold source code. */
export const SOURCES = ['shaders', 'solvers', 'scenes', 'src', 'tests', 'e2e', 'scripts'];

/** All files under a path of the repository, as paths with forward slashes from its root, sorted. */
export function walk(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full, { withFileTypes: true })
    .filter((entry) => entry.name !== 'node_modules')
    .flatMap((entry) => walk(`${path}/${entry.name}`))
    .sort();
}

/** A short name for the present state of files: changes when one is edited, added or removed. */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const file of paths.flatMap(walk)) {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** A file's path from the repository's root with forward slashes. */
export function fromRoot(path) {
  return relative(root, path).replaceAll('\\', '/');
}
