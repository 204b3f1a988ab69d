import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say } from './run.mjs';

/** Packages in the lock file that node_modules has not, or has in another version. Platform binaries may be absent. */
function missing(withDevelopment) {
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  // npm writes here what it installed.
  const record = join(root, 'node_modules', '.package-lock.json');
  const installed = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')).packages : {};
  return Object.entries(wanted).filter(
    ([path, { version, dev, devOptional, optional }]) =>
      path !== '' &&
      !optional &&
      (withDevelopment || !(dev || devOptional)) &&
      (installed[path]?.version !== version || !existsSync(join(root, path, 'package.json'))),
  );
}

/**
 * Installs the locked packages where they are missing or of another version.
 * Without `development` only what builds and makes the page: Dawn (132 MB) and the tools of the tests are left out.
 */
export function installPackages({ development }) {
  const count = missing(development).length;
  if (count === 0) return;
  const size = development ? 'about 400 MB, with Dawn for the GPU tests' : 'about 140 MB, to build and serve the page';
  say(`installing packages into node_modules (${count} are missing; ${size})`);
  const args = ['ci', development ? '--include=dev' : '--omit=dev', '--no-audit', '--no-fund'];
  const npm = process.env.npm_execpath;
  const command = npm ? [process.execPath, npm, ...args] : ['npm', ...args];
  if (!run(command)) {
    say('npm ci failed: see its message above. Is the package registry reachable?');
    process.exit(1);
  }
}
